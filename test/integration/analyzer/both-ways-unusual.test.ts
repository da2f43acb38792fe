/**
 * What the fast path must tell from the ordinary: for each of these, one of its conditions or changes was once taken out, and
 * nothing but this showed it.
 */
import { expect, test, vi } from 'vitest';
import { RecentSegments } from '../../../src/analyzer/findings/recent-segments.ts';
import { Reassembly } from '../../../src/analyzer/tcp/reassembly.ts';
import { SequenceAnalysis } from '../../../src/analyzer/tcp/sequence-analysis.ts';
import { Decoder } from '../../../src/analyzer/wire/decoder.ts';
import { analysisOf, expectSameBothWays, type Said } from '../../support/both-ways.ts';
import { type Endpoints, Talk, TestCapture } from '../../support/packet-builder.ts';

/** Nobody listens to what is said there. */
const UNHEARD = { serverPort: 5001 };
const HALF_SPACE = 2 ** 31;
/** Wireshark's limit of unacknowledged segments that are remembered. */
const MOST_UNACKED = 10_000;
/** The sum of both addresses and TCP's number, as Windows leaves it to a card that is to cut the segment up. */
const ADDRESSES_ALONE = 0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 6;

function opened(capture = new TestCapture(), endpoints: Partial<Endpoints> = {}): Talk {
  const talk = new Talk(capture, { ...UNHEARD, ...endpoints });
  talk.client('S');
  talk.server('SA');
  talk.client('A');
  return talk;
}

function say(talk: Talk, ...said: readonly Said[]): Talk {
  for (const [from, flags, data = '', spec = {}] of said) talk[from](flags, data, spec);
  return talk;
}

const x = (length: number): string => 'x'.repeat(length);

/** Nobody listens, and behind the first 100 bytes the next 100 are missing. */
function withHole(): Talk {
  return say(opened(), ['client', 'A', x(100)], ['server', 'A'], ['client', 'A', x(100), { seq: 201 }]);
}

/** An ICMP error that quotes the frame. */
function quoting(frame: Uint8Array): Uint8Array {
  const error = new Uint8Array(frame.length + 28);
  error.set(frame.subarray(0, 34));
  error.set([0, error.length - 14], 16);
  error[23] = 1;
  error.set([3, 1], 34);
  error.set(frame.subarray(14), 42);
  return error;
}

const UNUSUAL: Readonly<Record<string, () => Talk>> = {
  'a hole, three segments behind it: they are counted together': () =>
    say(
      withHole(),
      ['client', 'A', x(100)],
      ['client', 'A', x(100)],
      ['client', 'A', x(100), { seq: 101 }],
      ['server', 'A', '', { ack: 501 }],
    ),
  'a hole, a cut segment behind it, a whole one: what was cut is missing': () =>
    say(
      withHole(),
      ['client', 'A', x(100), { cut: 50 }],
      ['client', 'A', x(100)],
      ['client', 'A', x(100), { seq: 101 }],
    ),
  'a hole, a second one behind it: both are missing': () =>
    say(withHole(), ['client', 'A', x(100), { seq: 401 }], ['client', 'A', x(100)], ['client', 'A', x(100)]),
  'a hole that is acknowledged, three segments behind it: given up': () =>
    say(
      withHole(),
      ['server', 'A', '', { ack: 201 }],
      ['client', 'A', x(100)],
      ['client', 'A', x(100)],
      ['client', 'A', x(100)],
      ['client', 'A', x(100), { seq: 101 }],
    ),
  'a hole, more than 4 MB behind it: given up': () => {
    const talk = withHole();
    for (let sent = 0; sent <= 4 * 1024 * 1024; sent += 1448) talk.client('A', x(1448));
    return say(talk, ['client', 'A', x(100), { seq: 101 }]);
  },
  'a hole, the FIN behind it: what is missing is counted at the end': () => say(withHole(), ['client', 'FA']),
  '8961 bytes behind a SYN that no SYN+ACK answered: longer than any frame': () =>
    say(
      new Talk(new TestCapture(), UNHEARD),
      ['client', 'S'],
      ['client', 'A', '', { ack: 1 }],
      ['client', 'A', x(8961)],
    ),
  'a byte into a closed window, sent again with more: the ACK of that byte is of the first': () => {
    const talk = say(opened(), ['server', 'A', '', { window: 0 }]).wait(300);
    say(talk.wait(300), ['client', 'A', 'x']);
    say(talk.wait(1), ['server', 'A', '', { ack: 1, window: 0 }], ['server', 'A', '', { ack: 1 }]);
    say(talk.wait(1), ['client', 'A', x(100), { seq: 1 }]);
    return say(talk.wait(7), ['server', 'A', '', { ack: 2 }]);
  },
  'a SYN again after a hole, then what was missing: an ACK of its first byte is of it': () => {
    const talk = say(opened(), ['client', 'A', x(100), { seq: 101 }], ['client', 'S', '', { seq: 0 }]);
    say(talk, ['server', 'A', '', { ack: 1 }], ['client', 'A', x(100), { seq: 1 }]);
    return say(talk.wait(3), ['server', 'A', '', { ack: 2 }]);
  },
  'an ACK far below what is more than half the numbers apart: it acknowledges the higher one': () => {
    const far = HALF_SPACE - 2 ** 28;
    const talk = say(opened(), ['client', 'A', x(10)], ['client', 'A', x(10), { seq: 1 + far }]);
    return say(talk.wait(5), ['server', 'A', '', { ack: 2 - 2 ** 29 }], ['server', 'A', '', { ack: 11 + far }]);
  },
  'a FIN when 10,000 segments are unacknowledged: it takes no number': () => {
    const talk = opened();
    for (let sent = 0; sent <= MOST_UNACKED; sent++) talk.client('A', 'x');
    talk.client('A', 'y');
    talk.wait(10).client('FA');
    return say(
      talk.wait(1),
      ['client', 'A', 'x', { seq: MOST_UNACKED + 1 }],
      ['server', 'A', '', { ack: MOST_UNACKED + 3 }],
    );
  },
  'more than 10,000 segments, each acknowledged: each gives a round trip': () => {
    const talk = opened();
    for (let sent = 0; sent <= MOST_UNACKED; sent++) say(talk, ['client', 'A', 'x'], ['server', 'A']);
    return talk;
  },
  'twelve letters of history, then both close: two more': () => {
    const talk = say(opened(), ['client', 'PA', x(10)], ['server', 'PA', x(10)]);
    for (const from of ['client', 'server'] as const) {
      say(talk, [from, 'A', '', { checksum: 1 }]);
      say(talk.wait(300), [from, 'PA', x(10), { seq: 1 }]);
      say(talk, [from, 'A', '', { window: 0 }], [from, 'A']);
    }
    return talk.closeInFour();
  },
  'a checksum of the addresses alone: left to the card': () =>
    say(opened(), ['client', 'A', x(100), { checksum: ADDRESSES_ALONE }], ['server', 'A']),
  'a data segment that fills the window of the SYN+ACK, which is not scaled': () =>
    say(
      new Talk(new TestCapture(), UNHEARD),
      ['client', 'S', '', { windowScale: 7 }],
      ['server', 'SA', '', { windowScale: 7, window: 100 }],
      ['client', 'A'],
      ['client', 'A', x(100)],
    ),
  'an ACK twice, with one IP identification: a copy': () =>
    say(opened(), ['client', 'A', 'x'], ['server', 'A', '', { ipId: 77 }], ['server', 'A', '', { ipId: 77 }]),
  'data of 17 to 20 bytes, sent again: the same': () => {
    const talk = opened();
    for (const length of [17, 18, 19, 20]) {
      talk.client('A', x(length));
      talk
        .wait(250)
        .client('PA', x(length), { seq: 1 + [17, 18, 19].filter((one) => one < length).reduce((a, b) => a + b, 0) });
    }
    return talk;
  },
  'two servers with one port: two connections': () => {
    const talk = opened();
    const another = opened(talk.capture, { server: '10.0.0.3' });
    for (const one of [talk, another, talk]) say(one, ['client', 'A', x(10)], ['server', 'A', x(10)]);
    return talk;
  },
  'a second connection a minute later: not idle before': () => {
    const { capture } = opened();
    return say(
      new Talk(capture, { ...UNHEARD, clientPort: 40_001 }, 60_000),
      ['client', 'S'],
      ['server', 'SA'],
      ['client', 'A'],
    );
  },
  'the SYN from the higher address, a byte of the answer missing: no keep-alive': () =>
    say(
      new Talk(new TestCapture(), { ...UNHEARD, client: '10.0.0.9' }),
      ['client', 'S'],
      ['client', 'A', '', { ack: 1 }],
      ['server', 'A', '', { seq: 1, ack: 1 }],
      ['server', 'A', 'hello', { seq: 2 }],
      ['client', 'A', '', { ack: 7 }],
    ),
  'the SYN from the lower address, a byte of the answer missing: no keep-alive': () =>
    say(
      new Talk(new TestCapture(), UNHEARD),
      ['client', 'S'],
      ['client', 'A', '', { ack: 1 }],
      ['server', 'A', '', { seq: 1, ack: 1 }],
      ['server', 'A', 'hello', { seq: 2 }],
      ['client', 'A', '', { ack: 7 }],
    ),
  'an ICMP error quotes a SYN, then it comes: the stream is the quoted one': () => {
    const talk = opened();
    const quoted = new Talk(new TestCapture(), { ...UNHEARD, clientPort: 40_001 });
    quoted.client('S');
    talk.capture.addFrame(1, quoting(frameOf(quoted.capture.pcap(), 1)));
    return opened(talk.capture, { clientPort: 40_001 });
  },
  'an ICMP error quotes a FIN, then a SYN comes twice: it opens one connection': () => {
    const capture = new TestCapture();
    const quoted = new Talk(new TestCapture(), UNHEARD);
    quoted.client('FA');
    capture.addFrame(0, quoting(frameOf(quoted.capture.pcap(), 1)));
    return say(
      new Talk(capture, UNHEARD),
      ['client', 'S'],
      ['client', 'S', '', { seq: 0 }],
      ['server', 'SA'],
      ['client', 'A'],
    );
  },
};

test.each(Object.entries(UNUSUAL))('%s', async (_, talk) => {
  await expectSameBothWays(talk().capture.pcap());
});

/** Where a frame of a pcap begins. */
function placeOf(pcap: Uint8Array, frame: number): number {
  const view = new DataView(pcap.buffer, pcap.byteOffset, pcap.length);
  let at = 24;
  for (let number = 1; number < frame; number++) at += 16 + view.getUint32(at + 8, true);
  return at + 16;
}

function frameOf(pcap: Uint8Array, frame: number): Uint8Array {
  const at = placeOf(pcap, frame);
  return pcap.subarray(at, at + new DataView(pcap.buffer, pcap.byteOffset).getUint32(at - 8, true));
}

/** The frame, and the bytes in it that are others, from a place on: its SYN is the first one, `hello` the fourth. */
const OTHERWISE: Readonly<Record<string, readonly [frame: number, at: number, ...bytes: number[]]>> = {
  'a first fragment: it waits for the rest': [4, 20, 0x20, 0],
  'a later fragment: it is no segment': [4, 20, 0, 1],
  'an odd last byte that the checksum leaves out: wrong': [4, 58, 0x70],
  'an MSS option that ends behind the header: none': [1, 54, 1, 1, 2, 4],
};

test.each(Object.entries(OTHERWISE))('%s', async (_, [frame, at, ...bytes]) => {
  await expectSameBothWays(otherwise(frame, at, bytes));
});

function otherwise(frame: number, at: number, bytes: readonly number[]): Uint8Array {
  const talk = say(
    new Talk(new TestCapture(), UNHEARD),
    ['client', 'S', '', { mss: 1460 }],
    ['server', 'SA'],
    ['client', 'A'],
  );
  say(talk, ['client', 'PA', 'hell\0'], ['server', 'A'], ['client', 'PA', 'more'], ['server', 'A']);
  const pcap = talk.capture.pcap();
  pcap.set(bytes, placeOf(pcap, frame) + at);
  return pcap;
}

test('an ordinary connection: only its first frame is decoded, and its first payload delivered, one by one', async () => {
  const rules = [
    vi.spyOn(Decoder.prototype, 'decode'),
    vi.spyOn(SequenceAnalysis.prototype, 'judge'),
    vi.spyOn(RecentSegments.prototype, 'add'),
    vi.spyOn(Reassembly.prototype, 'add'),
  ];
  const talk = opened(new TestCapture());
  for (let turn = 0; turn < 10; turn++)
    say(talk, ['client', 'A', x(100)], ['server', 'A'], ['server', 'PA', x(30)], ['client', 'A']);
  await analysisOf(talk.closeInFour().capture.pcap(), { fastPath: 'always' });
  expect(rules.map((rule) => rule.mock.calls.length)).toEqual([1, 0, 0, 1]);
  vi.restoreAllMocks();
});
