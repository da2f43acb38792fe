import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { asPcap, join, recordsOf, type StoredPacket } from '../../../support/capture-formats.ts';
import { Talk } from '../../../support/packet-builder.ts';

const HEADERS = 34;

/** An IPv4 packet in two fragments; the first has `cut` bytes of its payload. */
function inTwo(packet: StoredPacket, cut: number): StoredPacket[] {
  const payload = packet.bytes.subarray(HEADERS);
  return [0, cut].map((from) => {
    const bytes = join([packet.bytes.subarray(0, HEADERS), payload.subarray(from, from === 0 ? cut : undefined)]);
    bytes[16] = 0;
    bytes[17] = bytes.length - 14;
    bytes[20] = from === 0 ? 0x20 : 0;
    bytes[21] = from / 8;
    return { ...packet, bytes, originalLength: bytes.length };
  });
}

test('IPv4 fragments, IPv6 packets before each of them: put together', async () => {
  const talk = new Talk().open();
  talk.wait(1).client('PA', 'hello, in two fragments');
  const old = recordsOf(talk.capture.pcap());
  const other = (client: string) => {
    const one = new Talk(undefined, { client, server: '2001:db8::2' });
    one.client('S');
    return recordsOf(one.capture.pcap());
  };
  const [first, second] = inTwo(old.at(-1)!, 24);
  const capture = [...old.slice(0, -1), ...other('2001:db8::1'), first!, ...other('2001:db8:ffff::7'), second!];
  const { streams, analysis } = await analyse(asPcap(capture));
  expect(streams['0 client']).toBe('hello, in two fragments');
  expect(analysis.capture.warnings).toEqual([]);
});
