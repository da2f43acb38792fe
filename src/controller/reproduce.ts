/** From a lab plan to a finished run directory: the run itself, then its analysis, manifest, annotated capture and reports. */
import { access, rm, writeFile } from 'node:fs/promises';
import type { Analysis } from '../analyzer/model.ts';
import { hintOf, InterruptedError, messageOf, messagesOf, RunError, WirelabError } from '../base/errors.ts';
import { fillIn, type Language } from '../base/language.ts';
import { answerQuestions, evaluateChecks } from '../lab/evaluate.ts';
import type { ReportFormat } from '../report/formats.ts';
import type { Manifest } from '../report/manifest.ts';
import { writeReports } from '../report/write.ts';
import { type AnalysedCapture, analyseCapture, momentOf, sha256OfFile } from './analyse-capture.ts';
import { annotateCapture } from './annotate-capture.ts';
import { ArtifactDirectory } from './artifact-directory.ts';
import { makeRunDirectory, type RunDirectory } from './run-directory.ts';
import { inPhase, type LabRun, type LabRunRequest, runLab } from './run-lab.ts';
import { compareTruth } from './truth.ts';

export interface ReproduceRequest extends Omit<LabRunRequest, 'directory' | 'runId'> {
  /** The run directory; a new one under `runs/` where undefined. */
  readonly out: string | undefined;
  readonly student: string | null;
  readonly language: Language;
  readonly formats: readonly ReportFormat[];
  readonly version: string;
}

export interface Reproduced {
  readonly directory: RunDirectory;
  readonly manifest: Manifest;
  /** Paths of the reports, in the order asked for. */
  readonly reports: readonly string[];
  /** What broke or interrupted the run; null when every step was carried out. */
  readonly failure: unknown;
}

/** Throws only when not even a partial run directory came of it; else what went wrong is in `failure`. */
export async function reproduceLab(request: ReproduceRequest): Promise<Reproduced> {
  const directory = await makeRunDirectory(request.plan.name, request.out, new Date());
  const runId = directory.path.split('/').at(-1) ?? request.plan.name;
  const run = await runLab({ ...request, directory, runId });
  if (!(await exists(directory.rawCapture))) {
    if (!(run.failure instanceof RunError)) {
      // Nothing of the lab has begun: there is nothing to tell of it.
      await rm(directory.path, { recursive: true, force: true });
      throw run.failure;
    }
    // One that broke before its capture began has seen no packet, and is told like any other that broke.
    await writeFile(directory.rawCapture, '');
  }
  const { analysis, manifest } = await inPhase(run.phases, request.progress, 'analysis', () =>
    analyseRun(request, runId, directory, run),
  );
  const reports = request.signal.aborted
    ? []
    : await inPhase(run.phases, request.progress, 'report', () => report(request, directory, manifest, analysis));
  if (request.signal.aborted) markInterrupted(run, manifest);
  await writeJson(directory.manifest, manifest);
  return { directory, manifest, reports, failure: run.failure };
}

/** Ctrl-C counts at any moment, also when the lab itself is over. */
function markInterrupted(run: LabRun, manifest: Manifest): void {
  run.failure = new InterruptedError();
  manifest.status = 'interrupted';
  manifest.error = errorRecord(run.failure, manifest.language);
}

const NOT_WRITTEN = {
  en: 'files recovered from the wire could not be written: {why}',
  zh: '从抓包中恢复的文件无法写入：{why}',
};

async function analyseRun(
  request: ReproduceRequest,
  runId: string,
  directory: RunDirectory,
  run: LabRun,
): Promise<{ analysis: Analysis; manifest: Manifest }> {
  const names = new Map(request.plan.hosts.map((host) => [host.address, host.name]));
  const artifacts = new ArtifactDirectory(directory.artifacts, { relativeTo: directory.path });
  const ended = momentOf(run.captureStoppedAt);
  const captured = await analyseCapture({
    path: directory.rawCapture,
    file: 'capture.pcapng',
    names,
    artifacts,
    ended,
  });
  if (artifacts.failure !== null) {
    run.failure ??= new RunError(fillIn(NOT_WRITTEN, { why: messagesOf(artifacts.failure) }), {
      hint: { en: 'look whether the disk is full', zh: '请检查磁盘是否已满' },
      cause: artifacts.failure,
    });
  }
  addFrames(run, captured);
  const manifest = makeManifest(request, runId, run, captured);
  await annotateCapture({ ...request, directory, run, analysis: captured.analysis });
  // The analysis is of the packets; the file that is handed in is the annotated one.
  captured.analysis.capture.format = 'pcapng';
  captured.analysis.capture.sha256 = await sha256OfFile(directory.capture);
  await writeJson(directory.analysis, captured.analysis);
  await rm(directory.rawCapture);
  return { analysis: captured.analysis, manifest };
}

/** A step's frames are those from its start until the next step's: a late ACK belongs to the step that caused it. */
function addFrames(run: LabRun, { clock }: AnalysedCapture): void {
  for (const [index, step] of run.steps.entries()) {
    if (step.startedAt === null) continue;
    step.frames = clock.between(step.startedAt, run.steps[index + 1]?.startedAt ?? null);
  }
}

function makeManifest(request: ReproduceRequest, runId: string, run: LabRun, captured: AnalysedCapture): Manifest {
  const { plan } = request;
  const { analysis } = captured;
  const checks = evaluateChecks(plan, analysis);
  const status = statusOf(
    run,
    checks.every((check) => check.held),
  );
  return {
    version: 1,
    id: runId,
    wirelab: request.version,
    lab: {
      name: plan.name,
      variant: plan.variant,
      server: plan.server,
      title: plan.title,
      summary: plan.summary,
      hash: plan.labHash,
    },
    student: request.student,
    seed: plan.seed,
    parameters: { ...plan.parameters },
    language: request.language,
    runtime: { kind: request.runtime.kind, details: { ...run.runtimeDetails } },
    environment: {
      wirelab: request.version,
      node: process.version,
      ...(run.captureReady ? { capture: run.captureReady.version } : {}),
      ...serverVersions(run),
    },
    network: { ...plan.network },
    hosts: plan.hosts.map(({ name, title, address, mac }) => ({ name, title, address, mac })),
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    phases: run.phases,
    steps: run.steps,
    checks,
    truth: compareTruth(run.steps, analysis),
    questions: answerQuestions(plan, analysis),
    capture: captureRecord(request, run, captured),
    status,
    error: errorRecord(run.failure, request.language),
  };
}

/** Name and version of a server that is not wirelab's own, as the server itself says. */
function serverVersions(run: LabRun): { server?: string } {
  const servers = run.steps.flatMap(({ result }) => {
    const server = result.server as { name: string; version: string } | undefined;
    return server === undefined ? [] : [`${server.name} ${server.version}`];
  });
  return servers.length === 0 ? {} : { server: [...new Set(servers)].join(', ') };
}

function captureRecord(
  { plan, engine }: ReproduceRequest,
  run: LabRun,
  captured: AnalysedCapture,
): Manifest['capture'] {
  const dropped = run.counters?.dropped ?? null;
  const largestWhole = plan.network.mtu + ETHERNET_HEADER_BYTES;
  return {
    engine,
    version: run.captureReady?.version ?? '',
    packets: captured.analysis.capture.packets,
    bytes: captured.bytes,
    dropped,
    largestFrame: captured.largestFrame,
    timestamps: run.captureReady?.timestamps ?? 'user-space',
    ended: run.captureEnded,
    whole: dropped === 0 && run.captureEnded === 'all-closed' && captured.largestFrame <= largestWhole,
  };
}

const ETHERNET_HEADER_BYTES = 14;

function statusOf(run: LabRun, checksHeld: boolean): Manifest['status'] {
  if (run.failure instanceof InterruptedError) return 'interrupted';
  if (run.failure !== null) return 'broke';
  return checksHeld ? 'checks-held' : 'check-failed';
}

/** In the language of the run: these are the words that its reader has seen. */
function errorRecord(failure: unknown, language: Language): Manifest['error'] {
  if (failure === null) return null;
  const code = failure instanceof WirelabError ? failure.code : 'run-broke';
  return { code, message: messageOf(failure, language), hint: hintOf(failure, language) ?? null };
}

function report(
  { formats, language }: ReproduceRequest,
  directory: RunDirectory,
  manifest: Manifest,
  analysis: Analysis,
): Promise<string[]> {
  return writeReports({ analysis, manifest, capture: directory.capture, outDir: directory.path, formats, language });
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
