/** Options that are not there, and yet say nothing: a snapshot of 68 bytes, once tcpdump's own, cuts those of a SYN. */
import { expect, it } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { Talk } from '../../../support/packet-builder.ts';

/** MSS, SACK permitted, and in the last four bytes the window scale. */
const OPTIONS = { mss: 1460, sackPermitted: true, windowScale: 2 };
const SCALE_LENGTH = 4;

/** Each side offers a window of 100, and sends 400 bytes. */
function talk(cut: { client?: number; server?: number }): Uint8Array {
  const talk = new Talk();
  talk.client('S', '', { ...OPTIONS, window: 100, cut: cut.client ?? 0 });
  talk.server('SA', '', { ...OPTIONS, window: 100, cut: cut.server ?? 0 });
  talk.client('A', '', { window: 100 });
  talk.server('A', 'x'.repeat(400), { window: 100 });
  talk.client('A', 'x'.repeat(400), { window: 100 });
  return talk.capture.pcap();
}

it.each([
  ['nothing', {}, [['window_full'], ['window_full']]],
  ["a byte of the client's scale", { client: 1 }, [[], ['window_full']]],
  ["the client's scale: how far its window reaches is not known", { client: SCALE_LENGTH }, [[], ['window_full']]],
  ["the server's scale", { server: SCALE_LENGTH }, [['window_full'], []]],
])('cut off: %s', async (_title, cut, expected) => {
  const { packets } = await analyse(talk(cut));
  expect(packets.slice(-2).map(({ flags }) => flags)).toEqual(expected);
});

it('a SYN sent again without the options that were not answered: the scale that the first one offered stays', async () => {
  const talk = new Talk();
  talk.client('S', '', { ...OPTIONS, window: 100 });
  talk.wait(3000).client('S', '', { seq: 0, mss: 1460, window: 100 });
  talk.server('SA', '', { ...OPTIONS, window: 100 });
  talk.client('A', '', { window: 100 });
  talk.server('A', 'x'.repeat(400));
  const { packets } = await analyse(talk.capture.pcap());
  expect(packets.at(-1)!.flags).toEqual(['window_full']);
});

it('cut options: said of the offer, and only there', async () => {
  const { analysis } = await analyse(talk({ client: SCALE_LENGTH }));
  const { client, server } = analysis.connections[0]!.handshake;
  expect(client).toMatchObject({ mss: 1460, windowScale: null, optionsCut: true });
  expect(server).toMatchObject({ mss: 1460, windowScale: 2 });
  expect(server).not.toHaveProperty('optionsCut');
});
