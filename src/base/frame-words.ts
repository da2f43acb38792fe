/** Frame numbers as a sentence names them. */
import type { Language } from './language.ts';

/** Runs of frames: `[[3, 5], [9, 9]]`. */
export function frameRuns(frames: readonly number[]): (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const frame of frames) {
    const last = runs.at(-1);
    if (last && frame === last[1] + 1) last[1] = frame;
    else runs.push([frame, frame]);
  }
  return runs;
}

/** `frames 3–5, 9` · `第 3–5、9 帧`; `rest` follows where not all are named. */
export function framesInWords(frames: readonly number[], language: Language, rest = ''): string {
  const runs = frameRuns(frames).map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`));
  if (language === 'zh') return `第 ${runs.join('、')} 帧${rest}`;
  return `${frames.length === 1 && rest === '' ? 'frame' : 'frames'} ${runs.join(', ')}${rest}`;
}
