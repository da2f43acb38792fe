import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../src/report/build.ts';
import type { Section } from '../../../src/report/model.ts';
import { NO_OPTIONS, sampleLab } from './sample-lab.ts';

function commandFor(student: string | null, seed: string): string {
  const lab = sampleLab();
  Object.assign(lab.manifest, { student, seed });
  const { sections } = buildReport({ ...lab, options: NO_OPTIONS, language: 'en' });
  const flat = (parts: readonly Section[]): Section[] => parts.flatMap((part) => [part, ...flat(part.sections)]);
  const { blocks } = flat(sections).find((part) => part.id === 'reproduce')!;
  return blocks.flatMap((block) => (block.kind === 'code' ? [block.text] : [])).join('');
}

describe('the command that makes the lab again', () => {
  it.each([
    ['no student', null, 'wirelab', ' --seed wirelab '],
    ['a student whose name is the seed', '李华', '李华', ' --student 李华 '],
    ['a student with a seed of another kind', 'Li Hua', 'class-3', " --student 'Li Hua' --seed class-3 "],
    [
      'a name that a shell would take for more',
      "O'Neill; reboot",
      "O'Neill; reboot",
      " --student 'O'\\''Neill; reboot' ",
    ],
  ])('%s: names what the lab is drawn from, as a shell takes it', (_, student, seed, words) => {
    expect(commandFor(student, seed)).toMatch(/^wirelab run \S+ .*--runtime (?:namespace|docker)$/);
    expect(commandFor(student, seed)).toContain(words);
    if (seed === student) expect(commandFor(student, seed)).not.toContain('--seed');
  });
});
