/** RFC 9293 §3.10.7.1: how a host answers what belongs to no connection of its own. */
import { expect, it } from 'vitest';
import { analyse } from './analyse.ts';
import { packetsOf } from './cases.ts';

/** The test server's relative number that is 0 on the wire. */
const ZERO = 2 ** 32 - 4_294_900_000;

it.each([
  ['a FIN without ACK', 'F', 'RA', ZERO, 'reset-half-open', 'number-0'],
  ['a FIN without ACK, the number is not 0', 'F', 'RA', 9, 'reset-instead-of-fin', undefined],
  ['a FIN without ACK, the RST has no ACK either', 'F', 'R', ZERO, 'reset-abort', undefined],
  ['an ACK', 'A', 'R', 77, 'reset-half-open', 'no-ack-flag'],
  ['an ACK, with another number', 'A', 'R', 78, 'reset-abort', undefined],
  ['an ACK, the RST has ACK', 'A', 'RA', 77, 'reset-abort', undefined],
])('%s, answered by RST: %s %s %i: %s', async (_, flags, answer, seq, code, how) => {
  const { findings } = await analyse(
    packetsOf((talk) => {
      talk.client(flags, '', { ack: 77 });
      talk.wait(1).server(answer, '', { seq });
    }),
  );
  const found = findings.find((finding) => finding.code.startsWith('reset-'));
  expect(found).toMatchObject({ code });
  expect(found?.params.how).toBe(how);
});

it.each([
  ['without ACK', '', false],
  ['with ACK', 'A', true],
])('a window of 0 %s: whether the window is closed', async (_, flags, closed) => {
  const { findings } = await analyse(packetsOf((talk) => talk.client(flags, '', { window: 0 })));
  expect(findings.some(({ code }) => code === 'zero-window-stall')).toBe(closed);
});
