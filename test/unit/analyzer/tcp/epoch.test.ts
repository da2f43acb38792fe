/** Captures whose times begin at 1970-01-01 00:00:00, as test tools write them. */
import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { asPcap, recordsOf } from '../../../support/capture-formats.ts';
import { Talk } from '../../../support/packet-builder.ts';

const FIRST_SECOND = 1_700_000_000;

/** The second of three segments comes last, 1 ms after the third; the round trip took 0.1 ms. */
function reordered(seconds: number): Uint8Array {
  const talk = new Talk().open(0.08);
  talk.wait(1).client('PA', 'a'.repeat(10));
  talk.wait(0.01).client('PA', 'c'.repeat(10), { seq: 21 });
  talk.wait(1).client('PA', 'b'.repeat(10), { seq: 11 });
  const records = recordsOf(talk.capture.pcap());
  return asPcap(records.map((record) => ({ ...record, seconds: record.seconds - FIRST_SECOND + seconds })));
}

test.each([
  ['any other time: later than its round trip, a retransmission', 1, ['retransmission']],
  ['the epoch itself: no round trip is known, and 1 ms is out of order', 0, ['out_of_order']],
])('SYN at %s, as in tshark 4.4', async (_, seconds, flags) => {
  const { packets } = await analyse(reordered(seconds));
  expect(packets.at(-1)).toMatchObject({ seq: 11, flags });
});
