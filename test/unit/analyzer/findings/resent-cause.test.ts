/** What is said to have made a sender send again: a timer is blamed only where one can have run out. */
import { expect, test } from 'vitest';
import type { Talk } from '../../../support/packet-builder.ts';
import { analyse } from './analyse.ts';
import { packetsOf } from './cases.ts';

const DATA = 'twenty bytes of data';

/** Five segments, of which the first and the third are lost; the receiver reports the others by SACK. */
function twoHoles(talk: Talk, beforeSecondRepair: (talk: Talk) => void): void {
  talk.open().wait(1);
  for (let i = 0; i < 5; i++) talk.client('PA', DATA);
  talk.wait(1).server('A', '', { ack: 1, sack: [[21, 41]] });
  for (const end of [81, 101])
    talk.server('A', '', {
      ack: 1,
      sack: [
        [61, end],
        [21, 41],
      ],
    });
  talk.wait(0.02).client('PA', DATA, { seq: 1 });
  beforeSecondRepair(talk);
  talk.client('PA', DATA, { seq: 41 });
  talk.wait(1).server('A', '', { ack: 101 });
}

const ROWS: [title: string, how: string[], make: (talk: Talk) => void][] = [
  [
    'two holes, the second filled on an ACK with SACK: fast retransmission, then recovery',
    ['fast', 'recovery'],
    (talk) => twoHoles(talk, () => talk.wait(1).server('A', '', { ack: 41, sack: [[61, 101]] })),
  ],
  [
    'two holes, the second filled long after the last ACK: a timer',
    ['fast', 'timeout'],
    (talk) => twoHoles(talk, () => talk.wait(250)),
  ],
  [
    'sent again after 5 ms, no SACK: sooner than any timer',
    ['sooner'],
    (talk) => {
      talk.open().wait(1).client('PA', DATA);
      talk.wait(5).client('PA', DATA, { seq: 1 });
      talk.wait(1).server('A', '', { ack: 21 });
    },
  ],
  [
    'sent again after 200 ms, no SACK: a timer',
    ['timeout'],
    (talk) => {
      talk.open().wait(1).client('PA', DATA);
      talk.wait(200).client('PA', DATA, { seq: 1 });
      talk.wait(1).server('A', '', { ack: 21 });
    },
  ],
];

test.each(ROWS)('%s', async (_title, how, make) => {
  const { findings } = await analyse(packetsOf(make));
  const lost = findings.find(({ code }) => code === 'lost-after-capture-point');
  expect(lost?.params.how).toEqual(how);
});

test.each([
  ['within a day', 23, true],
  ['after more than a day, as in captures put together', 25, false],
])('the same data comes again %s: a loss, or none', async (_, hours, lost) => {
  const { findings } = await analyse(
    packetsOf((talk) => {
      talk.open().wait(1).client('PA', DATA);
      talk.wait(hours * 3_600_000).client('PA', DATA, { seq: 1 });
    }),
  );
  expect(findings.some(({ code }) => code === 'lost-after-capture-point')).toBe(lost);
});
