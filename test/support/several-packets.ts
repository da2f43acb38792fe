/** Frames that hold several packets: aggregates of a wireless network, and samples of sFlow. */

import { asPcap, join, recordsOf, type StoredPacket } from './capture-formats.ts';
import { asLink, bytes, conversation, ethernet, ipv4, payloadOf } from './layers.ts';
import { Talk } from './packet-builder.ts';

const MAC = [2, 0, 0, 0, 0, 1];
const SNAP_IP = [0xaa, 0xaa, 3, 0, 0, 0, 8, 0];
const AGGREGATE = [0x88, 1, 0, 0, ...MAC, ...MAC, ...MAC, 0, 0, 0x80, 0];
const word = (value: number): number[] => [0, 0, value >> 8, value & 255];
const words = (...values: number[]): number[] => values.flatMap(word);
const filled = (part: Uint8Array): Uint8Array => bytes([...part, ...new Uint8Array((4 - (part.length % 4)) % 4)]);

/** IEEE 802.11 §9.3.2.2: each behind two addresses and a length, filled up to words of 4 bytes but for the last. */
function aggregate(frames: readonly Uint8Array[]): Uint8Array {
  const parts = frames.map((frame) => {
    const body = bytes(SNAP_IP, payloadOf(frame));
    return bytes([...MAC, ...MAC, body.length >> 8, body.length & 255], body);
  });
  return bytes(AGGREGATE, join(parts.map((part, index) => (index < parts.length - 1 ? filled(part) : part))));
}

/** Packets `groups[i]` of the list in frame `i`, at the time of the last of them. */
function grouped(list: readonly StoredPacket[], groups: readonly (readonly number[])[]): StoredPacket[] {
  return groups.map((group) => {
    const frame = aggregate(group.map((index) => list[index]!.bytes));
    return { ...list[group.at(-1)!]!, bytes: frame, originalLength: frame.length };
  });
}

function upload(): StoredPacket[] {
  const talk = new Talk().open();
  for (const part of ['one ', 'two ', 'three ', 'four']) talk.wait(1).client('PA', part);
  talk.wait(1).server('A');
  return recordsOf(talk.capture.pcap());
}

/** SYN, SYN+ACK and ACK; three segments in one frame; a fourth, and its acknowledgment. */
export const AGGREGATES = asPcap(grouped(upload(), [[0], [1], [2], [3, 4, 5], [6], [7]]), { linkType: 105 });

/** The first frame begins with a datagram of UDP. */
const UDP_FRAME = ethernet(ipv4(17, Uint8Array.of(0, 5, 0, 6, 0, 8, 0, 0)));
export const AFTER_UDP = asLink(conversation(), (frame) => aggregate([UDP_FRAME, frame]), { linkType: 105 });

/** A flow sample (format 1) or an expanded one (3) with one record, the beginning of a packet. */
function sample(frame: Uint8Array, expanded: boolean): Uint8Array {
  const kept = filled(frame);
  const record = bytes([...words(1, 16 + kept.length, 1, frame.length + 4, 4, frame.length)], kept);
  const header = expanded ? words(1, 0, 1, 1, 1, 0, 0, 1, 0, 2, 1) : words(1, 1, 1, 1, 0, 1, 2, 1);
  return bytes([...words(expanded ? 3 : 1, header.length + record.length), ...header], record);
}

function sflow(samples: readonly Uint8Array[]): Uint8Array {
  const header = [...words(5, 1), 10, 0, 0, 9, ...words(0, 1, 1, samples.length)];
  const body = bytes(header, join(samples));
  const length = 8 + body.length;
  return ethernet(ipv4(17, bytes([0xc0, 0, 0x18, 0xc7, length >> 8, length & 255, 0, 0], body)));
}

const opened = (clientPort: number): StoredPacket[] => conversation(false, clientPort);

/** One datagram tells of connections 40001 and 40002 (and has counters between); 40003, 40002 and 40001 then come by themselves. */
export const SAMPLES = ((): Uint8Array => {
  const [first, second, third] = [opened(40_001), opened(40_002), opened(40_003)];
  const counters = bytes(words(2, 12, 1, 1, 0));
  const told = sflow([sample(first![0]!.bytes, false), counters, sample(second![3]!.bytes, true)]);
  const datagram = { ...first![0]!, bytes: told, originalLength: told.length };
  return asPcap([datagram, ...third!, ...second!, ...first!]);
})();
