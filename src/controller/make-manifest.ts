/** Puts `run.json` together: everything about one run that is not in its capture. */
import { ERROR_CODES, hintOf, hintsOf, InterruptedError, messageOf, messagesOf, WirelabError } from '../base/errors.ts';
import type { Language } from '../base/language.ts';
import type { CaptureEngineName } from '../capture/protocol.ts';
import { answerQuestions, evaluateChecks } from '../lab/evaluate.ts';
import type { LabPlan } from '../lab/plan.ts';
import { hasBegun, type Manifest } from '../report/manifest.ts';
import type { RuntimeKind } from '../runtime/runtime.ts';
import type { AnalysedCapture } from './analyse-capture.ts';
import type { LabRun } from './run-lab.ts';
import { compareTruth } from './truth.ts';

export interface ManifestRequest {
  readonly plan: LabPlan;
  readonly run: LabRun;
  readonly runId: string;
  readonly runtime: { readonly kind: RuntimeKind };
  readonly engine: CaptureEngineName;
  readonly student: string | null;
  readonly language: Language;
  /** wirelab's own. */
  readonly version: string;
}

const ETHERNET_HEADER_BYTES = 14;

/** `run.json` of a run whose capture was analysed; its reports may still break it (`tellFailure`). */
export function makeManifest(request: ManifestRequest, captured: AnalysedCapture): Manifest {
  const { plan, run, runId } = request;
  const { analysis } = captured;
  // An empty capture of a lab that never began proves and answers nothing.
  const begun = hasBegun(run.steps);
  const checks = begun ? evaluateChecks(plan, analysis) : [];
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
    questions: begun ? answerQuestions(plan, analysis) : [],
    capture: captureRecord(request, captured),
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

function captureRecord({ plan, engine, run }: ManifestRequest, captured: AnalysedCapture): Manifest['capture'] {
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

function statusOf(run: LabRun, checksHeld: boolean): Manifest['status'] {
  if (run.failure instanceof InterruptedError) return 'interrupted';
  if (run.failure !== null) return 'broke';
  return checksHeld ? 'checks-held' : 'check-failed';
}

function errorRecord(failure: unknown, language: Language): Manifest['error'] {
  if (failure === null) return null;
  return {
    code: failure instanceof WirelabError ? failure.code : ERROR_CODES.run,
    message: messageOf(failure, language),
    hint: hintOf(failure, language) ?? null,
    texts: { message: messagesOf(failure), hint: hintsOf(failure) },
  };
}

/** What went wrong after the manifest was made belongs into it, too. */
export function tellFailure(run: LabRun, manifest: Manifest): void {
  manifest.status = statusOf(run, true);
  manifest.error = errorRecord(run.failure, manifest.language);
}
