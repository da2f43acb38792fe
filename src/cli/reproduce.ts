/** Puts a run together from the command line's options, and ends it in an orderly way on Ctrl-C. */
import type { Language } from '../base/language.ts';
import { type Reproduced, reproduceLab } from '../controller/reproduce.ts';
import { resolveLab } from '../lab/resolve.ts';
import { parseFormats } from '../report/write.ts';
import type { RunOptions } from './commands/run.ts';
import { EXIT } from './exit.ts';
import { loadLab } from './lab-files.ts';
import { packageVersion } from './package.ts';
import { runProgress } from './progress.ts';
import { chooseRuntime } from './runtimes.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export async function reproduce(options: RunOptions, language: Language): Promise<Reproduced> {
  const lab = loadLab(options.lab);
  const student = options.student ?? null;
  const choice = { variant: options.variant ?? null, student, seed: options.seed ?? null, labHash: lab.hash };
  const own = resolveLab(lab.file, choice);
  const formats = parseFormats(options.format);
  const runtime = await chooseRuntime(options.runtime);
  using interruption = listenForInterruption();
  await using lease = await runtime.leaseSubnet({ lab: own.name, network: own.network });
  const { subnet } = lease;
  return await reproduceLab({
    plan: subnet === own.network.subnet ? own : resolveLab(lab.file, { ...choice, subnet }),
    runtime,
    engine: options.engine,
    signal: interruption.signal,
    progress: runProgress(language),
    out: options.out,
    student,
    language,
    formats,
    version: packageVersion(),
  });
}

/** The first signal asks the run to end and clean up; the second one ends the program, and the kernel cleans up. */
function listenForInterruption(): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const signal of SIGNALS) process.off(signal, stop);
    },
  };
}
