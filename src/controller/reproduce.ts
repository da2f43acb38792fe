/** From a lab to a finished run directory: the run itself, then its analysis, manifest, annotated capture and reports. */
import { access, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Analysis } from '../analyzer/model.ts';
import { InterruptedError } from '../base/errors.ts';
import type { Language } from '../base/language.ts';
import type { ReportFormat } from '../report/formats.ts';
import type { Manifest } from '../report/manifest.ts';
import { writeReports } from '../report/write.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type AnalysedCapture, analyseCapture, momentOf, sha256OfFile } from './analyse-capture.ts';
import { annotateCapture } from './annotate-capture.ts';
import { ArtifactDirectory } from './artifact-directory.ts';
import { type Attempt, type AttemptRequest, runOnFirstThatCan, usableRuntimes } from './attempt.ts';
import { makeManifest, tellFailure } from './make-manifest.ts';
import { ResultFiles } from './result-files.ts';
import { makeRunDirectory, type RunDirectory } from './run-directory.ts';
import { inPhase, type LabRun } from './run-lab.ts';
import { RunLog } from './run-log.ts';

export interface ReproduceRequest extends Omit<AttemptRequest, 'directory' | 'runId' | 'log'> {
  /** To be tried in this order: the first that can run the lab takes it. At least one. */
  readonly runtimes: readonly Runtime[];
  /** The run directory; a new one under `runs/` where undefined. */
  readonly out: string | undefined;
  readonly student: string | null;
  readonly language: Language;
  readonly formats: readonly ReportFormat[];
  /** wirelab's own. */
  readonly version: string;
}

export interface Reproduced {
  readonly directory: RunDirectory;
  readonly manifest: Manifest;
  /** Paths of the reports, in the order asked for. */
  readonly reports: readonly string[];
  /** What broke or interrupted the run, or why a report could not be made; null when all was done. */
  readonly failure: unknown;
}

/** A run, what came of it, and what is to be made of that. */
interface Outcome extends Omit<ReproduceRequest, 'runtimes' | 'planOn'>, Pick<Attempt, 'plan' | 'run' | 'runtime'> {
  readonly runId: string;
  readonly directory: RunDirectory;
  readonly log: RunLog;
  readonly files: ResultFiles;
}

/**
 * What goes wrong with the run is in `failure`, and told in its directory. Throws only where no runtime is there at all
 * (`MachineError`), when the directory can't be had, and when the user interrupts a run before its capture has begun.
 */
export async function reproduceLab(request: ReproduceRequest): Promise<Reproduced> {
  const { name } = request.planOn();
  const runtimes = await usableRuntimes(request.runtimes, request.signal);
  const directory = await makeRunDirectory(name, request.out, new Date());
  const runId = basename(directory.path);
  const log = new RunLog(directory.log);
  const progress = log.noting(request.progress);
  await using attempt = await runOnFirstThatCan(runtimes, { ...request, directory, runId, log, progress });
  const { run } = attempt;
  if (!(await exists(directory.rawCapture))) {
    if (run.failure instanceof InterruptedError) {
      // Nothing of the lab has begun, and nobody wants to know why.
      await rm(directory.path, { recursive: true, force: true });
      throw run.failure;
    }
    // One that broke before its capture began has seen no packet, and is told like any other that broke.
    await writeFile(directory.rawCapture, '');
  }
  return await tell({ ...request, ...attempt, directory, runId, log, files: new ResultFiles(directory) });
}

async function tell(outcome: Outcome): Promise<Reproduced> {
  const { run, files, directory, signal, log } = outcome;
  const { analysis, manifest } = await inPhase(run.phases, outcome.progress, 'analysis', () => analyseRun(outcome));
  const formats = signal.aborted ? [] : outcome.formats;
  const report: WriteReports = (some) => writeSome(outcome, manifest, analysis, some);
  let { reports, unmade } = await writeReportsOf(outcome, formats, report);
  if (signal.aborted) {
    // Ctrl-C counts at any moment, also when the lab itself is over.
    run.failure = new InterruptedError();
    tellFailure(run, manifest);
  }
  if (files.failure === null) await files.write(directory.manifest, () => files.writeManifest(manifest));
  if (files.failure !== null) {
    run.failure ??= files.failure;
    tellFailure(run, manifest);
    reports = await files.writeWhatFits(manifest, analysis, formats, (format) => report([format]));
  }
  await rm(directory.reserve, { force: true });
  if (run.failure !== null) log.writeFailure(run.failure);
  return { directory, manifest, reports, failure: run.failure ?? unmade };
}

type WriteReports = (formats: readonly ReportFormat[]) => Promise<string[]>;

/** `unmade` says why a report could not be made (no browser for a PDF): the run is whole, and another try needs no lab. */
async function writeReportsOf(
  { run, progress, files }: Outcome,
  formats: readonly ReportFormat[],
  report: WriteReports,
): Promise<{ reports: string[]; unmade: unknown }> {
  if (formats.length === 0) return { reports: [], unmade: null };
  return inPhase(run.phases, progress, 'report', async () => {
    try {
      return { reports: (await files.write(null, () => report(formats))) ?? [], unmade: null };
    } catch (unmade) {
      return { reports: await files.writeEach(formats, (format) => report([format])), unmade };
    }
  });
}

async function analyseRun(outcome: Outcome): Promise<{ analysis: Analysis; manifest: Manifest }> {
  const { plan, run, directory, files } = outcome;
  const names = new Map(plan.hosts.map((host) => [host.address, host.name]));
  const artifacts = new ArtifactDirectory(directory.artifacts, { relativeTo: directory.path });
  const ended = momentOf(run.captureStoppedAt);
  const captured = await analyseCapture({
    path: directory.rawCapture,
    file: basename(directory.capture),
    names,
    artifacts,
    ended,
  });
  if (artifacts.failure !== null) files.refused(artifacts.failure);
  addFrames(run, captured);
  const manifest = makeManifest(outcome, captured);
  const { analysis } = captured;
  const annotated = await files.write(directory.capture, async () => {
    await annotateCapture({ ...outcome, analysis });
    return sha256OfFile(directory.capture);
  });
  if (annotated === null) {
    analysis.capture.file = basename(directory.rawCapture);
  } else {
    // The analysis is of the packets; the file that is handed in is the annotated one.
    analysis.capture.format = 'pcapng';
    analysis.capture.sha256 = annotated;
    await rm(directory.rawCapture);
  }
  await files.write(directory.analysis, () => files.writeAnalysis(analysis));
  return { analysis, manifest };
}

/** A step's frames are those from its start until the next step's: a late ACK belongs to the step that caused it. */
function addFrames(run: LabRun, { clock }: AnalysedCapture): void {
  for (const [index, step] of run.steps.entries()) {
    if (step.startedAt === null) continue;
    step.frames = clock.between(step.startedAt, run.steps[index + 1]?.startedAt ?? null);
  }
}

function writeSome(
  { directory, language }: Outcome,
  manifest: Manifest,
  analysis: Analysis,
  formats: readonly ReportFormat[],
): Promise<string[]> {
  const capture = analysis.capture.file === basename(directory.capture) ? directory.capture : directory.rawCapture;
  return writeReports({ analysis, manifest, capture, outDir: directory.path, formats, language });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
