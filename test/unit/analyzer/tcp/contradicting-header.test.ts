import { describe, expect, it } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { Talk } from '../../../support/packet-builder.ts';

/** Where the data offset stands, counted from the end of a segment that is a bare header. */
const OFFSET_BEFORE_END = 20 - 12;

/** What tshark 4.4 shows for such headers, seen in captures of fuzzed traffic. */
describe('a TCP header that contradicts itself', () => {
  it('shorter than 20 bytes, analyzed: the rest counts as payload, and no ACK is read', async () => {
    const talk = new Talk().open();
    talk.client('PA', 'hello');
    const { packets } = await analyse(withDataOffset(talk.capture.pcap(), 2, 'hello'.length));
    expect(packets.at(-1)).toMatchObject({ seq: 1, ack: 0, length: 12 + 'hello'.length, flags: [] });
  });

  it('shorter than 20 bytes, then data where the sender goes on: late, for the rest of the header has counted', async () => {
    const talk = new Talk().open();
    talk.client('PA', 'y'.repeat(100));
    const pcap = withDataOffset(talk.capture.pcap(), 1, 100);
    const { packets } = await analyse(followedBy(pcap, talk, () => talk.wait(1).client('PA', 'z'.repeat(50))));
    expect(packets.slice(-2)).toMatchObject([
      { seq: 1, length: 116, flags: [] },
      { seq: 101, flags: ['out_of_order'] },
    ]);
  });

  it('shorter than 20 bytes, its window closed: one byte more is a probe', async () => {
    const talk = new Talk().open();
    talk.server('A', '', { window: 0 });
    const pcap = withDataOffset(talk.capture.pcap(), 3, 0);
    const { packets } = await analyse(followedBy(pcap, talk, () => talk.wait(1).client('PA', 'b')));
    expect(packets.at(-1)!.flags).toEqual(['zero_window_probe']);
  });

  it('a SYN longer than its segment, with another number: a stream of its own, not judged', async () => {
    const talk = new Talk().open();
    talk.client('S', '', { seq: 500 });
    const { packets } = await analyse(withDataOffset(talk.capture.pcap(), 10, 0));
    expect(packets.map((packet) => packet.stream)).toEqual([0, 0, 0, 1]);
    expect(packets.at(-1)).toMatchObject({ seq: 0, length: 0, flags: [] });
  });

  it('the same SYN, longer than its segment: the same stream', async () => {
    const talk = new Talk();
    talk.client('S');
    talk.client('S', '', { seq: 0 });
    const { packets } = await analyse(withDataOffset(talk.capture.pcap(), 10, 0));
    expect(packets.map((packet) => packet.stream)).toEqual([0, 0]);
  });
});

/** The last segment, which has no options, with another header length in words. */
function withDataOffset(pcap: Uint8Array, words: number, payloadLength: number): Uint8Array {
  const at = pcap.length - payloadLength - OFFSET_BEFORE_END;
  pcap[at] = (pcap[at]! & 0x0f) | (words << 4);
  return pcap;
}

/** The capture so far, and what is said next. */
function followedBy(pcap: Uint8Array, talk: Talk, next: () => void): Uint8Array {
  next();
  const whole = talk.capture.pcap();
  whole.set(pcap);
  return whole;
}

it('an ACK exactly 2^31 ahead, and then the right one: each acknowledges what was not seen', async () => {
  const talk = new Talk().open();
  talk.client('PA', 'hello');
  talk.server('A', '', { ack: 6 + 2 ** 31 });
  talk.server('A', '', { ack: 6 });
  const { packets } = await analyse(talk.capture.pcap());
  expect(packets.slice(-2).map(({ flags }) => flags)).toEqual([['ack_lost_segment'], ['ack_lost_segment']]);
});

describe('a SACK option with an odd length: what is printed of a duplicate ACK, which counts all the same', () => {
  it.each([
    ['no block', 2, 6, []],
    ['a part of a block', 8, 6, []],
    ['a block and a part of one', 14, 6, ['duplicate_ack']],
    ['no block, and the ACK lies before the first byte', 2, -9, ['duplicate_ack']],
  ] as const)('%s', async (_title, optionLength, ack, expected) => {
    const talk = new Talk().open();
    talk.client('PA', 'hello');
    talk.server('A', '', { ack });
    talk.server('A', '', {
      ack,
      sack: [
        [11, 21],
        [31, 41],
      ],
    });
    const pcap = talk.capture.pcap();
    // The blocks end the segment: their option's length stands before them.
    pcap[pcap.length - 17] = optionLength;
    const { packets } = await analyse(followedBy(pcap, talk, () => talk.server('A', '', { ack })));
    expect(packets.slice(-2).map(({ flags }) => flags)).toEqual([expected, ['duplicate_ack']]);
  });
});
