import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FinishedRun, readRun } from '../../support/lab-run.ts';
import {
  asOrdinaryUser,
  isRoot,
  NEEDS_ROOT,
  ordinaryUsersDirectory,
  WIRELAB_FOR_ANYBODY,
} from '../../support/ordinary-user.ts';
import { startProgram, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const VARIANTS = ['base', 'lossy', 'active', 'ipv6', 'active-ipv6'] as const;

function variantOptions(variant: string): string[] {
  return variant === 'base' ? [] : ['--variant', variant];
}

describe.concurrent('the FTP lab on the namespace runtime', () => {
  it.for(VARIANTS)('variant %s: every check holds and the wire agrees with the hosts', async (variant, { expect }) => {
    const directory = join(await temporaryDirectory(), 'run');
    const ended = await wirelab([
      'run',
      'ftp',
      '--runtime',
      'namespace',
      ...variantOptions(variant),
      '--out',
      directory,
    ]);
    expect(ended).toMatchObject({ code: 0, signal: null });
    await expectWholeRun(await readRun(directory), variant);
  });

  it.for(VARIANTS)('variant %s as an ordinary user: the same', async (variant, { expect, skip }) => {
    skip(!isRoot, NEEDS_ROOT);
    const home = await ordinaryUsersDirectory();
    const command = [
      process.execPath,
      WIRELAB_FOR_ANYBODY,
      'run',
      'ftp',
      '--runtime',
      'namespace',
      ...variantOptions(variant),
    ];
    const ended = await startProgram([...asOrdinaryUser(), home, ...command, '--out', `${home}/run`]).ended;
    expect(ended).toMatchObject({ code: 0, signal: null });
    await expectWholeRun(await readRun(join(home, 'run')), variant);
  });
});

async function expectWholeRun({ directory, manifest, analysis }: FinishedRun, variant: string): Promise<void> {
  const lab = { name: 'ftp', variant: variant === 'base' ? null : variant };
  expect(manifest).toMatchObject({ status: 'checks-held', error: null, lab });
  expect(manifest.capture).toMatchObject({ engine: 'libpcap', dropped: 0, whole: true, ended: 'all-closed' });
  expect(manifest.steps.every((step) => step.outcome === (step.expect === 'refusal' ? 'refused' : 'done'))).toBe(true);
  expect(manifest.truth.length).toBeGreaterThan(4);
  expect(manifest.truth.filter((row) => !row.agrees)).toEqual([]);
  await expectTransfers(directory, analysis);
  expectModes(analysis, variant);
  const files = await readdir(directory);
  expect(files).toEqual(
    expect.arrayContaining(['analysis.json', 'capture.pcapng', 'report.html', 'report.md', 'run.json']),
  );
  expect(files).not.toContain('capture.pcap');
}

/** The recovered files are on disk, byte for byte what the hosts sent. */
async function expectTransfers(directory: string, analysis: FinishedRun['analysis']): Promise<void> {
  const transfers = analysis.apps.ftp.flatMap((session) => session.transfers);
  expect(transfers.map((transfer) => transfer.kind)).toEqual(expect.arrayContaining(['upload', 'download', 'listing']));
  for (const { content } of transfers.filter(({ kind }) => kind !== 'listing')) {
    const bytes = await readFile(join(directory, content!.artifact!));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(content!.sha256);
  }
}

const MODES: Record<string, { mode: string; address: RegExp }> = {
  base: { mode: '', address: /^10\./ },
  lossy: { mode: '', address: /^10\./ },
  active: { mode: 'active', address: /^10\./ },
  ipv6: { mode: 'extended-passive', address: /^fd/ },
  'active-ipv6': { mode: 'extended-active', address: /^fd/ },
};

function expectModes(analysis: FinishedRun['analysis'], variant: string): void {
  const { mode, address } = MODES[variant]!;
  for (const connection of analysis.connections) {
    expect(connection.client.address).toMatch(address);
    expect(connection.handshake.kind).toBe('three-way');
    expect(connection.teardown.kind).not.toMatch(/reset|open/);
  }
  const modes = new Set(analysis.apps.ftp.flatMap((session) => session.transfers.map((transfer) => transfer.mode)));
  expect(modes.size).toBe(1);
  if (mode === '') expect([...modes][0]).toMatch(/passive/);
  else expect([...modes]).toEqual([mode]);
}
