/** Payload in order, whatever the order on the wire. */
import { expect, test } from 'vitest';
import { createAnalyzer } from '../../../../src/analyzer/analyzer.ts';
import { MAX_PENDING_PIECES } from '../../../../src/analyzer/tcp/reassembly.ts';
import { analyse } from '../../../support/analyse.ts';
import { asPcap, join, recordsOf, type StoredPacket } from '../../../support/capture-formats.ts';
import { Talk, TestCapture } from '../../../support/packet-builder.ts';

const CASES: readonly { title: string; say: (talk: Talk) => unknown; client: string; missing?: number }[] = [
  { title: 'in order', say: (t) => [t.client('PA', 'abc'), t.client('PA', 'def')], client: 'abcdef' },
  {
    title: 'reversed',
    say: (t) => [
      t.client('PA', 'ghi', { seq: 7 }),
      t.client('PA', 'def', { seq: 4 }),
      t.client('PA', 'abc', { seq: 1 }),
    ],
    client: 'abcdefghi',
  },
  { title: 'sent twice', say: (t) => [t.client('PA', 'abc'), t.client('PA', 'abc', { seq: 1 })], client: 'abc' },
  {
    title: 'overlapping, the first copy wins',
    say: (t) => [t.client('PA', 'abc'), t.client('PA', 'XYdef', { seq: 2 })],
    client: 'abcdef',
  },
  {
    title: 'overlapping behind a hole',
    say: (t) => [
      t.client('PA', 'efgh', { seq: 5 }),
      t.client('PA', 'cdEFGHij', { seq: 3 }),
      t.client('PA', 'ab', { seq: 1 }),
    ],
    client: 'abcdefghij',
  },
  {
    title: 'a hole that the receiver acknowledged is a gap of its length',
    say: (t) => [t.client('PA', 'abc'), t.unseen('client', 10), t.client('PA', 'def'), t.server('A'), t.client('FA')],
    client: 'abc[10]def',
    missing: 10,
  },
  {
    title: 'acknowledged beyond the last segment: a gap at the end',
    say: (t) => [t.client('PA', 'abc'), t.unseen('client', 5), t.server('A')],
    client: 'abc[5]',
    missing: 5,
  },
  {
    title: 'the FIN is not in the capture, its ACK is: no byte is missing',
    say: (t) => [t.client('PA', 'abc'), t.server('FA'), t.client('A'), t.unseen('client', 1), t.server('A')],
    client: 'abc',
  },
  {
    title: 'the other side has not closed: one number more is a byte',
    say: (t) => [t.client('PA', 'abc'), t.unseen('client', 1), t.server('A')],
    client: 'abc[1]',
    missing: 1,
  },
  {
    title: 'behind a hole, a number 2^31 away from what waits there',
    say: (t) => [
      t.client('PA', 'abc'),
      t.client('PA', 'e', { seq: 5 }),
      t.client('PA', 'xyz', { seq: 4 + 2 ** 31 - 1 }),
    ],
    // What the other side acknowledged then lies ahead of it by nearly as much again.
    client: 'abc[1]e[2147483645]xyz[2147483643]',
    missing: 2 ** 32 - 7,
  },
  {
    title: 'a hole of a gigabyte',
    say: (t) => [t.client('PA', 'abc'), t.unseen('client', 2 ** 30), t.client('PA', 'def')],
    client: 'abc[1073741824]def',
    missing: 2 ** 30,
  },
  {
    title: 'a keep-alive’s byte is not new',
    say: (t) => [t.client('PA', 'abc'), t.client('A', 'X', { seq: 3 })],
    client: 'abc',
  },
  {
    title: 'a segment inside one that waits, and one around two that wait',
    say: (t) => [
      t.client('PA', 'cdef', { seq: 3 }),
      t.client('PA', 'XX', { seq: 4 }),
      t.client('PA', 'i', { seq: 9 }),
      t.client('PA', 'CDEFghIjk', { seq: 3 }),
      t.client('PA', 'ab', { seq: 1 }),
    ],
    client: 'abcdefghijk',
  },
  {
    title: 'a hole that was acknowledged, filled by the second segment behind it: no gap',
    say: (t) => [t.client('PA', 'ef', { seq: 5 }), t.server('A', '', { ack: 7 }), ...lateFill(t, 1)],
    client: 'abcdefgh',
  },
  {
    title: 'a hole that was acknowledged, filled by the fourth segment behind it: too late, a gap',
    say: (t) => [t.client('PA', 'ef', { seq: 5 }), t.server('A', '', { ack: 7 }), ...lateFill(t, 3)],
    client: '[4]efghijkl',
    missing: 4,
  },
  {
    title: 'a hole that was not acknowledged, however many segments behind it: it waits',
    say: (t) => [t.client('PA', 'ef', { seq: 5 }), ...lateFill(t, 5)],
    client: 'abcdefghijklmnop',
  },
  { title: 'text in a RST is not payload', say: (t) => [t.client('PA', 'abc'), t.client('R', 'gone')], client: 'abc' },
];

/** So many segments of two bytes from 7 on, then the four bytes of the hole at 1. */
function lateFill(talk: Talk, before: number): number[] {
  const letters = 'ghijklmnop';
  const segments = Array.from({ length: before }, (_, n) => talk.client('PA', letters.slice(n * 2, n * 2 + 2)));
  return [...segments, talk.client('PA', 'abcd', { seq: 1 })];
}

test.each(CASES)('$title', async ({ say, client, missing = 0 }) => {
  const talk = new Talk().open();
  say(talk);
  const { streams, analysis } = await analyse(talk.capture.pcap());
  expect(streams['0 client']).toBe(client);
  expect(analysis.connections[0]!.missingBytes.client).toBe(missing);
});

/** Of no protocol that is known: nobody wants to hear more. */
const STRANGE = '\x00'.repeat(32);

test.each(CASES)('$title; nobody listens: as many bytes are counted', async ({ say, client, missing = 0 }) => {
  const talk = new Talk().open();
  talk.server('PA', STRANGE);
  say(talk);
  for (const fastPath of ['always', 'never'] as const) {
    const analyzer = createAnalyzer({ hashFile: false, fastPath });
    analyzer.push(talk.capture.pcap());
    const { connections } = await analyzer.finish();
    const carried = client.replace(/\[\d+\]/g, '').length;
    expect(connections[0]).toMatchObject({
      bytes: { client: carried },
      missingBytes: { client: missing },
    });
  }
});

test('nobody listens, and more segments wait behind a hole than are kept: they count as one', async () => {
  const talk = new Talk().open();
  talk.client('PA', STRANGE);
  talk.unseen('client', 3);
  for (let sent = 0; sent < MAX_PENDING_PIECES + 10; sent++) talk.client('PA', 'x');
  talk.client('PA', 'def', { seq: 1 + STRANGE.length });
  const analyzer = createAnalyzer({ hashFile: false });
  analyzer.push(talk.capture.pcap());
  const { connections } = await analyzer.finish();
  expect(connections[0]).toMatchObject({
    bytes: { client: STRANGE.length + 3 + MAX_PENDING_PIECES + 10 },
    missingBytes: { client: 0 },
  });
});

test('a segment that the snapshot cut: its rest is a gap, its length stays', async () => {
  const talk = new Talk().open();
  talk.client('PA', 'abcdef');
  talk.client('PA', 'ghi');
  const list = recordsOf(talk.capture.pcap());
  const cut = list[3]!;
  list[3] = { ...cut, bytes: cut.bytes.subarray(0, cut.bytes.length - 4) };
  const { streams, packets, analysis } = await analyse(asPcap(list));
  expect(streams['0 client']).toBe('ab[4]ghi');
  expect(packets[3]).toMatchObject({ length: 6 });
  expect(analysis.capture.truncated).toBe(1);
});

/** The datagram in pieces of 16 bytes. */
function fragments(packet: StoredPacket): StoredPacket[] {
  const payload = packet.bytes.subarray(34);
  const pieces: StoredPacket[] = [];
  for (let at = 0; at < payload.length; at += 16) {
    const bytes = join([packet.bytes.subarray(0, 34), payload.subarray(at, at + 16)]);
    bytes[17] = bytes.length - 14;
    bytes[20] = at + 16 < payload.length ? 0x20 : 0;
    bytes[21] = at / 8;
    pieces.push({ ...packet, bytes, originalLength: bytes.length });
  }
  return pieces;
}

test.each([
  ['in order', (pieces: StoredPacket[]) => pieces],
  ['reversed', (pieces: StoredPacket[]) => pieces.toReversed()],
  ['one sent twice', (pieces: StoredPacket[]) => [pieces[0]!, ...pieces]],
] as const)('IPv4 fragments, %s: the segment belongs to the frame that completed it', async (_title, order) => {
  const talk = new Talk().open();
  talk.client('PA', 'a'.repeat(50));
  const list = recordsOf(talk.capture.pcap());
  const pieces = order(fragments(list[3]!));
  const { packets, streams } = await analyse(asPcap([...list.slice(0, 3), ...pieces]));
  expect(packets.at(-1)).toMatchObject({ frame: 3 + pieces.length, length: 50 });
  expect(streams['0 client']).toBe('a'.repeat(50));
});

test('IPv4 fragments that never complete: counted, not analysed', async () => {
  const talk = new Talk().open();
  talk.client('PA', 'a'.repeat(50));
  const list = recordsOf(talk.capture.pcap());
  const { analysis, packets } = await analyse(asPcap([...list.slice(0, 3), ...fragments(list[3]!).slice(1)]));
  expect(packets).toHaveLength(3);
  expect(analysis.capture.warnings).toMatchObject([{ code: 'incomplete-datagrams', count: 1 }]);
});

test('two connections, one with an unseen end: the gap is placed at its own last frame', async () => {
  const capture = new TestCapture();
  const first = new Talk(capture, { serverPort: 21 }).open();
  first.server('PA', '220 ready\r\n');
  first.unseen('server', 40);
  const last = first.client('A');
  new Talk(capture, { clientPort: 50_000 }).open();
  const { analysis } = await analyse(capture.pcap());
  expect(analysis.apps.ftp[0]!.dialogue.at(-1)).toMatchObject({ kind: 'gap', frames: [last] });
});

/** The same numbers for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = Math.imul(seed, 2_654_435_761) || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

test('a text in segments of any size, in any order, overlapping and repeated: the text, each byte once', async () => {
  const text = Array.from({ length: 200 }, (_, n) => String.fromCharCode(33 + (n % 90))).join('');
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomFrom(seed);
    const pieces: [from: number, to: number][] = [];
    for (let at = 0; at < text.length; ) {
      const to = Math.min(text.length, at + 1 + random(15));
      pieces.push([Math.max(0, at - random(20)), Math.min(text.length, to + random(10))]);
      at = to;
    }
    pieces.push(...pieces.slice(0, random(pieces.length)));
    for (let n = pieces.length - 1; n > 0; n--) {
      const other = random(n + 1);
      [pieces[n], pieces[other]] = [pieces[other]!, pieces[n]!];
    }
    const talk = new Talk().open();
    for (const [from, to] of pieces) talk.client('PA', text.slice(from, to), { seq: 1 + from });
    const { streams, analysis } = await analyse(talk.capture.pcap());
    expect(streams['0 client'], `seed ${seed}`).toBe(text);
    expect(analysis.connections[0]).toMatchObject({ bytes: { client: 200 }, missingBytes: { client: 0 } });
  }
});

test('a line whose end came first: in the frames that carried it', async () => {
  const talk = new Talk(undefined, { serverPort: 21 }).open();
  talk.server('PA', '220 hi\r\n');
  const end = talk.client('PA', 'na\r\nPASS p\r\n', { seq: 8 });
  const begin = talk.client('PA', 'USER an', { seq: 1 });
  const { analysis } = await analyse(talk.capture.pcap());
  expect(analysis.apps.ftp[0]!.dialogue.slice(1)).toMatchObject([
    { text: 'PASS p', frames: [end] },
    { text: 'USER anna', frames: [end, begin] },
  ]);
});

test('behind a hole, a segment that the snapshot cut: its rest is a gap in its place', async () => {
  const talk = new Talk().open();
  talk.client('PA', 'defghi', { seq: 4 });
  talk.client('PA', 'abc', { seq: 1 });
  talk.client('PA', 'jk');
  const list = recordsOf(talk.capture.pcap());
  const cut = list[3]!;
  list[3] = { ...cut, bytes: cut.bytes.subarray(0, cut.bytes.length - 2) };
  const { streams, analysis } = await analyse(asPcap(list));
  expect(streams['0 client']).toBe('abcdefg[2]jk');
  expect(analysis.connections[0]).toMatchObject({ bytes: { client: 11 }, missingBytes: { client: 2 } });
});

test('text in a SYN (RFC 7413): begins behind it', async () => {
  const talk = new Talk();
  talk.client('S', 'abc');
  talk.server('SA');
  talk.client('A', 'def');
  const { streams } = await analyse(talk.capture.pcap());
  expect(streams['0 client']).toBe('abcdef');
});

test.each([
  ['1,024 segments', Array.from({ length: 1024 }, () => 1)],
  ['4 MB', [...Array.from({ length: 64 }, () => 64_512), 32_768, 32_768]],
])('%s behind a hole: they wait for it; with one more, the hole is a gap', async (_, lengths) => {
  for (const more of [0, 1]) {
    const talk = new Talk().open();
    talk.unseen('client', 5);
    for (const length of [...lengths, ...lengths.slice(0, more)]) talk.client('PA', 'x'.repeat(length));
    talk.client('PA', 'abcde', { seq: 1 });
    const { streams, analysis } = await analyse(talk.capture.pcap());
    expect(streams['0 client']!.slice(0, 6)).toBe(more === 0 ? 'abcdex' : '[5]xxx');
    expect(analysis.connections[0]!.missingBytes.client).toBe(more * 5);
  }
});
