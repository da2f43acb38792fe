/** Puts a run together from the command line's options, and ends it in an orderly way on Ctrl-C. */
import type { Language } from '../base/language.ts';
import { type Reproduced, type ReproduceRequest, reproduceLab } from '../controller/reproduce.ts';
import { resolveLab } from '../lab/resolve.ts';
import { withServer } from '../lab/server-programs.ts';
import { parseFormats } from '../report/formats.ts';
import type { RunOptions } from './commands/run.ts';
import type { Interruption } from './interruption.ts';
import { type LoadedLab, loadLab } from './lab-files.ts';
import { packageVersion } from './package.ts';
import { runProgress } from './progress.ts';
import { candidateRuntimes, removeLeftOvers } from './runtimes.ts';

export async function reproduce(
  options: RunOptions,
  { language, interruption }: { language: Language; interruption: Interruption },
): Promise<Reproduced> {
  const lab = loadLab(options.lab);
  const formats = parseFormats(options.format);
  const signal = interruption.await();
  const student = tidy(options.student);
  // On Docker a run does so by itself.
  const cleaned = options.runtime === 'namespace' ? removeLeftOvers() : undefined;
  const reproduced = await reproduceLab({
    planOn: planner(lab, options),
    runtimes: await candidateRuntimes(options.runtime, { containersOnly: options.server !== undefined }),
    engine: options.engine,
    out: options.out,
    version: packageVersion(),
    progress: runProgress(language),
    signal,
    student,
    language,
    formats,
  });
  await cleaned;
  return reproduced;
}

/** The lab as it was asked for, on any subnet. */
function planner({ file, hash }: LoadedLab, options: RunOptions): ReproduceRequest['planOn'] {
  const { variant = null, server } = options;
  const choice = { variant, student: tidy(options.student), seed: tidy(options.seed), labHash: hash };
  return (subnet) => {
    const plan = resolveLab(file, subnet === undefined ? choice : { ...choice, subnet });
    return server === undefined ? plan : withServer(plan, server);
  };
}

/** One name has one lab, however it was typed: composed or not, with blanks around it; a blank one is none. */
function tidy(name: string | undefined): string | null {
  return name?.normalize('NFC').replace(/\s+/g, ' ').trim() || null;
}
