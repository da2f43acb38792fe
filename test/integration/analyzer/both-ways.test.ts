/**
 * The fast path only saves time: without it, every verdict, finding and number is the same. It takes segments one by one
 * where somebody listens to packets, else whole records of the file.
 */
import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { expectSameBothWays, type Said } from '../../support/both-ways.ts';
import { ordinaryTalks } from '../../support/ordinary-talks.ts';
import { Talk, TestCapture } from '../../support/packet-builder.ts';
import { randomTalks } from '../../support/random-talks.ts';
import { hasSharedCaptures, sharedCapture, sharedCaptures } from '../../support/shared-captures.ts';

const SEGMENTS = 3000;
/** Of the shared captures, every so many. */
const EVERY = 7;

test.each([1, 2, 3, 4, 5, 6])('random segments, seed %i', async (seed) => {
  await expectSameBothWays(randomTalks(seed * 104_729, SEGMENTS));
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('mostly ordinary segments, seed %i', async (seed) => {
  await expectSameBothWays(ordinaryTalks(seed * 15_485_863, SEGMENTS));
});

const ODD_ONES: Readonly<Record<string, readonly Said[]>> = {
  'a SYN+ACK for more than the SYN': [
    ['client', 'S'],
    ['server', 'SA', '', { ack: 1000 }],
  ],
  'a SYN+ACK for a FIN without ACK': [
    ['client', 'S'],
    ['client', 'F'],
    ['server', 'SA', '', { ack: 2 }],
  ],
  'a SYN+ACK after data without ACK': [
    ['client', '', 'x'],
    ['server', 'SA', '', { ack: 1 }],
  ],
  'a SYN+ACK first': [
    ['server', 'SA', '', { ack: 1 }],
    ['client', 'S'],
    ['client', 'A'],
  ],
  'a SYN with data': [
    ['client', 'S', 'early'],
    ['server', 'SA'],
    ['client', 'A'],
  ],
  'SYNs that cross': [
    ['client', 'S'],
    ['server', 'S'],
    ['client', 'SA', '', { seq: 0 }],
    ['server', 'SA', '', { seq: 0 }],
  ],
  'a SYN after a RST without ACK': [
    ['server', 'R', '', { seq: 0 }],
    ['client', 'S'],
    ['server', 'SA'],
    ['client', 'A'],
  ],
  'a SYN and FIN that end at number 0': [
    ['client', 'SF', '', { seq: -1_000_001 }],
    ['server', 'SA', '', { ack: -999_999 }],
    ['client', 'A', '', { seq: -999_999 }],
  ],
  'a SYN that closes': [
    ['client', 'SF'],
    ['server', 'SA'],
    ['client', 'A'],
  ],
  'a FIN twice, in order': [
    ['client', 'S'],
    ['server', 'SA'],
    ['client', 'FA'],
    ['client', 'FA'],
    ['server', 'A'],
  ],
  'a FIN before the handshake is over': [
    ['client', 'S'],
    ['server', 'SA'],
    ['server', 'FA'],
    ['client', 'FA'],
  ],
};

test.each(Object.entries(ODD_ONES))('%s', async (_, said) => {
  const capture = new TestCapture();
  const talk = new Talk(capture);
  const ordinary: Said[] = [
    ['client', 'PA', 'more'],
    ['server', 'PA', 'answer'],
    ['client', 'FA'],
    ['server', 'FA'],
    ['client', 'A'],
  ];
  for (const [from, flags, data = '', spec = {}] of [...said, ...ordinary]) talk[from](flags, data, spec);
  await expectSameBothWays(capture.pcap());
});

test('the clock goes back by 2 ns between SYN and SYN+ACK', async () => {
  const talk = new Talk().wait(1);
  talk.client('S');
  talk.wait(-0.000_002).server('SA');
  talk.client('A');
  await expectSameBothWays(talk.capture.pcap());
});

const shared = hasSharedCaptures ? sharedCaptures().filter((_, index) => index % EVERY === 0) : [];

test.skipIf(!hasSharedCaptures)(`every ${EVERY}th shared capture`, { timeout: 60_000 }, async () => {
  for (const name of shared) {
    await expectSameBothWays(readFileSync(sharedCapture(name)), name);
  }
});
