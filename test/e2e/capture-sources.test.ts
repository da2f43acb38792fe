/** Where a capture may come from: a file, a pipe, standard input, each also inside gzip; and where what is said of it may go. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { largeCapture } from '../support/large-capture.ts';
import { type Ended, startProgram, temporaryDirectory, WIRELAB } from '../support/wirelab.ts';

const SMALL = largeCapture({ connections: 2, segments: 4, payloadBytes: 700 });

let directory = '';
beforeAll(async () => {
  directory = await temporaryDirectory();
  await writeFile(join(directory, 'plain.pcap'), SMALL);
  await writeFile(join(directory, 'packed.pcap.gz'), gzipSync(SMALL));
});

/** `$WIRELAB` stands for the program; standard input is empty unless the script says otherwise. */
function bash(script: string): Promise<Ended> {
  const env = { WIRELAB: `${process.execPath} ${WIRELAB}` };
  return startProgram(['bash', '-c', script], { cwd: directory, env }).ended;
}

const SOURCES = [
  'plain.pcap',
  'packed.pcap.gz',
  '<(cat plain.pcap)',
  '<(cat packed.pcap.gz)',
  '- <plain.pcap',
  '- <packed.pcap.gz',
];

describe.concurrent('a capture that holds two connections', () => {
  test.for(SOURCES)('%s: wirelab analyze finds both', async (source, { expect }) => {
    const { code, stdout, stderr } = await bash(`$WIRELAB analyze ${source}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('30 TCP · 2 connections');
  });

  test.for(SOURCES)('%s: wirelab report finds both', async (source, { expect }) => {
    const { code, stdout } = await bash(`$WIRELAB report --format md --out - ${source}`);
    expect(code).toBe(0);
    expect(stdout).toContain('30 of them TCP, in 2 connections');
  });
});

test.concurrent('a large capture where address space is limited, or without a compiler: the same is said', async ({
  expect,
}) => {
  await writeFile(join(directory, 'large.pcap'), largeCapture({ connections: 20, segments: 100, payloadBytes: 200 }));
  const plainly = await bash('$WIRELAB analyze large.pcap');
  expect(plainly).toMatchObject({ code: 0, stderr: '' });
  // WebAssembly reserves more than this for any memory.
  expect(await bash('ulimit -v 4000000 && $WIRELAB analyze large.pcap')).toEqual(plainly);
  const { code, stdout } = await bash(`\${WIRELAB/ / --jitless } analyze large.pcap`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: plainly.stdout });
});

describe.concurrent('standard output', () => {
  test.for([
    'labs',
    'analyze plain.pcap',
    'analyze plain.pcap --json',
    'analyze plain.pcap --ndjson',
    'report plain.pcap --format md --out -',
  ])('wirelab %s, on a disk that is full: exit 2, and why', async (command, { expect }) => {
    expect(await bash(`$WIRELAB ${command} >/dev/full`)).toMatchObject({
      code: 2,
      stderr: 'error: cannot write to standard output: the disk is full\n',
    });
  });

  test('a reader that has seen enough: exit 0, and no complaint', async ({ expect }) => {
    const { code, stdout, stderr } = await bash('set -o pipefail; $WIRELAB analyze plain.pcap --ndjson | head -1');
    expect(stdout).toMatch(/^\{"frame.number":1,.*\}\n$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('no capture', () => {
  test.each(['analyze', 'report'])('a named pipe whose writer has gone: wirelab %s says so', async (command) => {
    const pipe = join(directory, `${command}.fifo`);
    execFileSync('mkfifo', [pipe]);
    const { code, stderr } = await bash(`(echo no capture >${pipe}) & $WIRELAB ${command} ${pipe}`);
    expect(code).toBe(2);
    expect(stderr).toContain(`${pipe}: neither pcap nor pcapng`);
  });

  test('nothing on standard input: wirelab analyze calls it so', async () => {
    const { code, stderr } = await bash('$WIRELAB analyze - </dev/null');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: standard input: the file is empty\n/);
  });

  test.each(['analyze', 'report'])(
    'wirelab %s of what a killed run left: the hint names its capture',
    async (command) => {
      const left = `killed-${command}`;
      const { code, stderr } = await bash(
        `mkdir ${left} && cp plain.pcap ${left}/capture.pcap && $WIRELAB ${command} ${left}`,
      );
      expect(code).toBe(2);
      expect(stderr).toContain(`\nhint: wirelab ${command} ${left}/capture.pcap\n`);
    },
  );

  test('a directory that holds a run: the hint names its capture', async () => {
    const { code, stderr } = await bash('mkdir run && cp plain.pcap run/capture.pcapng && $WIRELAB analyze run');
    expect(code).toBe(2);
    expect(stderr).toBe('error: run is a directory\nhint: wirelab analyze run/capture.pcapng\n');
  });
});
