import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyseCapture } from '../../../src/controller/analyse-capture.ts';
import { ArtifactDirectory } from '../../../src/controller/artifact-directory.ts';
import { makeRunDirectory } from '../../../src/controller/run-directory.ts';
import { type LabRun, runLab } from '../../../src/controller/run-lab.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import { resolveLab } from '../../../src/lab/resolve.ts';
import { dockerRuntime, engineAnswers, NEEDS_ENGINE } from '../../support/docker-engine.ts';
import { temporaryDirectory } from '../../support/wirelab.ts';

const MEGABYTE = 1024 * 1024;
const RATE_BPS = 8_000_000;

const LAB = `
lab: 1
name: bulk
title: { en: bulk, zh: 大文件 }
text: { en: one large upload, zh: 一次大文件上传 }
network: { family: ipv4, subnet: 10.21.0.0/24 }
hosts:
  server: { title: { en: server, zh: 服务器 } }
  client: { title: { en: client, zh: 客户机 } }
steps:
  - { id: site, on: server, do: ftp-server.start, title: { en: a, zh: a }, with: { users: [{ name: u, password: p }] } }
  - { id: connect, on: client, do: ftp.connect, title: { en: b, zh: b }, with: { host: $(hosts.server.address) } }
  - { id: login, on: client, do: ftp.login, title: { en: c, zh: c }, with: { user: u, password: p } }
  - { id: upload, on: client, do: ftp.upload, title: { en: d, zh: d }, with: { local: big.bin, remote: big.bin }, timeoutSeconds: 120 }
  - { id: quit, on: client, do: ftp.quit, title: { en: e, zh: e } }
`;

describe('a bulk upload between containers', () => {
  it('300 MB: nothing is dropped, or the drops are counted', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const { run, analysed, sent } = await upload(300 * MEGABYTE, LAB);
    expect(run).toMatchObject({ failure: null, captureEnded: 'all-closed' });
    expect(run.counters!.dropped).not.toBeNull();
    expect(run.counters!.received).toBe(analysed.analysis.capture.packets);
    const { content } = analysed.analysis.apps.ftp[0]!.transfers[0]!;
    // Where the last segments were dropped, nothing on the wire tells how long the file was.
    expect(content!.size + content!.missing).toBeLessThanOrEqual(300 * MEGABYTE);
    if (run.counters!.dropped === 0) expect(content!.sha256).toBe(sent);
    expect(analysed.largestFrame).toBeLessThanOrEqual(1514);
  });

  it('1 MB on a network of 8 Mbit/s: the wire is no faster than that', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const { run, analysed } = await upload(MEGABYTE, LAB.replace('subnet:', `rate: ${RATE_BPS / 1e6}mbit, subnet:`));
    expect(run.failure).toBeNull();
    const { dataConnection } = analysed.analysis.apps.ftp[0]!.transfers[0]!;
    const { bytes, durationMs } = analysed.analysis.connections.find(({ id }) => id === dataConnection)!;
    const bitsPerSecond = (bytes.client * 8 * 1_000) / durationMs;
    // The token bucket lets its burst of a hundredth of a second through at once.
    expect(bitsPerSecond).toBeLessThan(RATE_BPS * 1.02);
    expect(bitsPerSecond).toBeGreaterThan(RATE_BPS / 2);
  });
});

interface Uploaded {
  run: LabRun;
  analysed: Awaited<ReturnType<typeof analyseCapture>>;
  /** sha256 of what the client says it sent. */
  sent: unknown;
}

async function upload(bytes: number, lab: string): Promise<Uploaded> {
  const runtime = dockerRuntime();
  const file = parseLab(lab, 'bulk.yaml');
  const choice = { variant: null, student: null, seed: null, labHash: '' };
  await using lease = await runtime.leaseSubnet({ lab: 'bulk', network: resolveLab(file, choice).network });
  const directory = await makeRunDirectory('bulk', join(await temporaryDirectory(), 'run'), new Date());
  const run = await runLab({
    plan: resolveLab(file, { ...choice, subnet: lease.subnet }),
    runtime,
    directory,
    runId: directory.path,
    engine: 'libpcap',
    signal: new AbortController().signal,
    progress: {
      phaseStarted() {},
      phaseEnded() {},
      // A file of that size is made where it is needed, in the client's memory.
      stepStarted: ({ id }) => id === 'upload' && makeFile(directory.path, bytes),
      stepEnded() {},
      note() {},
    },
  });
  const artifacts = new ArtifactDirectory(directory.artifacts, { relativeTo: directory.path });
  const analysed = await analyseCapture({ path: directory.rawCapture, file: 'bulk', names: new Map(), artifacts });
  const sent = run.steps.find(({ id }) => id === 'upload')?.truth.find(({ kind }) => kind === 'ftp.upload')?.sha256;
  return { run, analysed, sent };
}

function makeFile(runId: string, bytes: number): void {
  const filters = [`label=wirelab.directory=${runId}`, 'label=wirelab.role=client'].flatMap((one) => ['--filter', one]);
  const client = execFileSync('docker', ['ps', '--quiet', ...filters], { encoding: 'utf8' }).trim();
  execFileSync('docker', ['exec', '--user', '1000', client, 'truncate', '--size', String(bytes), '/lab/big.bin']);
}
