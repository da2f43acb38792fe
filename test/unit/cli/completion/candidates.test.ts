import { expect, test } from 'vitest';
import { candidates, type Offer } from '../../../../src/cli/completion/candidates.ts';
import type { DeclaredOption } from '../../../../src/cli/completion/declared.ts';

const ANY: DeclaredOption = { choices: [], takesValue: true };
const FLAG: DeclaredOption = { choices: [], takesValue: false };

const OFFER: Offer = {
  commands: [
    {
      name: 'run',
      positionals: [[]],
      options: new Map<string, DeclaredOption>([
        ['runtime', { choices: ['auto', 'docker'], takesValue: true }],
        ['variant', ANY],
        ['server', { choices: ['vsftpd', 'postfix'], takesValue: true }],
        ['student', ANY],
        ['format', ANY],
        ['json', FLAG],
      ]),
    },
    { name: 'report', positionals: [[]], options: new Map<string, DeclaredOption>([['format', ANY]]) },
    { name: 'image', positionals: [['build', 'save'], []], options: new Map<string, DeclaredOption>([['base', ANY]]) },
  ],
  labs: ['ftp', 'mail'],
  formats: ['html', 'md', 'docx'],
  choicesOf: (lab) => (lab === 'ftp' ? { variants: ['lossy', 'active'], servers: ['vsftpd'] } : null),
};

test.each<[string, string[], string[]]>([
  ['nothing typed', [''], ['run', 'report', 'image']],
  ['a command begun', ['re'], ['report']],
  ['a command that does not exist', ['rum', ''], []],
  ['a lab is due', ['run', ''], ['ftp', 'mail']],
  ['a lab begun', ['run', 'm'], ['mail']],
  ['the path of a lab begun: left to the shell', ['run', './m'], []],
  ['the lab stands: nothing more by itself', ['run', 'ftp', ''], []],
  ['a lab is due after options', ['run', '--json', '--student', 'Li', ''], ['ftp', 'mail']],
  ['an option begun', ['run', 'ftp', '--s'], ['--server', '--student']],
  ['an option that stands already is left out', ['run', '--server', 'vsftpd', '--s'], ['--student']],
  ['a value from a list', ['run', 'ftp', '--runtime', 'd'], ['docker']],
  ['a value that may be anything: left to the shell', ['run', 'ftp', '--student', ''], []],
  ['a variant of the lab that stands', ['run', 'ftp', '--variant', ''], ['lossy', 'active']],
  ['a variant before the lab: unknown', ['run', '--variant', ''], []],
  ['a variant of no lab', ['run', 'nope', '--variant', ''], []],
  ['a server of the lab that stands', ['run', 'ftp', '--server', ''], ['vsftpd']],
  ['a server before the lab: every one', ['run', '--server', ''], ['vsftpd', 'postfix']],
  ['a list of formats begun', ['run', 'ftp', '--format', 'html,'], ['html,md', 'html,docx']],
  ['a format of another command', ['report', 'x', '--format', 'd'], ['docx']],
  ['an option and its value in one word (zsh)', ['run', 'ftp', '--variant=l'], ['--variant=lossy']],
  ['an option and its value in three words (bash)', ['run', 'ftp', '--variant', '=', 'l'], ['lossy']],
  ['an option and its equal sign in two words (bash)', ['run', 'ftp', '--runtime', '='], ['auto', 'docker']],
  ['a word from a list in its place', ['image', ''], ['build', 'save']],
  ['a file in the next place: left to the shell', ['image', 'save', ''], []],
  ['a file to report on: left to the shell', ['report', ''], []],
])('%s: %j', (_state, typed, outcome) => {
  expect(candidates(typed, OFFER)).toEqual(outcome);
});
