/** Runs the analyzer on a capture in memory and gathers what tests ask about. */
import { createAnalyzer } from '../../src/analyzer/analyzer.ts';
import type { Analysis, Direction } from '../../src/analyzer/model.ts';
import type { AnalyzerOptions } from '../../src/analyzer/observer.ts';
import { analysisFlagNames } from '../../src/analyzer/tcp/analysis-flags.ts';

export interface SeenPacket {
  frame: number;
  stream: number;
  seq: number;
  ack: number;
  length: number;
  flags: string[];
}

export interface Seen {
  analysis: Analysis;
  packets: SeenPacket[];
  /** What each direction of each stream said, gaps as `[n]`: `0 client`. */
  streams: Record<string, string>;
}

/** `pieces`: how many bytes are pushed at a time. */
export async function analyse(
  capture: Uint8Array,
  pieces = capture.length,
  fastPath: AnalyzerOptions['fastPath'] = 'large',
): Promise<Seen> {
  const packets: SeenPacket[] = [];
  const streams: Record<string, string> = {};
  const add = (stream: number, direction: Direction, text: string) => {
    const key = `${stream} ${direction}`;
    streams[key] = (streams[key] ?? '') + text;
  };
  const analyzer = createAnalyzer({
    hashFile: false,
    fastPath,
    observer: {
      onPacket: ({ frame, stream, seq, ack, length, analysis }) =>
        packets.push({ frame, stream, seq, ack, length, flags: analysisFlagNames(analysis) }),
      onStreamData: ({ stream, direction, bytes }) => add(stream, direction, new TextDecoder().decode(bytes)),
      onStreamGap: ({ stream, direction, length }) => add(stream, direction, `[${length}]`),
    },
  });
  for (let at = 0; at < capture.length; at += pieces) analyzer.push(capture.subarray(at, at + pieces));
  return { analysis: await analyzer.finish(), packets, streams };
}
