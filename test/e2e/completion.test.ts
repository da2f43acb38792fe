/** `wirelab completion`, asked by real shells. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { startProgram, WIRELAB, wirelab } from '../support/wirelab.ts';

const ZSH = '/usr/bin/zsh';

/** What bash would offer for the words typed, by the function that its `complete` names. */
async function offeredByBash(...words: readonly string[]): Promise<string[]> {
  const script = `source <("$0" "$1" completion bash)
    shift
    offer=$(complete -p wirelab | sed 's/.* -F \\([^ ]*\\) .*/\\1/')
    COMP_WORDS=(wirelab "$@") COMP_CWORD=$#
    "$offer"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await startProgram(['bash', '-c', script, process.execPath, WIRELAB, ...words]).ended;
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

describe.concurrent('bash with the script sourced', () => {
  test.for<[string[], string[]]>([
    [[''], ['run', 'analyze', 'report', 'labs', 'doctor', 'image', 'clean', 'completion']],
    [
      ['run', ''],
      ['ftp', 'mail', 'teardown'],
    ],
    [
      ['run', 'ftp', '--variant', ''],
      ['lossy', 'active', 'ipv6', 'active-ipv6'],
    ],
    [['run', 'mail', '--server', ''], ['postfix']],
    [
      ['run', 'ftp', '--runtime', '=', ''],
      ['auto', 'namespace', 'docker'],
    ],
    [['report', 'runs/a b', '--format', 'html,d'], ['html,docx']],
    [
      ['labs', '--'],
      ['--json', '--lang', '--help', '--version'],
    ],
    [['clean', '--d'], ['--dry-run']],
    [['analyze', ''], []],
    [['run', '$(touch x)', '--variant', ''], []],
  ])('%j typed: offers %j', async ([typed, outcome], { expect }) => {
    expect(await offeredByBash(...typed)).toEqual(outcome);
  });
});

describe.skipIf(!existsSync(ZSH))('zsh with the script sourced', () => {
  test('words begun, TAB pressed: they are completed', async () => {
    const script = `zmodload zsh/zpty
      zpty shell ${ZSH} -f -i
      zpty -w shell "source <('$1' '$2' completion zsh); wirelab() { print -r -- \\"RAN[\\$*]\\" }"
      zpty -n -w shell $'wirelab run ftp --variant lo\\t\\n'
      zpty -n -w shell $'wirelab report --format=js\\t\\n'
      zpty -w shell exit
      while zpty -r shell line; do print -r -- $line; done`;
    const { stdout } = await startProgram([ZSH, '-f', '-c', script, 'zsh', process.execPath, WIRELAB]).ended;
    expect(stdout.match(/RAN\[\w.*?\]/g)).toEqual(['RAN[run ftp --variant lossy]', 'RAN[report --format=json]']);
  });
});

describe('the shell is not named', () => {
  test.for<[string, RegExp]>([
    ['/bin/bash', /^complete /m],
    ['/usr/bin/zsh', /^compdef /m],
    ['/usr/bin/fish', /^complete /m],
    ['', /^complete /m],
  ])('SHELL=%s: the script matches %s', async ([SHELL, expected]) => {
    const { code, stdout } = await wirelab(['completion'], { env: { SHELL } });
    expect(code).toBe(0);
    expect(stdout).toMatch(expected);
  });
});

test('a shell that wirelab does not know: exit status 2, and which it knows', async () => {
  const ended = await wirelab(['completion', 'fish']);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toMatch(/choose one of "bash", "zsh"/);
});
