/**
 * Segments quoted by ICMP errors: short conversations, and the streams that tshark 4.4.18 gives to what is not
 * quoted. `test/integration/analyzer/hand-built.test.ts` asks tshark again.
 */
import { asPcap, recordsOf, type StoredPacket } from './capture-formats.ts';
import { ethernet, icmp, ipv4, ipv6, payloadOf } from './layers.ts';
import { type Endpoints, Talk, TestCapture } from './packet-builder.ts';

type Wrap = (datagram: Uint8Array) => Uint8Array;

const V6: Partial<Endpoints> = { client: '2001:db8::1', server: '2001:db8::2' };

/** A step: a segment as flags and client's sequence number; with `quote`, not by itself but within what it makes of the datagram. */
interface Step {
  from: 'client' | 'server';
  flags: string;
  seq: number;
  ack?: number;
  data?: string;
  quote?: Wrap;
}

const unreachable: Wrap = (datagram) => ipv4(1, icmp(3, datagram));
const cut =
  (length: number): Wrap =>
  (datagram) =>
    unreachable(datagram.subarray(0, length));
const error =
  (type: number): Wrap =>
  (datagram) =>
    ipv4(1, icmp(type, datagram));
const errorV6 =
  (type: number): Wrap =>
  (datagram) =>
    ipv6(58, icmp(type, datagram));
const SYN: Step = { from: 'client', flags: 'S', seq: 0 };
const ACK: Step = { from: 'client', flags: 'A', seq: 1 };
const SYN_ACK: Step = { from: 'server', flags: 'SA', seq: 0 };

function quote(step: Step, wrap: Wrap = unreachable): Step {
  return { ...step, quote: wrap };
}

/** The steps on one connection, then the SYN of another. */
function capture(steps: readonly Step[], endpoints: Partial<Endpoints> = {}): Uint8Array {
  const list: StoredPacket[] = [];
  for (const [index, { from, flags, quote: wrap, data = '', ...numbers }] of steps.entries()) {
    const talk = new Talk(new TestCapture(), endpoints, index);
    if (from === 'client') talk.client(flags, data, numbers);
    else talk.server(flags, data, numbers);
    const [packet] = recordsOf(talk.capture.pcap());
    const frame = wrap === undefined ? packet!.bytes : ethernet(wrap(payloadOf(packet!.bytes)));
    list.push({ ...packet!, bytes: frame, originalLength: frame.length });
  }
  const other = new Talk(new TestCapture(), { clientPort: 50_000 }, steps.length);
  other.client('S');
  return asPcap([...list, ...recordsOf(other.capture.pcap())]);
}

export interface Quotation {
  title: string;
  capture: Uint8Array;
  /** Of the packets that are not quoted. */
  streams: readonly number[];
}

const row = (
  title: string,
  steps: readonly Step[],
  streams: readonly number[],
  endpoints?: Partial<Endpoints>,
): Quotation => ({
  title,
  capture: capture(steps, endpoints),
  streams,
});

export const QUOTATIONS: readonly Quotation[] = [
  row('a connection never seen, quoted: takes a number', [quote(SYN)], [1]),
  row('quoted twice: takes one number', [quote(SYN), quote(ACK)], [1]),
  row('quoted with 16 bytes of TCP: takes a number', [quote(SYN, cut(36))], [1]),
  row('quoted with 15 bytes of TCP: no number', [quote(SYN, cut(35))], [0]),
  row('quoted with 8 bytes of TCP, as RFC 792 asks: no number', [quote(SYN, cut(28))], [0]),
  row('nothing quoted: no number', [quote(SYN, cut(0))], [0]),
  row('source quench: takes a number', [quote(SYN, error(4))], [1]),
  row('redirect: no number', [quote(SYN, error(5))], [0]),
  row('time exceeded: takes a number', [quote(SYN, error(11))], [1]),
  row('parameter problem: takes a number', [quote(SYN, error(12))], [1]),
  row('echo request that carries a datagram: no number', [quote(SYN, error(8))], [0]),
  row(
    'quoted by the error of an error: takes a number',
    [quote(SYN, (datagram) => unreachable(unreachable(datagram)))],
    [1],
  ),
  row('quoted within a tunnel: takes a number', [quote(SYN, (datagram) => ipv4(4, unreachable(datagram)))], [1]),
  row('a tunnel quoted: takes a number', [quote(SYN, (datagram) => unreachable(ipv4(4, datagram)))], [1]),
  row('ICMPv6, destination unreachable: takes a number', [quote(SYN, errorV6(1))], [1], V6),
  row('ICMPv6, parameter problem: takes a number', [quote(SYN, errorV6(4))], [1], V6),
  row('ICMPv6, a type that is no error known: no number', [quote(SYN, errorV6(100))], [0], V6),
  row('ICMPv6 that quotes IPv4: no number', [quote(SYN, errorV6(1))], [0]),
  row('ICMP that quotes IPv6: takes a number', [quote(SYN)], [1], V6),
  row('quoted, then seen: the same stream', [quote(SYN), SYN, SYN_ACK, ACK], [0, 0, 0, 1]),
  row('quoted, then seen with another number: the same stream', [quote({ ...SYN, seq: 900 }), SYN, SYN_ACK], [0, 0, 1]),
  row('seen, then quoted: nothing new', [SYN, quote(SYN), SYN, SYN_ACK], [0, 0, 0, 1]),
  row(
    'seen, then a SYN with another number quoted: a new stream',
    [SYN, quote({ ...SYN, seq: 900 }), SYN_ACK, ACK],
    [0, 1, 1, 2],
  ),
  row('seen, then a RST quoted: the same SYN opens a new stream', [SYN, quote({ ...ACK, flags: 'R' }), SYN], [0, 1, 2]),
  row(
    'seen, then a FIN quoted: the same SYN opens a new stream',
    [SYN, quote({ ...ACK, flags: 'FA' }), SYN],
    [0, 1, 2],
  ),
  row('a RST quoted before the SYN: forgotten', [quote({ ...ACK, flags: 'R' }), SYN, SYN], [0, 0, 1]),
  row(
    'the SYN quoted once more: what comes late is not seen as late',
    [SYN, ACK, { ...ACK, flags: 'PA', seq: 101, data: 'later' }, quote(SYN), { ...ACK, flags: 'PA', data: 'first' }],
    [0, 0, 0, 0, 1],
  ),
];
