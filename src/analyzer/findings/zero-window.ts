/** Times for which a receiver had closed its window (RFC 9293 §3.8.6.1). */
import type { Segment } from '../tcp/segment.ts';
import { FLAG } from '../wire/tcp.ts';
import type { SideNotes } from './notes.ts';

/** Frames kept of one stall. */
const MAX_STALL_FRAMES = 64;

export function watchZeroWindow({ frame, time }: Segment, own: SideNotes): void {
  if ((frame.flags & (FLAG.syn | FLAG.rst)) !== 0) return;
  if (frame.window === 0) {
    if (own.zeroWindowSince < 0) {
      own.zeroWindowSince = time;
      own.zeroWindowFrames = [];
    }
    if (own.zeroWindowFrames.length < MAX_STALL_FRAMES) own.zeroWindowFrames.push(frame.number);
    return;
  }
  own.note('zero-window-stall', [...own.zeroWindowFrames, frame.number], time - own.zeroWindowSince);
  own.zeroWindowSince = -1;
}
