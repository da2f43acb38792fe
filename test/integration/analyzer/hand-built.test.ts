/** What the unit tests hold to be Wireshark's way with packets made by hand, asked of tshark 4.4; skipped where it is not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QUOTATIONS } from '../../support/quotations.ts';
import { DIALOGUES } from '../../support/socks-dialogues.ts';
import { hasTshark44, ourLines, tsharkLines } from '../../support/tshark44.ts';
import { GREETINGS } from '../../support/vnc-greetings.ts';
import { FABRIC_PATH, WRAPPINGS } from '../../support/wrappings.ts';

const PATIENCE_MS = 60_000;

const CAPTURES: readonly (readonly [title: string, capture: Uint8Array])[] = [
  ...QUOTATIONS,
  ...GREETINGS,
  ...DIALOGUES,
  ...WRAPPINGS,
  { title: 'FabricPath', capture: FABRIC_PATH },
].map(({ title, capture }) => [title, capture]);

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'wirelab-hand-built-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

test.skipIf(!hasTshark44).each(CAPTURES)(
  '%s: tshark’s streams, numbers and flags',
  { timeout: PATIENCE_MS },
  async (_, capture) => {
    const file = join(directory, 'capture.pcap');
    writeFileSync(file, capture);
    const lines = tsharkLines(file, 'tcp && !icmp && !icmpv6');
    expect(lines).not.toEqual([]);
    expect(await ourLines(capture)).toEqual(lines);
  },
);
