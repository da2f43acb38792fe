/** `wirelab doctor`: every need of this machine, one by one, with what mends it. */
import { fillIn, inLanguage, type Language, type Text } from '../../base/language.ts';
import type { Need } from '../../runtime/runtime.ts';
import type { Colors } from '../colors.ts';
import type { NeedGroup } from '../examine.ts';
import { EXIT } from '../exit-status.ts';
import { say } from '../messages.ts';
import { removeLeftOvers } from '../runtimes.ts';
import { outputColors, print } from '../terminal.ts';
import type { CommandContext, MakeCommand } from './command.ts';

export const makeDoctor: MakeCommand = (context) => ({
  command: 'doctor',
  describe: say(context.language, 'doctor'),
  builder: (program) =>
    program.option('json', { type: 'boolean', default: false, describe: say(context.language, 'json') }),
  handler: (argv) => doctor(Boolean(argv.json), context),
});

async function doctor(json: boolean, { language, status }: CommandContext): Promise<void> {
  const { examineMachine } = await import('../examine.ts');
  const groups = await examineMachine();
  await removeLeftOvers();
  const ready = groups.some(
    (group) => group.runtime !== null && group.needs.every((need) => need.ok || !need.required),
  );
  if (!ready) status.code = EXIT.machine;
  if (json) return print(JSON.stringify({ ready, groups: groups.map(forPrograms) }, null, 2));
  const colors = outputColors();
  for (const { title, needs } of groups) {
    print(colors.bold(title[language]));
    for (const need of needs) print(lineOf(need, language, colors));
    print();
  }
  print(ready ? colors.green(say(language, 'ready')) : colors.red(say(language, 'notReady')));
}

/** Programs read English, whatever the reader speaks. */
function forPrograms({ needs, ...group }: NeedGroup): object {
  const english = (text: Text): string => inLanguage(text, 'en');
  return {
    ...group,
    needs: needs.map((need) => ({
      ...need,
      title: english(need.title),
      detail: english(need.detail),
      mend: need.mend === null ? null : english(need.mend),
    })),
  };
}

function lineOf(need: Need, language: Language, colors: Colors): string {
  const mark = need.ok ? colors.green('✔') : need.required ? colors.red('✖') : colors.yellow('–');
  const note = need.ok || need.required ? '' : colors.dim(say(language, 'optional'));
  const words = { title: need.title, note, detail: need.detail };
  const line = fillIn({ en: '{title}{note}: {detail}', zh: '{title}{note}：{detail}' }, words)[language];
  const mend = need.ok || need.mend === null ? '' : `\n      → ${colors.cyan(inLanguage(need.mend, language))}`;
  return `  ${mark} ${line}${mend}`;
}
