import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SERVER_CAPABILITIES } from '../../../src/runtime/docker/network.ts';
import { docker, dockerRuntime, engineAnswers, NEEDS_ENGINE } from '../../support/docker-engine.ts';
import { type FinishedRun, readRun } from '../../support/lab-run.ts';
import {
  type Facts,
  ftpFacts,
  mailFacts,
  readTable,
  tableOf,
  undocumented,
  union,
} from '../../support/server-facts.ts';
import { REPOSITORY, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const DOCUMENT = join(REPOSITORY, 'docs', 'servers.md');
/** With this in the environment the tables are written, out of more runs; else what is seen is looked for in them. */
const WRITE = process.env.WIRELAB_WRITE_SERVERS === '1';
/** What is up to timing shows itself in several runs. */
const ROUNDS = WRITE ? 4 : 1;

interface Case {
  readonly lab: string;
  readonly servers: readonly [own: string, other: string];
  readonly variants: readonly (string | null)[];
  readonly facts: (runs: readonly FinishedRun[]) => Facts;
}

const CASES: readonly Case[] = [
  { lab: 'ftp', servers: ['wirelab (ftp-srv)', 'vsftpd'], variants: [null, 'ipv6', 'active'], facts: ftpFacts },
  { lab: 'mail', servers: ['wirelab', 'postfix'], variants: [null, 'bad-password'], facts: mailFacts },
];

describe('docs/servers.md', () => {
  it.for(CASES)('$lab: the table says what the wire says', { timeout: 600_000 }, async (one, { skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const before = readTable(await tableIn(one.lab));
    const seen = new Map<string, Facts>();
    for (const [index, name] of one.servers.entries()) {
      const runs = await runAll(one, index === 0 ? [] : ['--server', name]);
      seen.set(titleOf(runs, name), one.facts(runs));
    }
    if (WRITE) {
      // What is up to timing was perhaps seen only in earlier runs.
      const all = [...seen].map(([server, facts]) => [server, union(facts, before.get(server) ?? new Map())] as const);
      await replaceTable(one.lab, tableOf(new Map(all)));
    }
    const documented = readTable(await tableIn(one.lab));
    for (const [server, facts] of seen) {
      expect(undocumented(facts, documented.get(server) ?? new Map()), server).toEqual([]);
    }
  });
});

/** Every variant, and the base lab as often as the table wants. */
async function runAll({ lab, variants }: Case, options: readonly string[]): Promise<FinishedRun[]> {
  const runs: FinishedRun[] = [];
  for (const variant of [...variants, ...Array<null>(ROUNDS - 1).fill(null)]) {
    runs.push(await runHeld(lab, [...options, ...(variant === null ? [] : ['--variant', variant])]));
  }
  return runs;
}

/** A lab on Docker whose checks all held, and whose hosts and wire agree. */
async function runHeld(lab: string, options: readonly string[]): Promise<FinishedRun> {
  const directory = join(await temporaryDirectory(), 'run');
  const ended = await wirelab(['run', lab, '--runtime', 'docker', ...options, '--out', directory]);
  expect(ended.stderr).not.toContain('error:');
  const run = await readRun(directory);
  expect(run.manifest.checks.filter((check) => !check.held)).toEqual([]);
  expect(run.manifest.truth.filter((row) => !row.agrees)).toEqual([]);
  expect(run.manifest.capture).toMatchObject({ dropped: 0 });
  return run;
}

function titleOf(runs: readonly FinishedRun[], name: string): string {
  return runs[0]?.manifest.environment.server ?? name;
}

const begin = (lab: string): string => `<!-- ${lab}: written by test/integration/docker/servers.test.ts -->\n`;
const END = '\n<!-- end -->';

async function tableIn(lab: string): Promise<string> {
  const [, table] = await splitDocument(lab);
  return table;
}

async function replaceTable(lab: string, table: string): Promise<void> {
  const [before, , after] = await splitDocument(lab);
  await writeFile(DOCUMENT, before + table + after);
}

async function splitDocument(lab: string): Promise<[before: string, table: string, after: string]> {
  const text = await readFile(DOCUMENT, 'utf8');
  const start = text.indexOf(begin(lab)) + begin(lab).length;
  const end = text.indexOf(END, start);
  return [text.slice(0, start), text.slice(start, end), text.slice(end)];
}

describe('run --server', () => {
  it.for([
    ['ftp', 'vsftpd', 'active-ipv6', /^vsftpd \d+\.\d+/],
    ['mail', 'postfix', 'noauth', /^Postfix \d+\.\d+.*, Dovecot \d+\.\d+/],
    ['mail', 'postfix', 'ipv6', /^Postfix/],
    ['mail', 'postfix', 'pipelining-and-bdat', /^Postfix/],
    ['mail', 'postfix', 'four-segments', /^Postfix/],
  ] as const)(
    '%s with %s, variant %s: every check holds, and run.json has the version that the server says',
    async ([lab, server, variant, version], { skip }) => {
      skip(!engineAnswers, NEEDS_ENGINE);
      const { manifest } = await runHeld(lab, ['--server', server, '--variant', variant, '--student', '张伟']);
      expect(manifest.lab).toMatchObject({ server, variant });
      expect(manifest.environment.server).toMatch(version);
    },
  );

  it('vsftpd: the answers quote its own refusals, and the report says how to have it again', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const { directory, manifest, analysis } = await runHeld('ftp', ['--server', 'vsftpd', '--format', 'md']);
    const refused = analysis.apps.ftp[1]!.refused;
    expect(refused.map(({ command }) => command)).toEqual(['DELE', 'MKD']);
    const answer = manifest.questions.find(({ id }) => id === 'after-rules')!.answer;
    for (const { code, text } of refused) expect(answer.en).toContain(`${code} ${text}`);
    expect(await readFile(join(directory, 'report.md'), 'utf8')).toContain('wirelab run ftp --server vsftpd');
  });

  it('Postfix: the answer to what was added has every header that it and Dovecot put on top', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const { manifest, analysis } = await runHeld('mail', ['--server', 'postfix']);
    const answer = manifest.questions.find(({ id }) => id === 'trace-headers')!.answer;
    const received = analysis.apps.pop3[0]!.messages[0]!.headers.filter(({ name }) => name === 'Received');
    expect(received.map(({ value }) => value)).toEqual([
      expect.stringContaining('LMTP'),
      expect.stringContaining('Postfix'),
    ]);
    // Folded header lines (RFC 5322 §2.2.3) begin with a tab; an answer has each header on one line.
    for (const { value } of received) expect(answer.en).toContain(value.replaceAll('\t', ' '));
  });

  it('entry script: leaves a server the rights that its container was given for it', async () => {
    const script = await readFile(join(REPOSITORY, 'docker/entry.sh'), 'utf8');
    const left = /^SERVER_CAPABILITIES='(.*)'$/m.exec(script)?.[1];
    expect(left).toBe(SERVER_CAPABILITIES.map((capability) => `+${capability.toLowerCase()}`).join());
  });

  it('server container: these rights and no others', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const image = await dockerRuntime().requireImage('servers');
    const given = ['NET_ADMIN', 'SETPCAP', ...SERVER_CAPABILITIES];
    const rights = given.map((capability) => `--cap-add=${capability}`);
    const confined = ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', ...rights];
    const status = await docker('run', '--rm', ...confined, image, 'server', 'cat', '/proc/self/status');
    // capabilities(7): CHOWN 0, SETGID 6, SETUID 7, NET_BIND_SERVICE 10, SYS_CHROOT 18.
    const left = [0, 6, 7, 10, 18]
      .reduce((mask, bit) => mask | (1 << bit), 0)
      .toString(16)
      .padStart(16, '0');
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    for (const kind of ['Prm', 'Eff', 'Bnd']) expect(status).toMatch(new RegExp(`^Cap${kind}:\t${left}$`, 'm'));
  });
});

describe('a --server that can’t be', () => {
  it.for([
    ['of no such name', 2, ['ftp', '--server', 'proftpd'], 'vsftpd'],
    ['in a lab that starts none', 2, ['teardown', '--server', 'vsftpd'], 'starts no server'],
    ['of another lab', 2, ['ftp', '--server', 'postfix'], 'starts no server'],
    ['told to close in its own way', 2, ['mail', '--variant', 'crash', '--server', 'postfix'], 'postfix can’t'],
    ['in namespaces', 3, ['ftp', '--server', 'vsftpd', '--runtime', 'namespace'], '--runtime docker'],
  ] as const)('%s: exit %i says why', async ([, code, args, words], { expect: expects }) => {
    const ended = await wirelab(['run', ...args], { cwd: await temporaryDirectory() });
    expects(ended).toMatchObject({ code, stdout: '' });
    expects(ended.stderr).toContain(words);
  });

  it('no engine, runtime auto: exit 3, and no other runtime is tried', async () => {
    const env = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
    const ended = await wirelab(['run', 'ftp', '--server', 'vsftpd'], { cwd: await temporaryDirectory(), env });
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toContain('no Docker engine answers');
  });

  it('labs and run --help: list what there is', async () => {
    const labs = JSON.parse((await wirelab(['labs', '--json'])).stdout) as { name: string; servers: string[] }[];
    expect(labs.map(({ name, servers }) => `${name}: ${servers.join()}`)).toEqual([
      'ftp: vsftpd',
      'mail: postfix',
      'teardown: ',
    ]);
    expect((await wirelab(['run', '--help'])).stdout).toMatch(/--server[\s\S]*"vsftpd", "postfix"/);
  });
});
