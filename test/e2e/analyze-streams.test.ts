import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY, temporaryDirectory, wirelab } from '../support/wirelab.ts';

const CAPTURE = join(REPOSITORY, '..', 'shared', 'captures', 'arkime', 'smtp-zip.pcap');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe.skipIf(!existsSync(CAPTURE))('wirelab analyze, a stream with a mail', () => {
  it('--follow 0: the dialogue, each line with its speaker', async () => {
    const ended = await wirelab(['analyze', CAPTURE, '--follow', '0']);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toBe('');
    expect(ended.stdout).toMatch(/^S: 220 .*\nC: EHLO .*\nS: 250-/);
    expect(ended.stdout).toMatch(/\nC: \.\nS: 250 .*\nC: QUIT\nS: 221 .*\n$/);
    expect(ended.stdout).not.toContain('\u001b');
  });

  it('--follow of a stream that is not there: exit status 2, says which there are', async () => {
    const ended = await wirelab(['analyze', CAPTURE, '--follow', '9']);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toMatch(/stream 9 is not in the capture[\s\S]*0 to 0/);
  });

  it('--follow with --json: refused', async () => {
    const ended = await wirelab(['analyze', CAPTURE, '--follow', '0', '--json']);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
  });

  it('--extract twice: each file listed with its hash, nothing overwritten', async () => {
    const directory = join(await temporaryDirectory(), 'out');
    const first = await wirelab(['analyze', CAPTURE, '--extract', directory]);
    const second = await wirelab(['analyze', CAPTURE, '--extract', directory, '--json']);
    expect([first.code, second.code]).toEqual([0, 0]);
    expect((await readdir(directory)).sort()).toEqual(['a-2.zip', 'a.zip', 'smtp-0-1-2.eml', 'smtp-0-1.eml']);
    for (const name of ['a.zip', 'smtp-0-1.eml']) {
      const bytes = await readFile(join(directory, name));
      expect(first.stdout).toContain(`${bytes.length}  ${sha256(bytes)}  ${name}\n`);
    }
    const [message] = (JSON.parse(second.stdout) as { apps: { smtp: { messages: unknown[] }[] } }).apps.smtp[0]!
      .messages;
    expect(message).toMatchObject({ content: { artifact: 'smtp-0-1-2.eml' }, attachments: [{ artifact: 'a-2.zip' }] });
  });

  it('--extract into a file: exit status 2', async () => {
    const ended = await wirelab(['analyze', CAPTURE, '--extract', CAPTURE]);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });
});
