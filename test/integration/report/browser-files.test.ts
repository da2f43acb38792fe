/** What Chromium needs for a PDF lies in the temporary directory only as long as it runs. */
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { hasChromium } from '../../support/browser.ts';
import { largeCapture } from '../../support/large-capture.ts';
import { until } from '../../support/until.ts';
import { startWirelab, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const WITHIN_MS = 30_000;

describe.skipIf(!hasChromium)('a PDF is made', () => {
  let directory = '';
  let temporary = '';
  let args: string[] = [];

  beforeEach(async () => {
    directory = await temporaryDirectory();
    temporary = await temporaryDirectory();
    const capture = join(directory, 'small.pcap');
    await writeFile(capture, largeCapture({ connections: 2, segments: 4, payloadBytes: 700 }));
    args = ['report', capture, '--format', 'pdf', '--out', directory];
  });

  it('it is there: nothing is left in the temporary directory', async () => {
    expect(await wirelab(args, { env: { TMPDIR: temporary } })).toMatchObject({ code: 0 });
    expect(await readdir(temporary)).toEqual([]);
  });

  it('wirelab is killed while Chromium runs: Chromium ends, and its directory goes with it', async () => {
    const { child, ended } = startWirelab(args, { env: { TMPDIR: temporary } });
    await until('Chromium has a profile', WITHIN_MS, async () => {
      const [own] = await readdir(temporary);
      return own !== undefined && existsSync(join(temporary, own, 'profile')) ? true : undefined;
    });
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(join(directory, 'report.pdf'))).toBe(false);
    await until('nothing is left', WITHIN_MS, async () => ((await readdir(temporary)).length === 0 ? true : undefined));
  });

  it('no temporary directory: exit 3, and what to set', async () => {
    const ended = await wirelab([...args, '--lang', 'en'], { env: { TMPDIR: join(temporary, 'none') } });
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(
      /cannot write to the temporary directory .*none: there is no such .*\nhint: set TMPDIR/,
    );
  });
});
