/** Times for which a receiver had closed its window (RFC 9293 §3.8.6.1). */
import type { Segment } from '../tcp/segment.ts';
import { FLAG } from '../wire/tcp.ts';
import type { SideNotes } from './side-notes.ts';

/** Frames kept of one stall. */
const MAX_STALL_FRAMES = 64;

export function watchZeroWindow({ frame, time, receiver }: Segment, own: SideNotes): void {
  // RFC 9293 §3.1: the window counts from the acknowledgment number, so that it says nothing without ACK.
  if ((frame.flags & (FLAG.syn | FLAG.rst | FLAG.ack)) !== FLAG.ack) return;
  if (frame.window === 0) {
    // Behind an acknowledged FIN nothing more can come, so that nobody has to wait.
    if (receiver.fin !== null && receiver.fin.ackFrame !== 0) return;
    const special = own.specially();
    special.stall ??= { since: time, frames: [] };
    if (special.stall.frames.length < MAX_STALL_FRAMES) special.stall.frames.push(frame.number);
    return;
  }
  if (own.stall === null) return;
  own.note('zero-window-stall', [...own.stall.frames, frame.number], time - own.stall.since);
  own.specially().stall = null;
}
