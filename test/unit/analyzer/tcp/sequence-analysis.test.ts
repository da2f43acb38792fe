/** One dialogue for every rule of docs/wireshark.md; what is flagged is the last segment. */
import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { Talk } from '../../../support/packet-builder.ts';

const open = () => new Talk().open();

/** Three data segments of 100 bytes, the first one lost to the receiver, and three duplicate ACKs. */
function lossWithDuplicateAcks(): Talk {
  const talk = open();
  for (let i = 0; i < 4; i++) talk.wait(1).client('PA', 'x'.repeat(100));
  for (let i = 0; i < 4; i++) talk.wait(1).server('A', '', { ack: 1 });
  return talk;
}

const CASES: readonly { title: string; talk: () => Talk; flags: readonly string[] }[] = [
  { title: 'in order: nothing', talk: () => tap(open(), (t) => t.client('PA', 'hello')), flags: [] },
  {
    title: 'rule 1: one byte into a closed window is a probe',
    talk: () => tap(open(), (t) => [t.server('A', '', { window: 0 }), t.client('A', 'x')]),
    flags: ['zero_window_probe'],
  },
  {
    title: 'rule 1: one byte before the peer was ever seen is no probe',
    talk: () => tap(new Talk(), (t) => [t.client('PA', 'hello'), t.client('PA', 'x')]),
    flags: [],
  },
  {
    title: 'rule 2: window 0',
    talk: () => tap(open(), (t) => t.server('A', '', { window: 0 })),
    flags: ['zero_window'],
  },
  {
    title: 'rule 2: window 0 in a RST is nothing',
    talk: () => tap(open(), (t) => t.server('RA', '', { window: 0 })),
    flags: [],
  },
  {
    title: 'rule 3: a jump ahead',
    talk: () => tap(open(), (t) => t.unseen('client', 100).client('PA', 'x'.repeat(10))),
    flags: ['lost_segment'],
  },
  {
    title: 'rule 4: the byte before the next one, empty',
    talk: () => tap(open(), (t) => [t.client('PA', 'hello'), t.client('A', '', { seq: 5 })]),
    flags: ['keep_alive'],
  },
  {
    title: 'rule 5: only the window changed',
    talk: () => tap(open(), (t) => t.server('A', '', { window: 50_000 })),
    flags: ['window_update'],
  },
  {
    title: 'rule 5: with a SACK option it is a duplicate ACK',
    talk: () => tap(open(), (t) => t.server('A', '', { window: 50_000, sack: [[101, 201]] })),
    flags: ['duplicate_ack'],
  },
  {
    title: 'rule 6: to the last byte of the window',
    talk: () => tap(open(), (t) => [t.server('A', '', { window: 100 }), t.client('PA', 'x'.repeat(100))]),
    flags: ['window_full'],
  },
  {
    title: 'rule 7: the answer to a keep-alive',
    talk: () =>
      tap(open(), (t) => {
        t.client('PA', 'hello');
        t.server('A');
        t.client('A', '', { seq: 5 });
        t.server('A');
      }),
    flags: ['keep_alive_ack'],
  },
  {
    title: 'rule 7: the answer to a zero-window probe',
    talk: () =>
      tap(open(), (t) => {
        t.server('A', '', { window: 0 });
        t.client('A', 'x');
        t.server('A', '', { window: 0, ack: 1 });
      }),
    flags: ['zero_window', 'zero_window_probe_ack'],
  },
  {
    title: 'rule 8: the same ACK again',
    talk: () => tap(open(), (t) => [t.server('A'), t.server('A')]),
    flags: ['duplicate_ack'],
  },
  {
    title: 'rule 10: an ACK of what was never seen',
    talk: () => tap(open(), (t) => [t.client('PA', 'hello'), t.unseen('client', 100).server('A')]),
    flags: ['ack_lost_segment'],
  },
  {
    title: 'rule 11: already acknowledged',
    talk: () => tap(open(), (t) => [t.client('PA', 'hello'), t.server('A'), t.client('PA', 'hello', { seq: 1 })]),
    flags: ['retransmission', 'spurious_retransmission'],
  },
  {
    title: 'rule 11: after duplicate ACKs, at once',
    talk: () => tap(lossWithDuplicateAcks(), (t) => t.wait(1).client('PA', 'x'.repeat(100), { seq: 1 })),
    flags: ['retransmission', 'fast_retransmission'],
  },
  {
    title: 'rule 11: long after duplicate ACKs, at once after data with the same ACK',
    talk: () =>
      tap(lossWithDuplicateAcks(), (t) => [
        t.wait(30).server('PA', 'y'.repeat(10), { ack: 1 }),
        t.wait(10).client('PA', 'x'.repeat(100), { seq: 1 }),
      ]),
    flags: ['retransmission', 'fast_retransmission'],
  },
  {
    title: 'rule 11: after duplicate ACKs, but 25 ms later',
    talk: () => tap(lossWithDuplicateAcks(), (t) => t.wait(25).client('PA', 'x'.repeat(100), { seq: 1 })),
    flags: ['retransmission'],
  },
  {
    title: 'rule 11: late within the initial round trip, never seen before',
    talk: () =>
      tap(new Talk().open(10), (t) => {
        t.wait(1).client('PA', 'x'.repeat(100), { seq: 101 });
        t.wait(1).client('PA', 'x'.repeat(50), { seq: 1 });
      }),
    flags: ['out_of_order'],
  },
  {
    title: 'rule 11: sent again after a RST, within the initial round trip: what was outstanding is still known',
    talk: () =>
      tap(new Talk().open(10), (t) => {
        t.client('PA', 'x'.repeat(100));
        t.wait(1).client('R', '', { seq: 102 });
        t.wait(1).client('FA', '', { seq: 101 });
      }),
    flags: ['retransmission'],
  },
  {
    title: 'rule 11: late, longer than the initial round trip',
    talk: () =>
      tap(open(), (t) => {
        t.client('PA', 'x'.repeat(100), { seq: 101 });
        t.wait(500).client('PA', 'x'.repeat(50), { seq: 1 });
      }),
    flags: ['retransmission'],
  },
  {
    title: 'reused ports: a new SYN on an old pair of ports',
    talk: () => tap(open(), (t) => t.client('S', '', { seq: 500_000 })),
    flags: ['reused_ports'],
  },
  {
    title: 'the same SYN again',
    talk: () => tap(new Talk(), (t) => [t.client('S'), t.wait(1000).client('S', '', { seq: 0 })]),
    flags: ['retransmission'],
  },
];

function tap(talk: Talk, say: (talk: Talk) => unknown): Talk {
  talk.wait(1);
  say(talk);
  return talk;
}

test.each(CASES)('$title', async ({ talk, flags }) => {
  const { packets } = await analyse(talk().capture.pcap());
  expect(packets.at(-1)!.flags).toEqual([...flags]);
});
