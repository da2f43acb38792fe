/** What captures from the wild look like although nothing of the kind happened: found by comparing with tshark's view. */
import { describe, expect, it } from 'vitest';
import type { FindingCode } from '../../../../src/analyzer/findings/catalogue.ts';
import { Talk, TestCapture } from '../../../support/packet-builder.ts';
import { analyse } from './analyse.ts';
import { packetsOf } from './cases.ts';

const ICMP_PROTOCOL = 1;

/** An Ethernet frame with an IPv4 header of this protocol and length, and nothing after the headers' 20 bytes. */
function ipFrame(protocol: number, totalLength: number, payload: readonly number[]): Uint8Array {
  const addresses = [10, 0, 0, 1, 10, 0, 0, 2];
  const lengths = [totalLength >> 8, totalLength & 0xff];
  return Uint8Array.from([
    ...new Uint8Array(12),
    8,
    0,
    0x45,
    0,
    ...lengths,
    0,
    9,
    0,
    0,
    64,
    protocol,
    0,
    0,
    ...addresses,
    ...payload,
  ]);
}

const ROWS: [title: string, code: FindingCode, make: (talk: Talk) => void][] = [
  [
    'FIN set once more in the ACK of the other side’s FIN, as BSD does: no retransmission',
    'fin-retransmitted',
    (talk) => {
      talk.open().wait(1).client('FA');
      talk.wait(0.01).server('FA', '', { ack: 1 });
      talk.wait(0.01).client('FA', '', { seq: 1, ack: 2 });
      talk.wait(0.01).server('FA', '', { seq: 1, ack: 2 });
    },
  ],
  [
    'FIN set once more in answer to data that crossed it, then RSTs: no retransmission',
    'fin-retransmitted',
    (talk) => {
      talk.open().wait(1).client('FA');
      talk.wait(0.1).server('FPA', 'late', { ack: 1 });
      talk.wait(0.01).client('FA', '', { seq: 1, ack: 6 });
      talk.wait(30).server('R', '', { seq: 1 });
    },
  ],
  [
    'data after a FIN, answered with RST: the other side had closed both ways',
    'half-close-used',
    (talk) => {
      talk.open().wait(1).client('FA');
      talk.wait(1).server('A');
      talk.wait(1).server('PA', 'too late');
      talk.wait(1).client('R', '', { seq: 2 });
    },
  ],
  [
    'the same bytes again at the same instant: no loss can have been noticed',
    'lost-after-capture-point',
    (talk) => {
      talk.open().wait(1).client('PA', 'data', { ipId: 7 });
      talk.wait(0).client('PA', 'data', { seq: 1, ipId: 9 });
      talk.wait(1).server('A');
    },
  ],
  [
    'data lost and sent again, acknowledged at once when it came: the receiver never waited',
    'delayed-ack',
    (talk) => {
      talk.open().wait(1).client('PA', 'data');
      talk.wait(300).client('PA', 'data', { seq: 1 });
      talk.wait(1).server('A');
    },
  ],
];

describe('not claimed', () => {
  it.each(ROWS)('%s: no %s', async (_, code, make) => {
    const { findings, connections } = await analyse(packetsOf(make));
    expect(connections).toHaveLength(1);
    expect(findings.filter((finding) => finding.code === code)).toEqual([]);
  });
});

it('ICMP quotes headers of the stream: filters by flags leave it out', async () => {
  const capture = new TestCapture();
  const talk = new Talk(capture);
  talk.client('S', '', { mss: 1460 });
  const without = (await analyse(capture.pcap())).findings.find(({ code }) => code === 'syn-unanswered');
  capture.addFrame(1, ipFrame(ICMP_PROTOCOL, 28, [3, 1, 0, 0, 0, 0, 0, 0]));
  const { findings } = await analyse(capture.pcap());
  expect(without?.filter).toBe('tcp.stream == 0 && tcp.flags.syn == 1');
  expect(findings.find(({ code }) => code === 'syn-unanswered')?.filter).toBe(
    'tcp.stream == 0 && tcp.flags.syn == 1 && !icmp && !icmpv6',
  );
});
