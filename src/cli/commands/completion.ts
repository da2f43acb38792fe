/** `wirelab completion`: what makes bash or zsh complete labs, variants and options. */
import { completionScript, SHELLS, type Shell } from '../completion/scripts.ts';
import { say } from '../messages.ts';
import { COMMAND_LINE } from '../package.ts';
import type { MakeCommand } from './command.ts';

export const makeCompletion: MakeCommand = ({ language }) => ({
  command: 'completion [shell]',
  describe: say(language, 'completion'),
  builder: (program) =>
    program.positional('shell', { choices: SHELLS, default: usualShell(), describe: say(language, 'completionShell') }),
  handler: ({ shell }) => {
    process.stdout.write(completionScript(shell as Shell, [process.execPath, COMMAND_LINE]));
  },
});

/** The one in which the user logs in. */
function usualShell(): Shell {
  return process.env.SHELL?.endsWith('/zsh') ? 'zsh' : 'bash';
}
