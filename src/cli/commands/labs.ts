/** `wirelab labs`: the labs that come with wirelab, their variants and what they are about. */
import type { Language } from '../../base/language.ts';
import type { LabFile } from '../../lab/file.ts';
import { SERVER_PROGRAMS, serversFor } from '../../lab/server-programs.ts';
import { say } from '../messages.ts';
import { outputColors, print } from '../terminal.ts';
import type { CommandContext, MakeCommand } from './command.ts';

export const makeLabs: MakeCommand = (context) => ({
  command: 'labs',
  describe: say(context.language, 'labs'),
  builder: (program) =>
    program.option('json', { type: 'boolean', default: false, describe: say(context.language, 'json') }),
  handler: (argv) => labs(Boolean(argv.json), context),
});

async function labs(json: boolean, { language }: CommandContext): Promise<void> {
  const { builtInLabs, loadLab } = await import('../lab-files.ts');
  const all = builtInLabs().map((name) => loadLab(name).file);
  if (json) {
    const rows = all.map((lab) => {
      const { name, title, text, variants } = lab;
      return { name, title, text, variants, servers: serversFor(lab) };
    });
    return print(JSON.stringify(rows, null, 2));
  }
  const colors = outputColors();
  for (const lab of all) {
    const choices = choicesOf(lab, language);
    const width = Math.max(0, ...choices.map(({ option }) => option.length));
    print(`${colors.bold(lab.name)}  ${lab.title[language]}`);
    for (const { option, title } of choices) print(`  ${colors.cyan(option.padEnd(width))}  ${title}`);
  }
}

/** What may follow `wirelab run <lab>`. */
function choicesOf(lab: LabFile, language: Language): { option: string; title: string }[] {
  return [
    ...Object.entries(lab.variants).map(([name, { title }]) => ({
      option: `--variant ${name}`,
      title: title[language],
    })),
    ...serversFor(lab).map((name) => ({
      option: `--server ${name}`,
      title: SERVER_PROGRAMS[name].title[language],
    })),
  ];
}
