/** Captures of our own to mutate: dialogues that the applications part takes apart, in every file format that is read. */
import {
  asPcap,
  Bytes,
  block,
  enhancedPacket,
  interfaceBlock,
  join,
  recordsOf,
  type StoredPacket,
  sectionHeader,
  withoutEthernet,
  withTags,
} from '../support/capture-formats.ts';
import { type Speaker, Talk } from '../support/packet-builder.ts';
import { QUOTATIONS } from '../support/quotations.ts';
import { allRoads, captureOf, ROADS } from '../support/roads.ts';
import { AFTER_UDP, AGGREGATES, SAMPLES } from '../support/several-packets.ts';
import { DIALOGUES } from '../support/socks-dialogues.ts';
import { GREETINGS } from '../support/vnc-greetings.ts';
import { WRAPPINGS } from '../support/wrappings.ts';

type Line = readonly [Speaker, string];

const FTP: readonly Line[] = [
  ['server', '220 ready\r\n'],
  ['client', 'USER student\r\n'],
  ['server', '331 password\r\n'],
  ['client', 'PASS secret\r\n'],
  ['server', '230-hello\r\n230 in\r\n'],
  ['client', 'PASV\r\n'],
  ['server', '227 Entering Passive Mode (10,0,0,2,156,64)\r\n'],
  ['client', 'RETR a.txt\r\n'],
  ['server', '150 here\r\n'],
  ['server', '226 done\r\n'],
];
const SMTP: readonly Line[] = [
  ['server', '220 mail ESMTP\r\n'],
  ['client', 'EHLO c\r\n'],
  ['server', '250-mail\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN\r\n'],
  ['client', 'AUTH PLAIN AHN0dWRlbnQAc2VjcmV0\r\n'],
  ['server', '235 ok\r\n'],
  ['client', 'MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n'],
  ['server', '250 ok\r\n250 ok\r\n354 go\r\n'],
  ['client', 'Subject: x\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nhi\r\n--q--\r\n.\r\n'],
  ['server', '250 queued\r\n'],
];
const POP3: readonly Line[] = [
  ['server', '+OK ready <1.2@example.com>\r\n'],
  ['client', 'USER student\r\n'],
  ['server', '+OK\r\n'],
  ['client', 'PASS secret\r\n'],
  ['server', '+OK 1 120\r\n'],
  ['client', 'RETR 1\r\n'],
  ['server', '+OK 120 octets\r\nSubject: x\r\n\r\n..hi\r\n.\r\n'],
  ['client', 'QUIT\r\n'],
  ['server', '+OK\r\n'],
];

function conversation(lines: readonly Line[], serverPort: number, address = '10.0.0.2'): Uint8Array {
  const client = address.includes(':') ? '2001:db8::1' : '10.0.0.1';
  const talk = new Talk(undefined, { serverPort, client, server: address }).open(1, {}, { timestamps: [1, 0] });
  for (const [speaker, text] of lines) {
    talk.wait(1)[speaker]('PA', text);
    talk.wait(1)[speaker === 'client' ? 'server' : 'client']('A');
  }
  return talk.closeInFour().capture.pcap();
}

export function ownCaptures(): Uint8Array[] {
  const dialogues = [conversation(FTP, 21), conversation(SMTP, 25), conversation(POP3, 110)];
  const list = recordsOf(dialogues[0]!);
  return [
    ...dialogues,
    conversation(FTP, 21, '2001:db8::2'),
    asPcap(list, { bigEndian: true }),
    asPcap(list, { kuznetzov: true }),
    asPcap(
      list.map((packet) => withoutEthernet(packet)),
      { linkType: 101 },
    ),
    asPcap(list.map((packet) => withTags(packet, [0x81, 0, 0, 5, 8, 0]))),
    asPcap(list.flatMap(fragmented)),
    pcapng(list, true),
    pcapng(list, false),
    join([described(list.slice(0, 6), true), described(list.slice(6), false)]),
    ...[...WRAPPINGS, ...QUOTATIONS, ...GREETINGS, ...DIALOGUES].map(({ capture }) => capture),
    ...ROADS.map(captureOf),
    allRoads(),
    AFTER_UDP,
    AGGREGATES,
    SAMPLES,
  ];
}

/** A section in which every block that is read occurs, with options. */
function described(list: readonly StoredPacket[], little: boolean): Uint8Array {
  const text = (words: string) => new TextEncoder().encode(words);
  const section = new Bytes(little).u32(0x1a2b3c4d).u16(1, 0).u32(0xffffffff, 0xffffffff);
  const names = new Bytes(little).u16(1, 11).raw([10, 0, 0, 2]).raw(text('server\0')).raw([0]).u16(0, 0);
  const lost = new Bytes(little).u32(0, 0, 1000).option(5, new Bytes(little).u32(3, 0).done());
  const [first, second, ...rest] = list;
  const simple = new Bytes(little).u32(first!.originalLength).raw(first!.bytes);
  const obsolete = new Bytes(little).u16(1, 0xffff).u32(0, 1000, second!.bytes.length, second!.originalLength);
  return join([
    block(0x0a0d0d0a, section.option(1, text('about')).option(4, text('dumpcap')).option(0, []).done(), little),
    interfaceBlock({ resolution: 9, offset: 1 }, little),
    interfaceBlock({ resolution: 0x94, snapLength: 96 }, little),
    block(4, names.done(), little),
    block(3, simple.done(), little),
    block(2, obsolete.raw(second!.bytes).done(), little),
    ...rest.map((packet, index) => enhancedPacket(packet, BigInt(index) * 1_000_000n, index % 2, little)),
    block(0xbad, new Bytes(little).u32(32_473, 0).done(), little),
    block(5, lost.option(0, []).done(), little),
  ]);
}

function pcapng(list: readonly StoredPacket[], little: boolean): Uint8Array {
  const packets = list.map((packet) =>
    enhancedPacket(packet, BigInt(packet.seconds) * 1_000_000_000n + BigInt(packet.nanoseconds), 0, little),
  );
  return join([sectionHeader(little), interfaceBlock({ resolution: 9 }, little), ...packets]);
}

/** The same datagram in fragments of 24 bytes, the last one first. */
function fragmented(packet: StoredPacket): StoredPacket[] {
  const header = packet.bytes.subarray(0, 34);
  const payload = packet.bytes.subarray(34);
  const pieces: StoredPacket[] = [];
  for (let at = 0; at < payload.length; at += 24) {
    const bytes = join([header, payload.subarray(at, at + 24)]);
    const more = at + 24 < payload.length ? 0x20 : 0;
    bytes[16] = 0;
    bytes[17] = bytes.length - 14;
    bytes[20] = more;
    bytes[21] = at / 8;
    pieces.unshift({ ...packet, bytes, originalLength: bytes.length });
  }
  return pieces;
}
