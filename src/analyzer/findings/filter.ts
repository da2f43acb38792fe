/** Wireshark display filters that show exactly the frames they are for. */

/** What to ask of a stream, in the words of the protocol, and the frames that it shows; null when that is not surely known. */
export interface MeaningfulFilter {
  condition: string;
  frames: readonly number[] | null;
}

/** What is about flags; anything else may fall on a FIN or SYN only by chance. */
const ABOUT_FLAGS =
  /^(teardown|fin|half|reset|completeness|ack-and-fin|other-side|handshake|syn|simultaneous|mss|ports)/;

/** Whether filters by flags say what a finding or hypothesis with this name is about. */
export function isAboutFlags(name: string): boolean {
  return ABOUT_FLAGS.test(name);
}

/** The first of the meaningful filters that shows exactly `frames` (in order, each once), else one by number. */
export function filterFor(frames: readonly number[], stream: number, meaningful: readonly MeaningfulFilter[]): string {
  const found = meaningful.find((filter) => filter.frames !== null && sameFrames(filter.frames, frames));
  return found === undefined ? numberFilter(frames) : `tcp.stream == ${stream} && ${found.condition}`;
}

/** `frame.number in {3..5, 9}` */
export function numberFilter(frames: readonly number[]): string {
  if (frames.length === 0) return 'frame.number == 0';
  if (frames.length === 1) return `frame.number == ${frames[0]}`;
  const runs: string[] = [];
  for (let i = 0; i < frames.length; i++) {
    const first = frames[i]!;
    while (i + 1 < frames.length && frames[i + 1] === frames[i]! + 1) i++;
    const last = frames[i]!;
    runs.push(first === last ? String(first) : `${first}..${last}`);
  }
  return `frame.number in {${runs.join(', ')}}`;
}

function sameFrames(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((frame, index) => frame === b[index]);
}
