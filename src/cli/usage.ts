/** What yargs says of wrong arguments, in words that tell what to do. */
import { UsageError } from '../base/errors.ts';
import { fillIn, inLanguage, type Language, type Text } from '../base/language.ts';
import { didYouMean } from '../lab/nearest.ts';
import { builtInLabs } from './lab-files.ts';

/** Before the list of what yargs can't place. */
const NOT_UNDERSTOOD: Readonly<Record<Language, string>> = { en: 'not understood: ', zh: '无法识别：' };

/** yargs' own keys (its `locales/en.json`), with our words in place of its own. */
const YARGS_WORDS: Record<Language, Record<string, string | { one: string; other: string }>> = {
  en: {
    'Not enough non-option arguments: got %s, need at least %s': both('arguments are missing: %s given, %s needed'),
    'Unknown argument: %s': both(`${NOT_UNDERSTOOD.en}%s`),
    'Unknown command: %s': both(`${NOT_UNDERSTOOD.en}%s`),
    'Not enough arguments following: %s': '--%s needs a value',
    'Missing argument value: %s': both('--%s needs a value'),
    'Invalid values:': ' ',
    'Argument: %s, Given: %s, Choices: %s': '%s can’t be %s; choose one of %s',
    'Show help': 'show this help',
    'Show version number': 'show the version',
  },
  zh: {
    'Not enough non-option arguments: got %s, need at least %s': both('缺少参数：给出 %s 个，至少需要 %s 个'),
    'Unknown argument: %s': both(`${NOT_UNDERSTOOD.zh}%s`),
    'Unknown command: %s': both(`${NOT_UNDERSTOOD.zh}%s`),
    'Not enough arguments following: %s': '--%s 后面缺少值',
    'Missing argument value: %s': both('--%s 后面缺少值'),
    'Invalid values:': ' ',
    'Argument: %s, Given: %s, Choices: %s': '%s 不能是 %s，可选的值有 %s',
    'Positionals:': '参数：',
    'default:': '默认',
    'choices:': '可选',
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

const NO_COMMAND_HINT: Text = {
  en: 'wirelab run ftp runs a lab, wirelab analyze FILE explains a capture, wirelab --help lists everything',
  zh: 'wirelab run ftp 运行一个实验，wirelab analyze 文件 分析一个抓包文件，wirelab --help 列出全部命令',
};

/** Instead of several at once. */
const ONE_AT_A_TIME: Readonly<Record<string, Text>> = {
  run: { en: 'one lab at a time', zh: '一次运行一个实验' },
  analyze: {
    en: 'one capture at a time; mergecap -w all.pcapng FILE… makes one of several',
    zh: '一次分析一个抓包文件；mergecap -w all.pcapng 文件… 可以把几个合成一个',
  },
  report: { en: 'one run or capture at a time', zh: '一次只为一次运行或一个抓包文件生成报告' },
};

/** yargs makes an array of an option that is given twice, which none of ours may be. */
export function givenTwice(option: string): UsageError {
  return new UsageError(
    { en: `--${option} is given twice`, zh: `--${option} 给了两次` },
    { hint: { en: 'give it once', zh: '只能给一次' } },
  );
}

/** What was typed, and what could have been. */
export interface Typed {
  readonly argv: readonly string[];
  readonly language: Language;
  readonly commands: readonly string[];
  /** Every option of the command, without hyphens. */
  readonly options: readonly string[];
}

/** `message` is yargs' own, already in the reader's words. */
export function usageErrorFor(message: string, typed: Typed): UsageError {
  const words = wordsOf(typed.argv);
  const [command = ''] = words;
  if (command !== '' && !typed.commands.includes(command)) return unknownCommand(command, typed.commands);
  const text = message.replace(/\s*\n\s*/g, ' ').trim();
  // yargs misses the argument that it took for the unknown option's value, and says only that.
  const unknown = unknownOptions(typed);
  if (unknown.length > 0) return notUnderstood(unknown, command, typed);
  const prefix = NOT_UNDERSTOOD[typed.language];
  if (text.startsWith(prefix)) return notUnderstood(text.slice(prefix.length).split(', '), command, typed);
  const isAlone = words.length === 1;
  const hint = command === '' && typed.argv.length === 0 ? NO_COMMAND_HINT : isAlone && EXAMPLES[command]?.();
  return new UsageError(asTyped(text, typed.argv), { hint: hint || helpOf(command) });
}

/** The arguments before the first option. */
function wordsOf(argv: readonly string[]): string[] {
  const firstOption = argv.findIndex((word) => word.startsWith('-'));
  return argv.slice(0, firstOption < 0 ? argv.length : firstOption);
}

/** Long options that the command does not have, as typed but without a value. */
function unknownOptions({ argv, options }: Typed): string[] {
  const end = argv.indexOf('--');
  return argv
    .slice(0, end < 0 ? argv.length : end)
    .filter((word) => word.startsWith('--'))
    .map((word) => word.split('=')[0]!)
    .filter((option) => !options.includes(option.replace(/^--(?:no-)?/, '')));
}

function helpOf(command: string): string {
  return command === '' ? 'wirelab --help' : `wirelab ${command} --help`;
}

/** yargs names an option without its hyphens. */
function asTyped(text: string, argv: readonly string[]): string {
  const [name = ''] = /^[\w-]+/.exec(text) ?? [];
  return isOption(name, argv) ? `--${text}` : text;
}

function isOption(name: string, argv: readonly string[]): boolean {
  return argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`));
}

/** An option that does not exist, or one argument too many. */
function notUnderstood(names: readonly string[], command: string, { argv, language, options }: Typed): UsageError {
  const typed = names.map((name) => argv.find((word) => word.replace(/^--?/, '').split('=')[0] === name) ?? name);
  const [name = ''] = typed;
  const guess = name.startsWith('--') ? didYouMean(name.split('=')[0]!, options.map(asOption)) : '';
  const list = typed.join(language === 'zh' ? '、' : ', ');
  const text = `${NOT_UNDERSTOOD[language]}${list}${inLanguage(guess, language)}`;
  const isWord = !name.startsWith('-');
  return new UsageError(text, { hint: (isWord ? ONE_AT_A_TIME[command] : undefined) ?? helpOf(command) });
}

function asOption(name: string): string {
  return `--${name}`;
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
