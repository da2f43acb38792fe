import { join } from 'node:path';
import type { CaptureEngineName } from '../../src/capture/protocol.ts';
import { analyseCapture } from '../../src/controller/analyse-capture.ts';
import { ArtifactDirectory } from '../../src/controller/artifact-directory.ts';
import { makeRunDirectory, type RunDirectory } from '../../src/controller/run-directory.ts';
import { type LabRun, runLab } from '../../src/controller/run-lab.ts';
import { RunLog } from '../../src/controller/run-log.ts';
import { parseLab } from '../../src/lab/parse.ts';
import { resolveLab } from '../../src/lab/resolve.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { temporaryDirectory } from './wirelab.ts';

export const MEGABYTE = 1024 * 1024;

/** The file that the client uploads, in its directory. */
export const BULK_FILE = 'big.bin';

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
  - { id: upload, on: client, do: ftp.upload, title: { en: d, zh: d }, with: { local: ${BULK_FILE}, remote: ${BULK_FILE} }, timeoutSeconds: 120 }
  - { id: quit, on: client, do: ftp.quit, title: { en: e, zh: e } }
`;

export interface BulkUpload {
  readonly runtime: Runtime;
  /** Puts `BULK_FILE` where the client has its files; called when the client runs. */
  readonly makeFile: (directory: RunDirectory) => void;
  readonly engine?: CaptureEngineName;
  /** In tc's words, such as `8mbit`; as fast as the machine can where not given. */
  readonly rate?: string;
}

export interface Uploaded {
  readonly run: LabRun;
  readonly directory: RunDirectory;
  readonly analysed: Awaited<ReturnType<typeof analyseCapture>>;
  /** sha256 of what the client says it sent. */
  readonly sent: unknown;
}

/** One file by FTP over a lab network, captured and analysed; throws where the network can't be had at all. */
export async function uploadInBulk({ runtime, makeFile, engine = 'libpcap', rate }: BulkUpload): Promise<Uploaded> {
  const file = parseLab(rate ? LAB.replace('subnet:', `rate: ${rate}, subnet:`) : LAB, 'bulk.yaml');
  const choice = { variant: null, student: null, seed: null, labHash: '' };
  await using lease = await runtime.leaseSubnet({ lab: 'bulk', network: resolveLab(file, choice).network });
  const directory = await makeRunDirectory('bulk', join(await temporaryDirectory(), 'run'), new Date());
  const run = await runLab({
    plan: resolveLab(file, { ...choice, subnet: lease.subnet }),
    runtime,
    directory,
    runId: directory.path,
    log: new RunLog(directory.log),
    engine,
    signal: new AbortController().signal,
    progress: {
      phaseStarted() {},
      phaseEnded() {},
      stepStarted: ({ id }) => id === 'upload' && makeFile(directory),
      stepEnded() {},
      note() {},
    },
  });
  const artifacts = new ArtifactDirectory(directory.artifacts, { relativeTo: directory.path });
  const analysed = await analyseCapture({ path: directory.rawCapture, file: 'bulk', names: new Map(), artifacts });
  const sent = run.steps.find(({ id }) => id === 'upload')?.truth.find(({ kind }) => kind === 'ftp.upload')?.sha256;
  return { run, directory, analysed, sent };
}

/**
 * The most that a file of `bytes` bytes may be said to have, found and missing together. Where the last segments were
 * dropped, nothing on the wire tells how long it was; a FIN that was dropped leaves a sequence number (RFC 9293 §3.4) that
 * is told from a byte by nothing.
 */
export function mostBytesTold({ analysed: { analysis } }: Uploaded, bytes: number): number {
  const { dataConnection } = analysis.apps.ftp[0]!.transfers[0]!;
  const { teardown } = analysis.connections.find(({ id }) => id === dataConnection)!;
  const finSeen = teardown.segments.some(({ from, role }) => from === 'client' && role.startsWith('fin'));
  return bytes + (finSeen ? 0 : 1);
}

/** How fast the file went over the wire. */
export function bitsPerSecondOf({ analysed: { analysis } }: Uploaded): number {
  const { dataConnection } = analysis.apps.ftp[0]!.transfers[0]!;
  const { bytes, durationMs } = analysis.connections.find(({ id }) => id === dataConnection)!;
  return (bytes.client * 8 * 1_000) / durationMs;
}
