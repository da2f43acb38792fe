import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import type { CaptureEngineName } from '../../../src/capture/protocol.ts';
import { analyseCapture } from '../../../src/controller/analyse-capture.ts';
import { ArtifactDirectory } from '../../../src/controller/artifact-directory.ts';
import { makeRunDirectory } from '../../../src/controller/run-directory.ts';
import { type LabRun, runLab } from '../../../src/controller/run-lab.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import { resolveLab } from '../../../src/lab/resolve.ts';
import { NamespaceRuntime } from '../../../src/runtime/namespace/namespace-runtime.ts';
import { REPOSITORY, temporaryDirectory } from '../../support/wirelab.ts';

const LARGE_BYTES = 300 * 1024 * 1024;
const SMALL_BYTES = 1024 * 1024;

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
  - { id: upload, on: client, do: ftp.upload, title: { en: d, zh: d }, with: { local: big.bin, remote: big.bin }, timeoutSeconds: 90 }
  - { id: quit, on: client, do: ftp.quit, title: { en: e, zh: e } }
`;

describe('a bulk upload over the bridge', () => {
  it('300 MB, libpcap: nothing is dropped, or the drops are counted', async ({ expect }) => {
    const { run, analysed, sent } = await upload(LARGE_BYTES, 'libpcap');
    expect(run).toMatchObject({ failure: null, captureEnded: 'all-closed' });
    expect(run.counters!.dropped).not.toBeNull();
    expect(run.counters!.received).toBe(analysed.analysis.capture.packets);
    const { content } = analysed.analysis.apps.ftp[0]!.transfers[0]!;
    // What the wire does not show is said to be missing, byte by byte; a whole capture shows the very file.
    expect(content!.size + content!.missing).toBe(LARGE_BYTES);
    if (run.counters!.dropped === 0) expect(content!.sha256).toBe(sent);
    expect(analysed.largestFrame).toBeLessThanOrEqual(1514);
  });

  it('1 MB at a pace that it can keep, cap: captured whole, and the engine says that it cannot count drops', async ({
    expect,
  }) => {
    const { run, analysed, sent } = await upload(SMALL_BYTES, 'cap', '20mbit');
    expect(run).toMatchObject({
      failure: null,
      counters: { dropped: null },
      captureReady: { timestamps: 'user-space' },
    });
    expect(run.counters!.received).toBe(analysed.analysis.capture.packets);
    expect(analysed.analysis.apps.ftp[0]!.transfers[0]!.content!.sha256).toBe(sent);
  });

  it('1 MB on a network of 8 Mbit/s: the wire is no faster than that', async ({ expect }) => {
    const { run, analysed } = await upload(SMALL_BYTES, 'libpcap', `${RATE_BPS / 1_000_000}mbit`);
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

async function upload(bytes: number, engine: CaptureEngineName, rate?: string): Promise<Uploaded> {
  const directory = await makeRunDirectory('bulk', join(await temporaryDirectory(), 'run'), new Date());
  await mkdir(join(directory.hosts, 'client'));
  await using file = await open(join(directory.hosts, 'client', 'big.bin'), 'w');
  await file.truncate(bytes);
  const dist = join(REPOSITORY, 'dist');
  const run = await runLab({
    plan: resolveLab(parseLab(rate ? LAB.replace('subnet:', `rate: ${rate}, subnet:`) : LAB, 'bulk.yaml'), {
      variant: null,
      student: null,
      seed: null,
      labHash: '',
    }),
    runtime: new NamespaceRuntime({ agent: join(dist, 'agent.js'), capture: join(dist, 'capture.js') }),
    directory,
    runId: 'bulk',
    engine,
    signal: new AbortController().signal,
    progress: { phaseStarted() {}, phaseEnded() {}, stepStarted() {}, stepEnded() {}, note() {} },
  });
  const artifacts = new ArtifactDirectory(directory.artifacts, { relativeTo: directory.path });
  const analysed = await analyseCapture({ path: directory.rawCapture, file: 'bulk', names: new Map(), artifacts });
  const sent = run.steps.find(({ id }) => id === 'upload')?.truth.find(({ kind }) => kind === 'ftp.upload')?.sha256;
  return { run, analysed, sent };
}
