import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startProgram, temporaryDirectory, WIRELAB, wirelab } from '../support/wirelab.ts';

/** Arguments, what the message must say, and whether it must say what to do. */
const BAD_ARGUMENTS: readonly [string[], RegExp][] = [
  [[], /^error: no command was given\nhint: .*wirelab --help/],
  [['nonsense'], /nonsense|command/i],
  [['run'], /^error: arguments are missing: 0 given, 1 needed\nhint: wirelab run ftp .*ftp, mail, teardown/],
  [['rum', 'ftp'], /there is no command "rum", did you mean "run"\?[\s\S]*run, analyze/],
  [['run', 'ftpp'], /there is no lab "ftpp", did you mean "ftp"\?/],
  [['run', '.'], /the directory \. holds no lab\.yaml[\s\S]*ftp, mail, teardown/],
  [['run', '/dev/null/lab.yaml'], /there is no lab file \/dev\/null\/lab.yaml/],
  [['run', 'ftp', 'mail'], /not understood: mail\nhint: one lab at a time/],
  [['run', 'FTP'], /there is no lab "FTP", did you mean "ftp"\?/],
  [['run', 'ftp', '--out', '/proc/runs/one'], /cannot make the run directory \/proc\/runs\/one: there is no such/],
  [['run', 'ftp', '--out', '/dev/null/one'], /cannot make the run directory .*not a directory/],
  [['run', 'no-such-lab'], /there is no lab "no-such-lab"[\s\S]*ftp/],
  [['run', 'no-such-lab.yaml'], /there is no lab file no-such-lab.yaml/],
  [['run', 'ftp', '--variant', 'nope'], /no variant "nope"[\s\S]*active/],
  [
    ['run', 'ftp', '--runtime', 'vmware'],
    /^error: --runtime can’t be "vmware"; choose one of "auto", "namespace", "docker"/,
  ],
  [['run', 'ftp', '--format', 'rtf'], /unknown report format 'rtf'[\s\S]*html/],
  [['run', 'ftp', '--lang', 'fr'], /lang/],
  [['run', 'ftp', '--seed'], /seed/],
  [['run', 'ftp', '--seed', 'a', '--seed', 'b'], /--seed is given twice/],
  [['run', 'ftp', '--frobnicate'], /not understood: --frobnicate\nhint: wirelab run --help/],
  [['run', 'ftp', '--fromat', 'pdf'], /not understood: --fromat, did you mean "--format"\?/],
  [['image', 'bild'], /^error: action can’t be "bild"; choose one of "build"/],
  [['analyze'], /wirelab analyze capture\.pcapng/],
  [['analyze', 'a.pcap', 'b.pcap'], /not understood: b\.pcap\nhint: one capture at a time; mergecap/],
  [['analyze', '--jsn', 'a.pcap'], /not understood: --jsn, did you mean "--json"\?/],
  [['analyze', ''], /the path is empty/],
  [['analyze', 'a.pcap', '--extract', ''], /--extract needs a value/],
  [['report', 'a.pcap', '--out', ''], /--out needs a value/],
  [['run', 'ftp', '--out', ''], /--out needs a value/],
  [['analyze', 'a.pcap', '-q'], /not understood: -q\n/],
  [['analyze', '/no/such/file.pcap'], /no\/such\/file\.pcap: there is no such file/],
  [['analyze', '/'], /director/i],
  [['report', '/no/such/run'], /no\/such\/run/],
];

describe.concurrent('bad usage', () => {
  it.for(BAD_ARGUMENTS)('wirelab %j: exit status 2 and a message that helps', async ([args, message], { expect }) => {
    const ended = await wirelab(args, { cwd: await temporaryDirectory() });
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).not.toMatch(/^\s+at |ENOENT|ENOTDIR/m);
  });

  it.for(BAD_ARGUMENTS)('wirelab %j in Chinese: no English sentence', async ([args], { expect }) => {
    const language = args.includes('--lang') ? [] : ['--lang', 'zh'];
    const words = args.length === 0 ? language : [args[0]!, ...args.slice(1), ...language];
    const ended = await wirelab(words, { cwd: await temporaryDirectory(), env: { LC_ALL: 'zh_CN.UTF-8' } });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^错误：/);
    // Names, paths and commands stay; three English words in a row would be a sentence.
    expect(ended.stderr.replaceAll(/`[^`]*`|wirelab .*/g, '')).not.toMatch(/[a-z]{2,} [a-z]{2,} [a-z]{2,}/);
  });

  it('an --out that is not empty: refused, and nothing in it is touched', async ({ expect }) => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'mine.txt'), 'precious');
    const ended = await wirelab(['run', 'ftp', '--runtime', 'namespace', '--out', directory]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('is not empty');
  });
});

const BAD_LABS: readonly [string, string, RegExp][] = [
  ['not YAML', 'title: [unclosed', /lab\.yaml:\d+:\d+/],
  ['empty', '', /lab\.yaml/],
  [
    'another kind of file',
    '\xd4\xc3\xb2\xa1\x02\x00',
    /lab\.yaml is not a text file in UTF-8\nhint: a lab file is YAML/,
  ],
  ['a text with control characters', 'lab: 1\nname: a\x00b\n', /lab\.yaml is not a text file/],
  ['nothing of what is needed', 'title: x\n', /lab\.yaml:1:\d+[\s\S]*expected/],
];

describe.concurrent('a bad lab file', () => {
  it.for(BAD_LABS)('%s: exit status 2, and where and what was expected', async ([, text, message], { expect }) => {
    const directory = join(await temporaryDirectory(), 'lab');
    await mkdir(directory);
    await writeFile(join(directory, 'lab.yaml'), text, 'latin1');
    const ended = await wirelab(['run', join(directory, 'lab.yaml')]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(message);
  });
});

const PLAIN_GZIP = gzipSync('not a capture at all');

/** What it is, and what the message must say. */
const BAD_CAPTURES: readonly [string, Uint8Array, RegExp][] = [
  ['an empty file', new Uint8Array(0), /the file is empty\nhint: wirelab reads/],
  ['a text', new TextEncoder().encode('not a capture at all'), /neither pcap nor pcapng\nhint: wirelab reads/],
  ['gzip that ends at once', Uint8Array.of(0x1f, 0x8b, 8, 0), /gzip/],
  ['a text inside gzip', PLAIN_GZIP, /something else inside gzip.*\nhint: tar xf 'it'\\''s\.pcap'/],
  ['a ZIP archive', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0), /neither.*, but a ZIP archive\nhint: unzip /],
  ['an xz file', Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0), /an xz file\nhint: xz -dc .* \| wirelab \w+ -$/m],
  ['a tar archive', tarHead(), /a tar archive\nhint: tar xf /],
  ['a snoop capture', new TextEncoder().encode('snoop\0\0\0\0\0\0\x02'), /a snoop capture\nhint: editcap -F pcapng /],
];

/** The name in the first 100 bytes, `ustar` at 257. */
function tarHead(): Uint8Array {
  const head = new Uint8Array(512);
  head.set(new TextEncoder().encode('capture.pcap'));
  head.set(new TextEncoder().encode('ustar'), 257);
  return head;
}

describe.concurrent('what is no capture', () => {
  const both = BAD_CAPTURES.flatMap((row) =>
    (['analyze', 'report'] as const).map((command) => [command, ...row] as const),
  );

  it.for(both)(
    '%s of %s: exit status 2, what it is and what to do',
    async ([command, , bytes, message], { expect }) => {
      const directory = await temporaryDirectory();
      await writeFile(join(directory, "it's.pcap"), bytes);
      const ended = await wirelab([command, "it's.pcap"], { cwd: directory });
      expect(ended.code).toBe(2);
      expect(ended.stderr).toMatch(message);
      expect(await readdir(directory), 'nothing written').toEqual(["it's.pcap"]);
    },
  );
});

describe.concurrent('a source that nobody meant', () => {
  it.for(['analyze', 'report'])(
    '%s - at a terminal: refused at once, with a pipe as an example',
    async (command, { expect }) => {
      // script(1) gives the program a terminal.
      const line = `${process.execPath} ${WIRELAB} ${command} -`;
      const ended = await startProgram(['script', '-qec', line, '/dev/null']).ended;
      expect(ended.code).toBe(2);
      expect(ended.stdout).toMatch(/standard input is a terminal[\s\S]*tcpdump .* \| wirelab \w+ -/);
    },
  );

  it('analyze of a run directory: names the capture in it', async ({ expect }) => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'capture.pcapng'), '');
    const ended = await wirelab(['analyze', directory]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(`hint: wirelab analyze ${directory}/capture.pcapng\n`);
  });
});

describe('the quick answers', () => {
  it('--version: the version and nothing else', async () => {
    const ended = await wirelab(['--version']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('-h and -v: the same as --help and --version', async () => {
    const [help, version] = await Promise.all([wirelab(['-h']), wirelab(['-v'])]);
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('wirelab analyze') });
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it.each([
    ['en', 'run a lab'],
    ['zh', '运行一个实验'],
  ])('--help in %s names every command', async (language, text) => {
    const ended = await wirelab(['--help', '--lang', language]);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain(text);
    for (const command of ['run', 'analyze', 'report', 'labs', 'doctor', 'clean'])
      expect(ended.stdout).toContain(command);
  });

  it('labs: each lab with its variants, as text and as JSON', async () => {
    const [text, json] = await Promise.all([wirelab(['labs']), wirelab(['labs', '--json'])]);
    const labs = JSON.parse(json.stdout) as { name: string; variants: Record<string, unknown>; servers: string[] }[];
    expect(labs.map(({ name }) => name)).toEqual(['ftp', 'mail', 'teardown']);
    const options = labs.flatMap(({ variants, servers }) => [
      ...Object.keys(variants).map((name) => `--variant ${name}`),
      ...servers.map((name) => `--server ${name}`),
    ]);
    expect(text.stdout.match(/--(?:variant|server) \S+/g)).toEqual(options);
  });

  it('doctor, CHROME_PATH set: looks for the browser where --format pdf does', async () => {
    const ended = await wirelab(['doctor', '--json'], { env: { CHROME_PATH: process.execPath } });
    const { groups } = JSON.parse(ended.stdout) as { groups: { needs: { id: string; detail: string }[] }[] };
    const chromium = groups.flatMap(({ needs }) => needs).find(({ id }) => id === 'chromium');
    expect(chromium).toMatchObject({ ok: true, detail: process.execPath });
  });

  it('a Chinese locale: the answer is Chinese', async () => {
    const ended = await wirelab(['run', 'no-such-lab'], { env: { LC_ALL: 'zh_CN.UTF-8' } });
    expect(ended.stderr).toContain('错误');
  });
});
