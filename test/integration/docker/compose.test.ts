import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
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

it('docker-compose.yml, used by foreign clients: the capture is reported', { timeout: 300_000 }, async ({
  skip,
  onTestFinished,
}) => {
  skip(!engineAnswers, NEEDS_ENGINE);
  await dockerRuntime().requireImage('client');
  const project = await temporaryDirectory();
  await cp(join(REPOSITORY, 'docker-compose.yml'), join(project, 'docker-compose.yml'));
  const compose = async (...args: string[]): Promise<string> =>
    (await run('docker-compose', args, { cwd: project, env: { ...process.env, COMPOSE_PROJECT_NAME: 'wirelab-test' } }))
      .stdout;
  onTestFinished(async () => void (await compose('down')));

  await compose('up', '-d');
  await until('servers and capture are ready', READY_TIMEOUT_MS, async () => {
    const logs = await compose('logs', '--no-color');
    const signs = [/capture.*"event":"ready"/, /ftp-server.* ready$/m, /mail-server.* ready$/m];
    return signs.every((sign) => sign.test(logs)) || undefined;
  });
  const output = await compose('exec', '-T', 'client', 'sh', '-c', COMMANDS);
  expect(output).toContain(TEXT);
  await compose('down');

  const capture = join(project, 'captures', 'lab.pcap');
  const analysis = JSON.parse((await wirelab(['analyze', capture, '--json'])).stdout);
  expect(analysis.apps.ftp.flatMap((session: { credentials: unknown[] }) => session.credentials)).toContainEqual(
    expect.objectContaining({ user: 'student', password: 'tcp2026' }),
  );
  expect(analysis.apps.smtp).toHaveLength(1);
  expect(analysis.apps.pop3).toHaveLength(1);
  const reported = await wirelab(['report', capture, '--format', 'md', '--out', join(project, 'report')]);
  expect(reported).toMatchObject({ code: 0 });
  expect(await readFile(join(project, 'report', 'report.md'), 'utf8')).toContain('tcp2026');
});
