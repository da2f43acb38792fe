/** Puts a run together from the command line's options, and ends it in an orderly way on Ctrl-C. */
import { MachineError, messageOf } from '../base/errors.ts';
import type { Language } from '../base/language.ts';
import type { RunProgress } from '../controller/progress.ts';
import { type Reproduced, type ReproduceRequest, reproduceLab } from '../controller/reproduce.ts';
import type { LabPlan } from '../lab/plan.ts';
import { type ResolveOptions, resolveLab } from '../lab/resolve.ts';
import { withServer } from '../lab/server-programs.ts';
import { parseFormats } from '../report/formats.ts';
import type { Runtime, RuntimeKind } from '../runtime/runtime.ts';
import type { RunOptions } from './commands/run.ts';
import type { Interruption } from './interruption.ts';
import { type LoadedLab, loadLab } from './lab-files.ts';
import { packageVersion } from './package.ts';
import { runProgress } from './progress.ts';
import { candidateRuntimes, makeRuntime } from './runtimes.ts';

export async function reproduce(
  options: RunOptions,
  { language, interruption }: { language: Language; interruption: Interruption },
): Promise<Reproduced> {
  const lab = loadLab(options.lab);
  const formats = parseFormats(options.format);
  const progress = runProgress(language);
  const signal = interruption.await();
  const kinds = await candidateRuntimes(options.runtime, { containersOnly: options.server !== undefined });
  return await onFirstThatCan(kinds, progress, async (kind) => {
    const runtime = await makeRuntime(kind);
    return reproduceOn(runtime, lab, options, { engine: options.engine, signal, progress, language, formats });
  });
}

async function reproduceOn(
  runtime: Runtime,
  lab: LoadedLab,
  options: RunOptions,
  how: Pick<ReproduceRequest, 'engine' | 'signal' | 'progress' | 'language' | 'formats'>,
): Promise<Reproduced> {
  const [student, seed] = [tidy(options.student), tidy(options.seed)];
  const choice = { variant: options.variant ?? null, student, seed, labHash: lab.hash };
  const planFor = (changes: Partial<ResolveOptions>): LabPlan => {
    const plan = resolveLab(lab.file, { ...choice, ...changes });
    return options.server === undefined ? plan : withServer(plan, options.server);
  };
  const own = planFor({});
  await using lease = await runtime.leaseSubnet({ lab: own.name, network: own.network });
  const { subnet } = lease;
  const plan = subnet === own.network.subnet ? own : planFor({ subnet });
  return await reproduceLab({ ...how, plan, runtime, student, out: options.out, version: packageVersion() });
}

/** One name has one lab, however it was typed: composed or not, with blanks around it; a blank one is none. */
function tidy(name: string | undefined): string | null {
  return name?.normalize('NFC').replace(/\s+/g, ' ').trim() || null;
}

/** With `--runtime auto`, an engine that can't run the lab (no image, say) makes way for the embedded runtime, and says so. */
async function onFirstThatCan(
  kinds: readonly RuntimeKind[],
  progress: RunProgress,
  run: (kind: RuntimeKind) => Promise<Reproduced>,
): Promise<Reproduced> {
  const [kind, ...others] = kinds;
  try {
    return await run(kind ?? 'namespace');
  } catch (error) {
    if (!(error instanceof MachineError) || others.length === 0) throw error;
    progress.note({
      en: `${kind} can't run it (${messageOf(error, 'en')}); taking ${others[0]}`,
      zh: `${kind} 无法运行（${messageOf(error, 'zh')}），改用 ${others[0]}`,
    });
    return onFirstThatCan(others, progress, run);
  }
}
