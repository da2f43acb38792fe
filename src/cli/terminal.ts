/** Printing for people: results to standard output, everything else to standard error, wire text made harmless. */

import { hintOf, messageOf, refusedPathOf, WirelabError } from '../base/errors.ts';
import type { Language } from '../base/language.ts';
import { type Colors, createColors } from './colors.ts';
import { say } from './messages.ts';
import { outputIsTerminal, standardError, writeOutput } from './standard-streams.ts';

/** C0 and C1 controls, and the characters that change the direction of text. */
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text that may come from anywhere, with everything a terminal would obey escaped. */
export function harmless(text: string): string {
  return text.replace(HARMFUL, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** One line on standard output. */
export function print(text = ''): void {
  writeOutput(`${text}\n`);
}

/** One line on standard error. */
export function log(text: string): void {
  standardError().write(`${text}\n`);
}

/** For standard error, which may be a terminal when standard output is not. */
export function errorColors(): Colors {
  return createColors(standardError().isTTY && mayBeColored());
}

/** For standard output. */
export function outputColors(): Colors {
  return createColors(isOutputColored());
}

export function isOutputColored(): boolean {
  return outputIsTerminal() && mayBeColored();
}

/** https://no-color.org */
function mayBeColored(): boolean {
  return !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

export function printError(error: unknown, language: Language): void {
  // Who throws on purpose names the path in the message.
  const path = refusedPathOf(error);
  const message = messageOf(error, language) + (path === undefined ? '' : `: ${path}`);
  const colors = errorColors();
  log(`${colors.red(say(language, 'error'))}${harmless(message)}`);
  const hint = hintOf(error, language);
  if (hint) log(`${colors.yellow(say(language, 'hint'))}${harmless(hint)}`);
  if (!(error instanceof WirelabError) && error instanceof Error && process.env.WIRELAB_DEBUG) log(error.stack ?? '');
}
