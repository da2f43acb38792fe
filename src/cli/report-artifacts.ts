/** Files and mails that a bare capture holds, in `artifacts/` beside its report, as a run has them. */
import { existsSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fillIn, type Language } from '../base/language.ts';
import { ArtifactDirectory } from '../controller/artifact-directory.ts';
import { makeDirectory } from '../report/make-directory.ts';
import { cannotWrite } from './cannot-write.ts';
import { harmless, log } from './terminal.ts';

const FOLDER = 'artifacts';

/**
 * Written apart and moved when whole: the same capture gives the same names however often it is reported, and a file that
 * bears one of them is replaced, as the report itself is.
 */
export class ReportArtifacts {
  readonly sink: ArtifactDirectory;
  readonly #directory: string;
  readonly #apart: string;
  /** There was none before. */
  readonly #isNew: boolean;

  /** Throws `InputError` when nothing can be written into `directory`. */
  constructor(directory: string) {
    this.#directory = directory;
    this.#isNew = !existsSync(directory);
    try {
      makeDirectory(directory);
      this.#apart = mkdtempSync(join(directory, '.recovered-'));
      this.sink = new ArtifactDirectory(join(this.#apart, FOLDER), { relativeTo: this.#apart });
    } catch (error) {
      throw cannotWrite(directory, error);
    }
  }

  /** Throws `InputError` when a file could not be written. */
  settle(language: Language): void {
    const { failure, written } = this.sink;
    if (failure !== null) throw cannotWrite(this.#directory, failure);
    if (written.length === 0) return;
    const target = join(this.#directory, FOLDER);
    try {
      makeDirectory(target);
      for (const { path } of written) renameSync(join(this.#apart, path), join(target, basename(path)));
    } catch (error) {
      throw cannotWrite(target, error);
    }
    log(fillIn(RECOVERED, { n: written.length, path: harmless(target) })[language]);
  }

  [Symbol.dispose](): void {
    rmSync(this.#apart, { recursive: true, force: true });
    // What turned out to be no capture leaves no empty directory behind.
    if (this.#isNew && readdirSync(this.#directory).length === 0) rmdirSync(this.#directory);
  }
}

const RECOVERED = {
  en: 'files and mails recovered from the capture: {n}, in {path}',
  zh: '从抓包中还原出 {n} 个文件或邮件，存放在 {path}',
};
