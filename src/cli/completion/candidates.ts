/** What could stand where the cursor is. An empty list leaves the shell to its file names. */
import type { DeclaredCommand } from './declared.ts';

/** What completing needs to know of a lab. */
export interface LabChoices {
  readonly variants: readonly string[];
  readonly servers: readonly string[];
}

export interface Offer {
  readonly commands: readonly DeclaredCommand[];
  /** By name. */
  readonly labs: readonly string[];
  readonly formats: readonly string[];
  /** The lab of this name or path; null when there is none. */
  readonly choicesOf: (lab: string) => LabChoices | null;
}

/** `typed` are the words after `wirelab`; the last one, perhaps empty, is the one to complete. */
export function candidates(typed: readonly string[], offer: Offer): string[] {
  const words = withoutEqualSigns(typed);
  const current = words.at(-1) ?? '';
  return allCandidates(words.slice(0, -1), current, offer).filter((word) => word.startsWith(current));
}

/** bash makes three words of `--format=md`; zsh leaves it one. */
function withoutEqualSigns(typed: readonly string[]): string[] {
  const words = typed.filter((word) => word !== '=');
  return typed.at(-1) === '=' ? [...words, ''] : words;
}

function allCandidates(before: readonly string[], current: string, offer: Offer): string[] {
  const [first, ...rest] = before;
  if (first === undefined) return offer.commands.map(({ name }) => name);
  const command = offer.commands.find(({ name }) => name === first);
  if (command === undefined) return [];
  const [, joined, value] = /^(--[a-z-]+=)(.*)$/.exec(current) ?? [];
  if (joined !== undefined) {
    return valuesOf(command, joined.slice(2, -1), value!, rest, offer).map((word) => joined + word);
  }
  const awaited = optionAwaitingValue(command, rest.at(-1));
  if (awaited !== undefined) return valuesOf(command, awaited, current, rest, offer);
  if (current.startsWith('-')) return optionsLeft(command, rest);
  const place = positionalsAmong(command, rest).length;
  return place === 0 && command.name === 'run' ? [...offer.labs] : [...(command.positionals[place] ?? [])];
}

function optionsLeft({ options }: DeclaredCommand, typed: readonly string[]): string[] {
  return [...options.keys()].map((name) => `--${name}`).filter((word) => !typed.includes(word));
}

/** The option whose value the next word is. */
function optionAwaitingValue({ options }: DeclaredCommand, previous = ''): string | undefined {
  const name = previous.slice(2);
  return previous.startsWith('--') && options.get(name)?.takesValue ? name : undefined;
}

function positionalsAmong(command: DeclaredCommand, typed: readonly string[]): string[] {
  return typed.filter(
    (word, index) => !word.startsWith('-') && optionAwaitingValue(command, typed[index - 1]) === undefined,
  );
}

function valuesOf(
  command: DeclaredCommand,
  option: string,
  current: string,
  typed: readonly string[],
  { formats, choicesOf }: Offer,
): string[] {
  if (option === 'format') return listsOf(formats, current);
  const [lab] = command.name === 'run' ? positionalsAmong(command, typed) : [];
  const choices = lab === undefined ? null : choicesOf(lab);
  if (option === 'variant') return [...(choices?.variants ?? [])];
  if (option === 'server' && choices !== null) return [...choices.servers];
  return [...(command.options.get(option)?.choices ?? [])];
}

/** `html,d` may become `html,docx`; none is named twice. */
function listsOf(formats: readonly string[], current: string): string[] {
  const named = current.split(',').slice(0, -1);
  return formats.filter((format) => !named.includes(format)).map((format) => [...named, format].join(','));
}
