/** What yargs says of wrong arguments, in words that tell what to do. */
import { UsageError } from '../base/errors.ts';
import { fillIn, type Language, type Text } from '../base/language.ts';
import { didYouMean } from '../lab/nearest.ts';
import { builtInLabs } from './lab-files.ts';

/** yargs' own keys (its `locales/en.json`), with our words in place of its own. */
const YARGS_WORDS: Record<Language, Record<string, string | { one: string; other: string }>> = {
  en: {
    'Not enough non-option arguments: got %s, need at least %s': both('arguments are missing: %s given, %s needed'),
    'Unknown argument: %s': both('not understood: %s'),
    'Unknown command: %s': both('not understood: %s'),
    'Not enough arguments following: %s': '--%s needs a value',
    'Missing argument value: %s': both('--%s needs a value'),
    'Invalid values:': ' ',
    'Argument: %s, Given: %s, Choices: %s': '%s can’t be %s; choose one of %s',
  },
  zh: {
    'Not enough non-option arguments: got %s, need at least %s': both('缺少参数：给出 %s 个，至少需要 %s 个'),
    'Unknown argument: %s': both('无法识别：%s'),
    'Unknown command: %s': both('无法识别：%s'),
    'Not enough arguments following: %s': '--%s 后面缺少值',
    'Missing argument value: %s': both('--%s 后面缺少值'),
    'Invalid values:': ' ',
    'Argument: %s, Given: %s, Choices: %s': '%s 不能是 %s，可选的值有 %s',
    'Positionals:': '参数：',
    'default:': '默认：',
    'choices:': '可选：',
  },
};

function both(words: string): { one: string; other: string } {
  return { one: words, other: words };
}

/** The types of yargs know of no plural forms; yargs does. */
export function yargsWords(language: Language): Record<string, string> {
  return YARGS_WORDS[language] as Record<string, string>;
}

/** What a command's argument may be, by an example. */
const EXAMPLES: Readonly<Record<string, () => Text>> = {
  run: () => ({
    en: `wirelab run ftp — the labs are ${builtInLabs().join(', ')}; the path of a lab file does as well`,
    zh: `例如 wirelab run ftp；现有的实验是 ${builtInLabs().join('、')}，也可以给出实验文件的路径`,
  }),
  analyze: () => ({ en: 'wirelab analyze capture.pcapng', zh: '例如 wirelab analyze capture.pcapng' }),
  report: () => ({
    en: 'wirelab report runs/ftp-… — a run directory, or a capture file',
    zh: '例如 wirelab report runs/ftp-…，可以是运行目录或抓包文件',
  }),
  image: () => ({
    en: 'wirelab image build, save FILE or load FILE',
    zh: 'wirelab image build、save 文件 或 load 文件',
  }),
};

/** yargs makes an array of an option that is given twice, which none of ours may be. */
export function givenTwice(option: string): UsageError {
  return new UsageError(
    { en: `--${option} is given twice`, zh: `--${option} 给了两次` },
    { hint: { en: 'give it once', zh: '只能给一次' } },
  );
}

/** `message` is yargs' own, already in the reader's words; `words` are the arguments that are no options. */
export function usageErrorFor(message: string, words: readonly string[], commands: readonly string[]): UsageError {
  const [command = ''] = words;
  if (command !== '' && !commands.includes(command)) return unknownCommand(command, commands);
  const text = message.replace(/\s*\n\s*/g, ' ').trim();
  const isAlone = words.length === 1;
  return new UsageError(text, {
    hint: (isAlone ? EXAMPLES[command]?.() : undefined) ?? `wirelab ${command} --help`.replace('  ', ' '),
  });
}

function unknownCommand(command: string, commands: readonly string[]): UsageError {
  return new UsageError(
    fillIn(
      { en: 'there is no command "{command}"{guess}', zh: '没有“{command}”这个命令{guess}' },
      { command, guess: didYouMean(command, commands) },
    ),
    { hint: { en: `the commands are ${commands.join(', ')}`, zh: `可用的命令：${commands.join('、')}` } },
  );
}
