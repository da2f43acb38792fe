import { execFileSync } from 'node:child_process';
import { describe, it, onTestFinished } from 'vitest';
import { MEGABYTE, type Uploaded, uploadInBulk } from '../../support/bulk-upload.ts';
import {
  docker,
  dockerRuntime,
  engineAnswers,
  leftOf,
  makeClientFile,
  NEEDS_ENGINE,
} from '../../support/docker-engine.ts';
import { isRoot } from '../../support/ordinary-user.ts';

/** What the next run will want to be called, and what it is called after that. */
const WANTED = '7e57000001';
const NEXT = '7e57000002';

const NEEDS_OWN_ENGINE = 'root only: an interface of this machine, where the engine is';

describe('a name that the engine has given to somebody else', () => {
  it.for([
    ['network of that name', [`wirelab-${WANTED}`]],
    ['network whose bridge is called so', ['-o', `com.docker.network.bridge.name=wl-${WANTED}`, 'wirelab-test-other']],
  ] as const)('%s: the run takes another name, and the other one stays', async ([, options], { expect, skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const other = await otherNetwork(options);
    const { run, analysed, sent } = await uploadUnder([WANTED, NEXT]);
    expect(run).toMatchObject({ failure: null, captureReady: { interface: `wl-${NEXT}` } });
    expect(analysed.analysis.apps.ftp[0]!.transfers[0]!.content!.sha256).toBe(sent);
    expect(await leftOf(process.pid)).toEqual([]);
    expect(await docker('network', 'inspect', '--format', '{{.Id}}', other)).toBe(other);
  });
});

describe('an interface of the engine’s machine that is called like the bridge', () => {
  it.for([
    ['tap', ['tuntap', 'add', `wl-${WANTED}`, 'mode', 'tap'], NEXT],
    // The engine takes a bridge that is there for the network, and leaves it there afterwards.
    ['bridge', ['link', 'add', `wl-${WANTED}`, 'type', 'bridge'], WANTED],
  ] as const)('%s: the run succeeds, and the interface stays', async ([, command, expected], { expect, skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    skip(!isRoot, NEEDS_OWN_ENGINE);
    execFileSync('ip', command);
    onTestFinished(() => void execFileSync('ip', ['link', 'delete', `wl-${WANTED}`]));
    const { run, analysed, sent } = await uploadUnder([WANTED, NEXT]);
    expect(run).toMatchObject({ failure: null, captureReady: { interface: `wl-${expected}` } });
    expect(analysed.analysis.apps.ftp[0]!.transfers[0]!.content!.sha256).toBe(sent);
    expect(await leftOf(process.pid)).toEqual([]);
    expect(execFileSync('ip', ['link', 'show', `wl-${WANTED}`], { encoding: 'utf8' })).toContain(WANTED);
  });
});

/** One upload by a runtime whose runs are called so, in this order, and the last one again and again. */
function uploadUnder(ids: readonly string[]): Promise<Uploaded> {
  const left = [...ids];
  const newId = (): string => (left.length > 1 ? left.shift()! : left[0]!);
  return uploadInBulk({ runtime: dockerRuntime({ newId }), makeFile: makeClientFile(MEGABYTE) });
}

/** A network of somebody else's, beside the lab's subnet; returns its id. */
async function otherNetwork(options: readonly string[]): Promise<string> {
  const id = await docker('network', 'create', '--internal', '--subnet', '10.251.7.0/24', ...options);
  onTestFinished(async () => void (await docker('network', 'rm', id)));
  return id;
}
