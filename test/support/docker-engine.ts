import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { isUsable } from '../../src/cli/runtimes.ts';
import type { RunDirectory } from '../../src/controller/run-directory.ts';
import { DockerRuntime, type DockerRuntimeOptions } from '../../src/runtime/docker/docker-runtime.ts';
import { BULK_FILE } from './bulk-upload.ts';
import { REPOSITORY } from './wirelab.ts';

const run = promisify(execFile);

export const NEEDS_ENGINE = 'no Docker engine answers: test/support/docker-engine.sh start';

export const dockerRuntime = (options: Partial<DockerRuntimeOptions> = {}): DockerRuntime =>
  new DockerRuntime({ packageDirectory: REPOSITORY, ...options });

/** Does an engine answer here? Docker's tests are skipped, visibly, where none does. */
export const engineAnswers = await isUsable(dockerRuntime());

/** The `docker` command, as people have it; returns what it printed. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** Everything that a wirelab process made and that is still on the engine, by that process's number. */
export async function leftOf(pid: number): Promise<string[]> {
  const filter = ['--filter', `label=wirelab.owner=${pid}`, '--format', '{{.ID}}'];
  const [containers, networks] = await Promise.all([
    docker('ps', '--all', ...filter),
    docker('network', 'ls', ...filter),
  ]);
  return [...containers.split('\n'), ...networks.split('\n')].filter((id) => id !== '');
}

/** The network of a wirelab process that is being made or in use. */
export async function networkOf(pid: number): Promise<string | undefined> {
  const ids = await docker('network', 'ls', '--filter', `label=wirelab.owner=${pid}`, '--format', '{{.ID}}');
  return ids.split('\n')[0] || undefined;
}

/** Ids of the running containers of a wirelab process, by their part in the lab. */
export async function containersOf(pid: number): Promise<Map<string, string>> {
  const lines = await docker(
    'ps',
    '--filter',
    `label=wirelab.owner=${pid}`,
    '--format',
    '{{.Label "wirelab.role"}} {{.ID}}',
  );
  return new Map(
    lines
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ') as [string, string]),
  );
}

/** For `uploadInBulk`: a file of that size is made where it is needed, in the client's memory. */
export function makeClientFile(bytes: number): (directory: RunDirectory) => void {
  return ({ path }) => {
    const filters = [`label=wirelab.directory=${path}`, 'label=wirelab.role=client'].flatMap((one) => [
      '--filter',
      one,
    ]);
    const client = execFileSync('docker', ['ps', '--quiet', ...filters], { encoding: 'utf8' }).trim();
    const truncate = ['truncate', '--size', String(bytes), `/lab/${BULK_FILE}`];
    execFileSync('docker', ['exec', '--user', '1000', client, ...truncate]);
  };
}
