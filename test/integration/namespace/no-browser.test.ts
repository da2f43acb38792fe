import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRun } from '../../support/lab-run.ts';
import { temporaryDirectory, wirelab } from '../../support/wirelab.ts';

it('a PDF where there is no browser: exit 3, the run is whole, and every other report is there', async () => {
  const directory = join(await temporaryDirectory(), 'run');
  const run = ['run', 'ftp', '--runtime', 'namespace', '--lang', 'en', '--out', directory, '--format', 'pdf,html,md'];
  const ended = await wirelab(run, { env: { CHROME_PATH: '/nonexistent/chromium' } });
  expect(ended).toMatchObject({ code: 3 });
  expect(ended.stderr).toContain('no Chromium or Chrome was found');
  const { manifest } = await readRun(directory);
  expect(manifest).toMatchObject({ status: 'checks-held', error: null });
  const names = await readdir(directory);
  expect(names).toEqual(expect.arrayContaining(['capture.pcapng', 'report.html', 'report.md']));
  expect(names).not.toContain('report.pdf');
  expect(names).not.toContain('.reserve');
});
