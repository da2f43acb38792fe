/** Times for which a receiver had closed its window (RFC 9293 §3.8.6.1). */
import type { Segment } from '../tcp/segment.ts';
import { FLAG } from '../wire/tcp.ts';
import type { SideNotes } from './notes.ts';

/** Frames kept of one stall. */
const MAX_STALL_FRAMES = 64;

export function watchZeroWindow({ frame, time }: Segment, own: SideNotes): void {
  if ((frame.flags & (FLAG.syn | FLAG.rst)) !== 0) return;
  if (frame.window === 0) {
    own.stall ??= { since: time, frames: [] };
    if (own.stall.frames.length < MAX_STALL_FRAMES) own.stall.frames.push(frame.number);
    return;
  }
  if (own.stall === null) return;
  own.note('zero-window-stall', [...own.stall.frames, frame.number], time - own.stall.since);
  own.stall = null;
}
