/** A SYN that is never answered, and the RST that gives it up. */
import { expect, it } from 'vitest';
import type { Talk } from '../../../support/packet-builder.ts';
import { analyse } from './analyse.ts';
import { packetsOf } from './cases.ts';

function syns(talk: Talk, times: number): void {
  for (let nth = 0; nth < times; nth++) talk.wait(1000).client('S', '', { seq: 0 });
}

it.each([
  ['three SYNs, then RST', 3, 'RA', ['syn-unanswered', 'reset-gave-up']],
  ['three SYNs, then RST without ACK', 3, 'R', ['syn-unanswered', 'reset-gave-up']],
  ['two SYNs, then RST', 2, 'RA', ['syn-unanswered', 'reset-abort']],
])('%s: %s', async (_, times, flags, codes) => {
  const { findings } = await analyse(
    packetsOf((talk) => {
      syns(talk, times);
      talk.wait(1000).client(flags);
    }),
  );
  const said = findings.filter(({ code }) => code !== 'teardown-reset').map(({ code }) => code);
  expect(said.toSorted()).toEqual(codes.toSorted());
  const gaveUp = findings.find(({ code }) => code === 'reset-gave-up');
  expect(gaveUp?.params.retransmissions).toBe(codes.includes('reset-gave-up') ? 2 : undefined);
});

it('three SYNs and an ACK: an answer is missing, the SYN was not unanswered', async () => {
  const { findings } = await analyse(
    packetsOf((talk) => {
      syns(talk, 3);
      talk.wait(1000).client('A', '', { ack: 1 });
    }),
  );
  expect(findings.map(({ code }) => code)).not.toContain('syn-unanswered');
});

it('three SYNs, answered at last: the RST after it gives nothing up', async () => {
  const { findings } = await analyse(
    packetsOf((talk) => {
      syns(talk, 3);
      talk.wait(1).server('SA');
      talk.wait(1).client('R');
    }),
  );
  expect(findings.map(({ code }) => code)).not.toContain('reset-gave-up');
});
