/** Link types and tunnels around the same conversation. */
import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { asLink, conversation } from '../../../support/layers.ts';
import { ENCRYPTED, FABRIC_PATH, SILENT, WRAPPINGS } from '../../../support/wrappings.ts';

const ALL = [...WRAPPINGS, { title: 'FabricPath', capture: FABRIC_PATH }];

test.each(ALL.map(({ title, capture }) => [title, capture] as const))(
  '%s: the conversation within',
  async (_, capture) => {
    const { analysis, streams } = await analyse(capture);
    expect(analysis.capture).toMatchObject({ tcpPackets: 5, warnings: [] });
    expect(streams).toEqual({ '0 client': 'hello', '0 server': 'world' });
  },
);

test.each(SILENT.map(({ title, capture }) => [title, capture] as const))(
  '%s: no TCP, and nothing wrong',
  async (_, capture) => {
    const { analysis } = await analyse(capture);
    expect(analysis.capture).toMatchObject({ packets: 5, tcpPackets: 0, warnings: [] });
  },
);

test('encrypted frames: told as such', async () => {
  const { analysis } = await analyse(ENCRYPTED);
  expect(analysis.capture).toMatchObject({ tcpPackets: 0, warnings: [{ code: 'encrypted-frames', count: 5 }] });
});

test.each([105, 119, 127, 163, 7, 129, 239, 242])(
  'link type %i, cut after any byte: nothing thrown',
  async (linkType) => {
    const whole = WRAPPINGS.map(({ capture }) => capture.subarray(40, 140));
    for (const bytes of whole) {
      const packets = Array.from(bytes, (_, length) => bytes.subarray(0, length));
      const [first] = conversation();
      const list = packets.map((part) => ({ ...first!, bytes: part, originalLength: part.length }));
      const { analysis } = await analyse(asLink(list, (part) => part, { linkType }));
      expect(analysis.capture.packets).toBe(packets.length);
    }
  },
);
