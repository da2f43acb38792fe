/** `wirelab report` at the command line: where it reads from, where it writes to, and what it refuses. */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { largeCapture } from '../support/large-capture.ts';
import { isRoot, NEEDS_ROOT } from '../support/ordinary-user.ts';
import { startProgram, temporaryDirectory, WIRELAB, wirelab } from '../support/wirelab.ts';

const SMALL = largeCapture({ connections: 2, segments: 4, payloadBytes: 700 });

async function captureFile(): Promise<{ directory: string; capture: string }> {
  const directory = await temporaryDirectory();
  const capture = join(directory, 'small.pcap');
  await writeFile(capture, SMALL);
  return { directory, capture };
}

describe('wirelab report', () => {
  test('a bare capture: the report goes into a folder named after it, and the path is printed', async () => {
    const { directory, capture } = await captureFile();
    const ended = await wirelab(['report', capture, '--format', 'html,md'], { cwd: directory });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const paths = ended.stdout.trim().split('\n');
    expect(paths).toEqual([join(directory, 'small-report/report.html'), join(directory, 'small-report/report.md')]);
    for (const path of paths) expect((await stat(path)).size).toBeGreaterThan(1000);
  });

  test('standard input to standard output: Markdown, and nothing else', async () => {
    const ended = await wirelab(
      ['report', '-', '--format', 'md', '--out', '-', '--lang', 'en', '--title', 'My # capture'],
      {
        input: SMALL,
      },
    );
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^# My # capture\n/);
    expect(ended.stdout).toContain('30 packets');
  });

  test('gzip around the capture: the same report as without', async () => {
    const args = ['report', '-', '--format', 'json', '--out', '-', '--lang', 'en'];
    const plain = await wirelab(args, { input: SMALL });
    const zipped = await wirelab(args, { input: gzipSync(SMALL) });
    const sections = (text: string) => (JSON.parse(text) as { sections: { id: string }[] }).sections.slice(0, 4);
    expect(sections(zipped.stdout)).toEqual(sections(plain.stdout));
  });

  test('title page: what is given is there, in Chinese', async () => {
    const { capture } = await captureFile();
    const given = [
      '--student',
      '李华',
      '--number',
      '2026001',
      '--course',
      '计算机网络',
      '--teacher',
      '王老师',
      '--date',
      '2026-05-01',
    ];
    const { stdout } = await wirelab(['report', capture, '--format', 'md', '--out', '-', '--lang', 'zh', ...given]);
    for (const text of ['姓名：李华', '学号：2026001', '课程名称：计算机网络', '指导教师：王老师', '实验日期：2026']) {
      expect(stdout).toContain(text);
    }
  });

  test('template: its sections in its order; a section that does not exist is refused by line', async () => {
    const { directory, capture } = await captureFile();
    const folder = join(directory, 'template');
    await mkdir(folder);
    await writeFile(join(folder, 'report.md'), '# Closing first\n\n{{closing}}\n\n# Then opening\n\n{{opening}}\n');
    const args = ['report', capture, '--format', 'md', '--out', '-', '--lang', 'en', '--template', folder];
    const { stdout } = await wirelab(args);
    expect(stdout.match(/^#{2,3} .*$/gm)).toEqual([
      '## 1 Closing first',
      '### 1.1 Closing: the four-way wave',
      '## 2 Then opening',
      '### 2.1 Opening: the three-way handshake',
    ]);
    await writeFile(join(folder, 'report.md'), '\n{{nonsense}}\n');
    const refused = await wirelab(args);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("report.md:2: there is no section 'nonsense'");
  });

  test('Word: a package with the document, its figures and no time of making', async () => {
    const { directory, capture } = await captureFile();
    const ended = await wirelab(['report', capture, '--format', 'docx', '--out', directory]);
    expect(ended.code, ended.stderr).toBe(0);
    const bytes = await readFile(join(directory, 'report.docx'));
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    for (const name of ['word/document.xml', 'word/media/', '.svg', '.png'])
      expect(bytes.includes(name), name).toBe(true);
  });

  test.each([
    ['no such file', ['report', '/nonexistent/x.pcap'], 2, 'cannot read /nonexistent/x.pcap'],
    ['a directory that is no run', ['report', '/usr/share'], 2, 'run.json'],
    ['an unknown format', ['report', 'x.pcap', '--format', 'rtf'], 2, "unknown report format 'rtf'"],
    ['two formats to standard output', ['report', 'x.pcap', '--format', 'md,html', '--out', '-'], 2, 'one format'],
    ['an option twice', ['report', 'x.pcap', '--title', 'a', '--title', 'b'], 2, '--title is given twice'],
  ])('%s: refused', async (_, args, code, message) => {
    const ended = await wirelab(args as string[]);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(message);
    expect(ended.stdout).toBe('');
  });

  test('a place that can’t be written to: exit 2, which and why, and what to do', async () => {
    const { capture } = await captureFile();
    const ended = await wirelab(['report', capture, '--format', 'md', '--out', '/dev/null/report']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^error: cannot write to \/dev\/null\/report: .*not a directory\nhint: give a place/m);
  });

  test('a disk that is full: exit 2, and the earlier report stays whole', async ({ skip }) => {
    skip(!isRoot, NEEDS_ROOT);
    const { directory, capture } = await captureFile();
    const small = join(directory, 'small');
    await mkdir(small);
    const script = [
      `mount -t tmpfs -o size=64k none ${small} && cd ${small} && echo earlier >report.html`,
      `"$0" ${WIRELAB} report ${capture} --format html --out .; status=$?; grep . -r .; exit $status`,
    ];
    const ended = await startProgram(['unshare', '--mount', 'sh', '-c', script.join('\n'), process.execPath]).ended;
    expect(ended).toMatchObject({ code: 2, stdout: './report.html:earlier\n' });
    expect(ended.stderr).toContain(`cannot write to ${small}: the disk is full`);
  });

  test('PDF where no Chromium is found: exit 3, naming what is missing', async () => {
    const { capture } = await captureFile();
    const ended = await wirelab(['report', capture, '--format', 'pdf'], {
      env: { CHROME_PATH: '/nonexistent/chrome' },
    });
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain('no Chromium or Chrome was found');
  });
});
