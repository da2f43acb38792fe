/** Findings about a connection whose addresses and ports an earlier one had. */
import type { Flow } from '../tcp/flow.ts';
import type { SequenceNumber } from '../tcp/sequence-number.ts';
import type { Side } from '../tcp/side.ts';
import { teardownKindOf } from '../tcp/teardown.ts';
import { FLAG } from '../wire/tcp.ts';
import { type ConnectionFindings, toMs } from './connection-findings.ts';

const SYN_ACK = FLAG.syn | FLAG.ack;

/** For Wireshark each SYN or SYN+ACK with another number opens a connection; a SYN+ACK may be a second answer to one SYN. */
export function concludeReuse(findings: ConnectionFindings, previous: Flow): void {
  const { flow } = findings.case;
  const answered = sameSyn(flow, previous);
  if (answered !== null) {
    findings.add('syn-ack-differs', [previous.synFrame, previous.synAckFrame, flow.firstFrame], {
      previousConnection: previous.stream,
      synFrame: previous.synFrame,
      firstFrame: previous.synAckFrame,
      secondFrame: flow.firstFrame,
      taken: takenOf(answered, flow, previous),
    });
    return;
  }
  const seconds = flow.firstSeconds - previous.lastSeconds;
  const since = seconds * 1e9 + (flow.firstNanoseconds - previous.lastNanoseconds);
  findings.add('ports-reused', [flow.firstFrame], {
    previousConnection: previous.stream,
    // Where the times of the capture go backwards, they say nothing of how long it took.
    sinceMs: since < 0 ? null : toMs(since),
    previousEnd: teardownKindOf(previous) === 'open' ? 'end-unseen' : null,
  });
}

/** The side that sent the SYN, as it was then, where the SYN+ACK that opens the flow acknowledges that very SYN; else null. */
function sameSyn(flow: Flow, previous: Flow): Side | null {
  if ((flow.firstFlags & SYN_ACK) !== SYN_ACK || previous.synAckFrame === 0) return null;
  const client = previous.side(1 - flow.firstSender);
  return client.synSent && client.isn === flow.side(1 - flow.firstSender).base ? client : null;
}

/** Which of the two SYN+ACKs the client went on with: its acknowledgments are a little above that one's number. */
function takenOf(client: Side, flow: Flow, previous: Flow): string | null {
  const later = flow.side(client.index);
  if (!later.acknowledged) return null;
  const above = (isn: SequenceNumber) => (later.highestAck - isn) >>> 0;
  const server = 1 - client.index;
  return above(previous.side(server).isn) < above(flow.side(server).isn) ? 'took-first' : 'took-second';
}
