/**
 * Writes what a run has to tell. A disk that is full breaks the run, and takes from it what can be made again from its
 * capture: what is left of the room tells first what happened.
 */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Analysis } from '../analyzer/model.ts';
import { isSystemError, messagesOf, RunError } from '../base/errors.ts';
import { fillIn } from '../base/language.ts';
import type { ReportFormat } from '../report/formats.ts';
import type { Manifest } from '../report/manifest.ts';
import type { RunDirectory } from './run-directory.ts';

/** The smallest first. */
const BY_SIZE: readonly ReportFormat[] = ['md', 'json', 'docx', 'html', 'pdf'];

const NOT_WRITTEN = {
  en: 'the results could not all be written to {path}: {why}',
  zh: '结果未能全部写入 {path}：{why}',
};
const MAKE_ROOM = {
  en: 'make room on that disk, and run the lab again; wirelab report makes a report from the capture that is there',
  zh: '请腾出磁盘空间后重新运行实验；用 wirelab report 可以根据现有的抓包文件生成报告',
};

export class ResultFiles {
  readonly #directory: RunDirectory;
  #refusal: unknown = null;

  constructor(directory: RunDirectory) {
    this.#directory = directory;
  }

  /** Why the run's results are not whole; null when all was written. */
  get failure(): RunError | null {
    if (this.#refusal === null) return null;
    const words = { path: this.#directory.path, why: messagesOf(this.#refusal) };
    return new RunError(fillIn(NOT_WRITTEN, words), { hint: MAKE_ROOM, cause: this.#refusal });
  }

  /** Something was not written that had been asked for. */
  refused(error: unknown): void {
    this.#refusal ??= error;
  }

  /** Writes a file, or leaves none, and settles with null; what is no refusal of the system's is thrown. */
  async write<T>(path: string | null, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.refused(error);
      if (path !== null) await rm(path, { force: true });
      return null;
    }
  }

  /** Settles with the reports that fitted. Throws `RunError` when there is no room even for `run.json`. */
  async writeWhatFits(
    manifest: Manifest,
    analysis: Analysis,
    formats: readonly ReportFormat[],
    report: (format: ReportFormat) => Promise<string[]>,
  ): Promise<string[]> {
    const { path, reserve } = this.#directory;
    for (const name of [reserve, join(path, 'figures')]) await rm(name, { force: true, recursive: true });
    for (const format of formats) await rm(join(path, `report.${format}`), { force: true });
    if ((await this.write(this.#directory.manifest, () => this.writeManifest(manifest))) === null) throw this.failure;
    await this.write(this.#directory.analysis, () => this.writeAnalysis(analysis));
    return this.writeEach(formats, report);
  }

  /** Settles with the reports that could be made; why another one could not is known to whoever tries them one by one. */
  async writeEach(
    formats: readonly ReportFormat[],
    report: (format: ReportFormat) => Promise<string[]>,
  ): Promise<string[]> {
    const written: string[] = [];
    for (const format of BY_SIZE.filter((one) => formats.includes(one))) {
      const path = join(this.#directory.path, `report.${format}`);
      const paths = await this.write(path, () => report(format)).catch(() => null);
      written.push(...(paths ?? []));
    }
    return written;
  }

  writeManifest(manifest: Manifest): Promise<true> {
    return writeJson(this.#directory.manifest, manifest);
  }

  writeAnalysis(analysis: Analysis): Promise<true> {
    return writeJson(this.#directory.analysis, analysis);
  }
}

async function writeJson(path: string, value: unknown): Promise<true> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
  return true;
}
