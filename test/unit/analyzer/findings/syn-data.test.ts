/** TCP Fast Open: what becomes of data in a SYN. */
import { expect, it } from 'vitest';
import type { Talk } from '../../../support/packet-builder.ts';
import { analyse } from './analyse.ts';
import { packetsOf } from './cases.ts';

it.each([
  ['acknowledges the data', (talk: Talk) => talk.server('SA', '', { ack: 5 }), 'syn-data-taken', [1, 2]],
  ['acknowledges some of it', (talk: Talk) => talk.server('SA', '', { ack: 2 }), 'syn-data-taken', [1, 2]],
  ['acknowledges the SYN alone', (talk: Talk) => talk.server('SA', '', { ack: 1 }), 'syn-data-refused', [1, 2]],
  ['does not come', () => undefined, null, [1]],
])('the SYN+ACK %s', async (_, answer, taken, frames) => {
  const { findings } = await analyse(
    packetsOf((talk) => {
      talk.client('S', 'data');
      answer(talk);
    }),
  );
  const found = findings.find(({ code }) => code === 'syn-with-data');
  expect(found).toMatchObject({ frames, params: { side: 'client', dataBytes: 4, taken } });
});
