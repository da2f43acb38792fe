/** The first payload of a connection, before anybody listens: most connections are nobody's, and cost no more than a look. */
import { FLOW, FLOW_NUMBERS, type FlowRows, SIDE, SIDE_NUMBERS } from '../tcp/flow-rows.ts';
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import { type FirstWords, SNIFF_BYTES } from './sniff.ts';

/** Payload that rides on a SYN comes after it, and that of a RST never. */
const SYN_OR_RST = FLAG.syn | FLAG.rst;
const NOTHING = new Uint8Array();

/**
 * What an application would hear first; null where that is not certain: the payload does not come whole, or not next.
 * `side` is the sender's number in the rows.
 */
export function firstWordsOf({ flows, sides }: FlowRows, side: number, frame: Frame): FirstWords | null {
  const { payloadLength, payloadKept, payloadAt, sourcePort, destinationPort } = frame;
  if (payloadLength === 0 || payloadKept < payloadLength || (frame.flags & SYN_OR_RST) !== 0) return null;
  const own = side * SIDE_NUMBERS;
  if (sides[own + SIDE.streamStarted] !== 0 && sides[own + SIDE.streamNext] !== frame.seq) return null;
  const flow = (side >> 1) * FLOW_NUMBERS;
  const isClient = (side & 1) === flows[flow + FLOW.client];
  const heard = frame.data.subarray(payloadAt, payloadAt + Math.min(payloadLength, SNIFF_BYTES));
  return {
    client: isClient ? heard : NOTHING,
    server: isClient ? NOTHING : heard,
    clientPort: isClient ? sourcePort : destinationPort,
    serverPort: isClient ? destinationPort : sourcePort,
    rolesKnown: flows[flow + FLOW.synFrame] !== 0 || flows[flow + FLOW.synAckFrame] !== 0,
    final: false,
  };
}
