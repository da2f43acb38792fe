/** Segments that belong to no connection, whatever the capture lacks. */
import type { Flow } from '../tcp/flow.ts';
import { FLAG } from '../wire/tcp.ts';

/** RFC 9293 §3.10.7: whatever comes after a SYN carries ACK, or is a RST; the flow's first segment is neither. */
export function isStray({ firstFlags }: Flow): boolean {
  return (firstFlags & (FLAG.syn | FLAG.ack | FLAG.rst)) === 0;
}

/** Such segments alone, without data, and RSTs that answer them: nothing was opened here, and so nothing closed. */
export function isStrayProbe(flow: Flow): boolean {
  const answerer = flow.side(1 - flow.firstSender);
  return isStray(flow) && flow.low.bytes + flow.high.bytes === 0 && answerer.packets === answerer.rstCount;
}
