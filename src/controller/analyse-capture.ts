/** Hands a capture file to the analyzer, and collects what the run needs to know of its packets. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createAnalyzer } from '../analyzer/analyzer.ts';
import type { Analysis } from '../analyzer/model.ts';
import type { ArtifactSink } from '../analyzer/observer.ts';
import { parseEpoch } from '../base/clock.ts';
import { nodeHasher } from '../report/node-hasher.ts';
import { FrameClock } from './frame-clock.ts';

/** Large enough that reading costs nothing beside parsing. */
const CHUNK_BYTES = 1024 * 1024;
const NS_PER_SECOND = 1_000_000_000n;

export interface AnalysedCapture {
  analysis: Analysis;
  clock: FrameClock;
  /** The largest frame with a TCP segment, link header included. */
  largestFrame: number;
  bytes: number;
}

export interface AnalyseRequest {
  readonly path: string;
  /** The name that the analysis shows for the file. */
  readonly file: string;
  readonly names: ReadonlyMap<string, string>;
  readonly artifacts: ArtifactSink;
  /** When the capture stopped, if it is known. */
  readonly ended?: Moment | null;
}

export interface Moment {
  seconds: number;
  nanoseconds: number;
}

/** From `seconds.nanoseconds`; null for anything else. */
export function momentOf(epoch: string | null): Moment | null {
  const ns = epoch === null ? undefined : parseEpoch(epoch);
  if (ns === undefined) return null;
  return { seconds: Number(ns / NS_PER_SECOND), nanoseconds: Number(ns % NS_PER_SECOND) };
}

/** Never throws for what is in the file; throws Node's own error when the file can't be read. */
export async function analyseCapture(request: AnalyseRequest): Promise<AnalysedCapture> {
  const clock = new FrameClock();
  let largestFrame = 0;
  let bytes = 0;
  const analyzer = createAnalyzer({
    file: request.file,
    names: request.names,
    artifacts: request.artifacts,
    createHasher: nodeHasher,
    captureEnd: request.ended ?? null,
    observer: {
      onPacket(packet) {
        clock.add(packet);
        largestFrame = Math.max(largestFrame, packet.originalLength);
        bytes += packet.originalLength;
      },
    },
  });
  for await (const chunk of createReadStream(request.path, { highWaterMark: CHUNK_BYTES })) {
    analyzer.push(chunk as Uint8Array);
  }
  return { analysis: await analyzer.finish(), clock, largestFrame, bytes };
}

/** Lower-case hexadecimal. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
