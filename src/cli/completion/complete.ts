/** Answers a shell that asks what could be typed next. */
import type { Language } from '../../base/language.ts';
import { serversFor } from '../../lab/server-programs.ts';
import { REPORT_FORMATS } from '../../report/formats.ts';
import { EXIT } from '../exit-status.ts';
import type { Interruption } from '../interruption.ts';
import { builtInLabs, loadLab } from '../lab-files.ts';
import { candidates, type LabChoices } from './candidates.ts';
import { declaredCommands } from './declared.ts';

/** `typed` are the words after `wirelab`; the last one, perhaps empty, is the one to complete. */
export function complete(typed: readonly string[], language: Language, interruption: Interruption): string[] {
  const context = { argv: typed, language, interruption, status: { code: EXIT.checksHeld } };
  return candidates(typed, {
    commands: declaredCommands(context),
    labs: builtInLabs(),
    formats: REPORT_FORMATS,
    choicesOf,
  });
}

/** While somebody types is no time to say what is wrong with a lab file. */
function choicesOf(lab: string): LabChoices | null {
  try {
    const { file } = loadLab(lab);
    return { variants: Object.keys(file.variants), servers: serversFor(file) };
  } catch {
    return null;
  }
}
