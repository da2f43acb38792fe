/** ICMP errors quote segments: Wireshark gives those stream numbers, we make no connections of them. */
import { expect, test } from 'vitest';
import { MAX_QUOTED_STREAMS } from '../../../../src/analyzer/tcp/quoted-streams.ts';
import { analyse } from '../../../support/analyse.ts';
import { asPcap, recordsOf } from '../../../support/capture-formats.ts';
import { ethernet, icmp, ipv4, payloadOf } from '../../../support/layers.ts';
import { Talk, TestCapture } from '../../../support/packet-builder.ts';
import { QUOTATIONS } from '../../../support/quotations.ts';

test.each(QUOTATIONS.map(({ title, capture, streams }) => [title, capture, streams] as const))(
  '%s',
  async (_, capture, streams) => {
    const { analysis, packets } = await analyse(capture);
    expect(packets.map(({ stream }) => stream)).toEqual(streams);
    expect(analysis.connections.map(({ id }) => id)).toEqual([...new Set(streams)]);
    expect(analysis.capture.warnings).toEqual([]);
  },
);

test('the SYN quoted once more: the segment after it is judged as Wireshark does, not as a retransmission', async () => {
  const { packets } = await analyse(QUOTATIONS.at(-1)!.capture);
  expect(packets.map(({ flags }) => flags)).toEqual([[], [], ['lost_segment'], [], []]);
});

test('more quoted connections than are kept: the number goes on, the oldest is forgotten', async () => {
  const capture = new TestCapture();
  for (let port = 0; port < MAX_QUOTED_STREAMS; port++) new Talk(capture, { clientPort: port + 1 }).client('S');
  new Talk(capture, { clientPort: 60_000 }).client('S');
  const syns = recordsOf(capture.pcap());
  const quoted = syns.map((packet) => {
    const bytes = ethernet(ipv4(1, icmp(3, payloadOf(packet.bytes))));
    return { ...packet, bytes, originalLength: bytes.length };
  });
  const { analysis } = await analyse(asPcap([...quoted, syns.at(-1)!, syns[0]!]));
  expect(analysis.connections.map(({ id }) => id)).toEqual([MAX_QUOTED_STREAMS, MAX_QUOTED_STREAMS + 1]);
});
