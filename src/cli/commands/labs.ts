/** `wirelab labs`: the labs that come with wirelab, their variants and what they are about. */
import pc from 'picocolors';
import { say } from '../messages.ts';
import { print } from '../terminal.ts';
import type { CommandContext, MakeCommand } from './command.ts';

export const makeLabs: MakeCommand = (context) => ({
  command: 'labs',
  describe: say(context.language, 'labs'),
  builder: { json: { type: 'boolean', default: false, describe: say(context.language, 'json') } },
  handler: (argv) => labs(Boolean(argv.json), context),
});

async function labs(json: boolean, { language }: CommandContext): Promise<void> {
  const { builtInLabs, loadLab } = await import('../lab-files.ts');
  const { SERVER_PROGRAMS, serversFor } = await import('../../lab/server-programs.ts');
  const all = builtInLabs().map((name) => loadLab(name).file);
  if (json) {
    const rows = all.map((lab) => {
      const { name, title, text, variants } = lab;
      return { name, title, text, variants, servers: serversFor(lab) };
    });
    return print(JSON.stringify(rows, null, 2));
  }
  for (const lab of all) {
    print(`${pc.bold(lab.name)}  ${lab.title[language]}`);
    for (const [name, variant] of Object.entries(lab.variants)) {
      print(`  ${pc.cyan(`--variant ${name}`)}  ${variant.title[language]}`);
    }
    for (const name of serversFor(lab)) {
      print(`  ${pc.cyan(`--server ${name}`)}  ${SERVER_PROGRAMS[name].title[language]}`);
    }
  }
}
