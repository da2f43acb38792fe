/** `wirelab clean`: lists and removes what killed runs left behind, found by its labels. */

import type { LeftOver } from '../../runtime/runtime.ts';
import { say } from '../messages.ts';
import { candidateRuntimes, isUsable } from '../runtimes.ts';
import { print } from '../terminal.ts';
import type { CommandContext, MakeCommand } from './command.ts';

export const makeClean: MakeCommand = (context) => ({
  command: 'clean',
  describe: say(context.language, 'clean'),
  builder: (program) =>
    program
      .option('dry-run', { type: 'boolean', default: false, describe: say(context.language, 'dryRun') })
      .option('json', { type: 'boolean', default: false, describe: say(context.language, 'json') }),
  handler: (argv) => clean({ dryRun: Boolean(argv['dry-run']), json: Boolean(argv.json) }, context),
});

async function clean(options: { dryRun: boolean; json: boolean }, { language }: CommandContext): Promise<void> {
  const found: LeftOver[] = [];
  for (const runtime of await candidateRuntimes('auto')) {
    if (await isUsable(runtime)) found.push(...(await runtime.clean({ dryRun: options.dryRun })));
  }
  if (options.json) return print(JSON.stringify(found, null, 2));
  for (const { kind, name, run } of found) print(`${kind} ${name} (${run})`);
  if (found.length === 0) print(say(language, 'nothingLeft'));
}
