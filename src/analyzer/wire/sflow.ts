/** sFlow version 5 (https://sflow.org/sflow_version_5.txt): datagrams of samples, some of which hold the beginnings of packets. */
import { readUint32 } from './bytes.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { LAYER } from './layer.ts';

const VERSION = 5;
/** Version, kind and value of the agent's address, sub-agent, number, time, count. */
const HEADER = { addressKind: 4, ipv4: 1, lengthWithIpv4: 28, lengthWithIpv6: 40 } as const;
/** A sample, or a record of one: its format, its length, then as many bytes. */
const ITEM = { length: 4, headerLength: 8 } as const;
/** By format: what a flow sample says before its records. */
const SAMPLE_HEADERS: ReadonlyMap<number, number> = new Map([
  [1, 32],
  [3, 44],
]);
/** The format of a packet's record: its protocol, its length on the wire, what was taken off, how much is here. */
const RAW = { format: 1, protocol: 0, wireLength: 4, kept: 12, headerLength: 16 } as const;
const LAYERS: ReadonlyMap<number, number> = new Map([
  [1, ETHER_TYPE.bridged],
  [3, LAYER.tokenRing],
  [4, LAYER.fddi],
  [5, LAYER.frameRelay],
  [7, LAYER.ppp],
  [11, ETHER_TYPE.ipv4],
  [12, ETHER_TYPE.ipv6],
  [13, ETHER_TYPE.mpls],
  [15, LAYER.ieee80211],
]);

/** Leaves the packets of all samples in `frame.rest`; the datagram itself holds no packet. */
export function decodeSflow(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < HEADER.lengthWithIpv6 || readUint32(bytes, at) !== VERSION) return OUTCOME.other;
  const isIpv4 = readUint32(bytes, at + HEADER.addressKind) === HEADER.ipv4;
  const samples = at + (isIpv4 ? HEADER.lengthWithIpv4 : HEADER.lengthWithIpv6);
  eachItem(bytes, samples, frame.capturedEnd, (format, body, end) => {
    const header = SAMPLE_HEADERS.get(format);
    if (header === undefined) return;
    eachItem(bytes, body + header, end, (kind, record, recordEnd) => {
      if (kind === RAW.format) keepPacket(frame, record, recordEnd);
    });
  });
  return OUTCOME.other;
}

function eachItem(
  bytes: Uint8Array,
  from: number,
  end: number,
  visit: (format: number, body: number, end: number) => void,
): void {
  let at = from;
  while (end - at >= ITEM.headerLength) {
    const body = at + ITEM.headerLength;
    const next = body + readUint32(bytes, at + ITEM.length);
    visit(readUint32(bytes, at), body, Math.min(next, end));
    at = next;
  }
}

function keepPacket(frame: Frame, record: number, end: number): void {
  const { data } = frame;
  if (end - record < RAW.headerLength) return;
  const at = record + RAW.headerLength;
  const capturedEnd = Math.min(end, at + readUint32(data, record + RAW.kept));
  const promisedEnd = Math.max(capturedEnd, at + readUint32(data, record + RAW.wireLength));
  const etherType = LAYERS.get(readUint32(data, record + RAW.protocol)) ?? 0;
  frame.keepPacket({ data, at, capturedEnd, promisedEnd, etherType, quoted: true });
}
