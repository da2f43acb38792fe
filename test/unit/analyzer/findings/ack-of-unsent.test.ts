/** Acknowledgments of bytes that nobody has seen: did the capture miss them, or were they never sent? */
import { expect, it } from 'vitest';
import type { Talk } from '../../../support/packet-builder.ts';
import { analyse } from './analyse.ts';
import { packetsOf } from './cases.ts';

function opened(talk: Talk, window: number): void {
  talk.client('S', '', { window });
  talk.wait(1).server('SA', '', { window: 1000 });
  talk.wait(1).client('A', '', { window: 500 });
}

it.each([
  ['more than any window allowed', 1000, (t: Talk) => t.client('A', '', { ack: 1002, window: 500 }), 'ack-of-unsent'],
  ['as much as the SYN’s window', 1000, (t: Talk) => t.client('A', '', { ack: 1001, window: 500 }), 'capture-gap'],
  ['as much as a later window', 100, (t: Talk) => t.client('A', '', { ack: 501, window: 500 }), 'capture-gap'],
  [
    'more than the window, and a hole shows that the capture lacks segments',
    100,
    (t: Talk) => [t.server('PA', 'x', { seq: 21 }), t.client('A', '', { ack: 5000, window: 500 })],
    'capture-gap',
  ],
])('%s: %#', async (_, window, acknowledge, code) => {
  const { findings } = await analyse(
    packetsOf((talk) => {
      opened(talk, window);
      acknowledge(talk.wait(1));
    }),
  );
  const said = findings
    .map((finding) => finding.code)
    .filter((one) => one === 'ack-of-unsent' || one === 'capture-gap');
  expect(said).toEqual([code]);
});

it('what can’t have been sent was not lost by the capture', async () => {
  const { connections } = await analyse(
    packetsOf((talk) => {
      opened(talk, 1000);
      talk.wait(1).client('A', '', { ack: 90_000, window: 500 });
      talk.wait(1).client('FA', '', { ack: 1, window: 500 });
      talk.wait(1).server('FA');
      talk.wait(1).client('A', '', { ack: 2, window: 500 });
    }),
  );
  const lost = connections[0]!.closing?.hypotheses.find(({ id }) => id === 'capture-lost-packets');
  expect(lost?.verdict).toBe('refuted');
});

it('the scale of the window is not known, for the SYN is missing: the window may have been far larger', async () => {
  const { findings } = await analyse(
    packetsOf((talk) => {
      talk.unseen('client', 1).server('SA');
      talk.wait(1).client('A', '', { ack: 90_000, window: 500 });
    }),
  );
  expect(findings.map(({ code }) => code)).toContain('capture-gap');
  expect(findings.map(({ code }) => code)).not.toContain('ack-of-unsent');
});
