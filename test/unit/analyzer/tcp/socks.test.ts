/** What SOCKS carries takes a stream number in Wireshark, and is no connection. */
import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { DIALOGUES } from '../../../support/socks-dialogues.ts';

test.each(DIALOGUES.map(({ title, capture, next }) => [title, next, capture] as const))(
  '%s: the next connection is stream %i',
  async (_, next, capture) => {
    const { analysis } = await analyse(capture);
    expect(analysis.connections.map(({ id }) => id)).toEqual([0, next]);
  },
);
