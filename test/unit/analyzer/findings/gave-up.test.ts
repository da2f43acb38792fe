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

it.each([
  ['SYN, then ACKs of more and more data', 'A', 100, true],
  ['SYN, then ACKs of nothing but the SYN+ACK', 'A', 1, true],
  ['the same, ended by RST', 'AR', 100, true],
  ['three SYNs, ended by RST', 'S', 0, false],
])('the client alone: %s: one direction is missing or not', async (_, flags, ack, missing) => {
  const { findings } = await analyse(
    packetsOf((talk) => {
      talk.client('S');
      if (flags === 'S') syns(talk, 2);
      else for (const nth of [1, ack, ack]) talk.wait(1).client('A', '', { seq: 1, ack: nth });
      if (flags !== 'A') talk.wait(1).client('RA', '', { seq: 1, ack });
    }),
  );
  expect(findings.some(({ code }) => code === 'one-direction-captured')).toBe(missing);
});
