/**
 * Makes `capture.pcapng` from what the capture program wrote: with the hosts' names, the drop counters, and a comment on
 * each packet with which a step begins or that a finding is about, so that Wireshark shows them.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import os from 'node:os';
import { CaptureAnnotator } from '../analyzer/capture-file/annotate.ts';
import { describeFinding } from '../analyzer/findings/describe.ts';
import type { Analysis } from '../analyzer/model.ts';
import type { Language } from '../base/language.ts';
import type { LabPlan } from '../lab/plan.ts';
import { momentOf } from './analyse-capture.ts';
import type { RunDirectory } from './run-directory.ts';
import type { LabRun } from './run-lab.ts';

const CHUNK_BYTES = 1024 * 1024;

/** More comments than this on one packet are no help to anybody. */
const MAX_COMMENTS_PER_FRAME = 8;

export interface AnnotateRequest {
  readonly directory: RunDirectory;
  readonly plan: LabPlan;
  readonly run: LabRun;
  readonly analysis: Analysis;
  readonly language: Language;
  readonly version: string;
}

/** Reads `capture.pcap`, writes `capture.pcapng`; both files stay. */
export async function annotateCapture(request: AnnotateRequest): Promise<void> {
  const { directory, plan, run, language, version } = request;
  const pieces: Uint8Array[] = [];
  const annotator = new CaptureAnnotator(
    {
      names: new Map(plan.hosts.map((host) => [host.address, host.name])),
      comments: frameComments(request),
      interfaceName: run.captureReady?.interface ?? 'lab0',
      statistics: {
        received: run.counters?.received ?? null,
        dropped: run.counters?.dropped ?? null,
        ended: momentOf(run.captureStoppedAt),
      },
      os: `${os.type()} ${os.release()}`,
      application: `wirelab ${version}`,
      comment: plan.title[language],
    },
    (bytes) => pieces.push(bytes.slice()),
  );
  // `appendFile` writes all or throws; `write` and `writev` may write a part where the disk gets full.
  await using output = await open(directory.capture, 'w');
  for await (const chunk of createReadStream(directory.rawCapture, { highWaterMark: CHUNK_BYTES })) {
    annotator.push(chunk as Uint8Array);
    await output.appendFile(Buffer.concat(pieces.splice(0)));
  }
  annotator.finish();
  await output.appendFile(Buffer.concat(pieces));
}

function frameComments({ run, analysis, language }: AnnotateRequest): Map<number, string[]> {
  const comments = new Map<number, string[]>();
  const add = (frame: number, comment: string): void => {
    const existing = comments.get(frame) ?? [];
    if (existing.length < MAX_COMMENTS_PER_FRAME) comments.set(frame, [...existing, comment]);
  };
  for (const [index, step] of run.steps.entries()) {
    if (step.frames !== null) add(step.frames.first, `${index + 1}. ${step.title[language]}`);
  }
  for (const finding of analysis.findings) {
    const { title } = describeFinding(finding, language);
    for (const frame of finding.frames) add(frame, title);
  }
  return comments;
}
