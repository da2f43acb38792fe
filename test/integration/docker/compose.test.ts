import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import type { Analysis } from '../../../src/analyzer/model.ts';
import { dockerRuntime, engineAnswers, NEEDS_ENGINE } from '../../support/docker-engine.ts';
import { until } from '../../support/until.ts';
import { REPOSITORY, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const run = promisify(execFile);
const READY_TIMEOUT_MS = 60_000;
const TEXT = 'typed by hand: 手工输入\n';

/** What a student would type; foreign clients all. */
const COMMANDS = [
  `printf '${TEXT.trimEnd()}\\n' > /tmp/note.txt`,
  'lftp -e "put /tmp/note.txt; quit" -u student,tcp2026 ftp-server',
  'curl -sS --ftp-port - ftp://student:tcp2026@ftp-server/note.txt',
  'swaks --server mail-server --helo client --from student@example.com --to student@example.com ' +
    '--auth PLAIN --auth-user student --auth-password tcp2026 --silent 2',
  'curl -sS pop3://student:tcp2026@mail-server/1',
].join(' && ');

/** A student's directory with the compose file, and the `docker-compose` command in it. */
class Project {
  readonly directory: string;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(directory: string, environment: NodeJS.ProcessEnv) {
    this.directory = directory;
    this.#environment = { ...process.env, ...environment };
  }

  static async make(environment: NodeJS.ProcessEnv): Promise<Project> {
    const directory = await temporaryDirectory();
    await cp(join(REPOSITORY, 'docker-compose.yml'), join(directory, 'docker-compose.yml'));
    const project = new Project(directory, environment);
    onTestFinished(async () => void (await project.compose('down')));
    return project;
  }

  get capture(): string {
    return join(this.directory, 'captures', 'lab.pcap');
  }

  /** Returns what it printed; rejects with what it said when it failed. */
  async compose(...args: string[]): Promise<string> {
    return (await run('docker-compose', args, { cwd: this.directory, env: this.#environment })).stdout;
  }

  async up(): Promise<void> {
    await this.compose('up', '-d');
    await until('servers and capture are ready', READY_TIMEOUT_MS, async () => {
      const logs = await this.compose('logs', '--no-color');
      const signs = [/capture.*"event":"ready"/, /ftp-server.* ready$/m, /mail-server.* ready$/m];
      return signs.every((sign) => sign.test(logs)) || undefined;
    });
  }

  type(commands: string): Promise<string> {
    return this.compose('exec', '-T', 'client', 'sh', '-c', commands);
  }
}

async function analysisOf({ capture }: Project): Promise<Analysis> {
  return JSON.parse((await wirelab(['analyze', capture, '--json'])).stdout) as Analysis;
}

it('docker-compose.yml, used by foreign clients: the capture is reported', { timeout: 300_000 }, async ({ skip }) => {
  skip(!engineAnswers, NEEDS_ENGINE);
  await dockerRuntime().requireImage('client');
  const project = await Project.make({ COMPOSE_PROJECT_NAME: 'wirelab-test' });
  await project.up();
  expect(await project.type(COMMANDS)).toContain(TEXT);
  await project.compose('down');

  const analysis = await analysisOf(project);
  expect(analysis.apps.ftp.flatMap((session) => session.credentials)).toContainEqual(
    expect.objectContaining({ user: 'student', password: 'tcp2026' }),
  );
  expect(analysis.apps.smtp).toHaveLength(1);
  expect(analysis.apps.pop3).toHaveLength(1);
  const report = join(project.directory, 'report');
  expect(await wirelab(['report', project.capture, '--format', 'md', '--out', report])).toMatchObject({ code: 0 });
  expect(await readFile(join(report, 'report.md'), 'utf8')).toContain('tcp2026');
});

it('a second one on the engine: refused on the same subnet, beside the first one on another; each captures its own', {
  timeout: 300_000,
}, async ({ skip }) => {
  skip(!engineAnswers, NEEDS_ENGINE);
  await dockerRuntime().requireImage('client');
  const first = await Project.make({ COMPOSE_PROJECT_NAME: 'wirelab-test' });
  const clashing = await Project.make({ COMPOSE_PROJECT_NAME: 'wirelab-test-2' });
  const second = await Project.make({ COMPOSE_PROJECT_NAME: 'wirelab-test-3', WIRELAB_NET: '203' });
  await first.up();
  await expect(clashing.compose('up', '-d')).rejects.toThrow('Pool overlaps with other one on this address space');
  await second.up();
  await second.type(COMMANDS);
  await Promise.all([first.compose('down'), second.compose('down')]);

  expect((await analysisOf(first)).capture.tcpPackets).toBe(0);
  const { apps } = await analysisOf(second);
  expect(apps.smtp).toHaveLength(1);
});
