import { expect, it } from 'vitest';
import { LabFileError } from '../../../src/base/errors.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import { Draw } from '../../../src/lab/random.ts';
import { resolveLab } from '../../../src/lab/resolve.ts';
import { SMALL_LAB } from './small-lab.ts';

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ':',
  '- ',
  '"',
  "'",
  '&a ',
  '*a',
  '$(',
  ')',
  '{{',
  '}}',
  '\n',
  '\t',
  '#',
  '|',
  '0',
  '-1',
  'null',
  '<<: ',
  '!!js ',
  '__proto__: ',
  '\u0000',
];

/** The text with a few pieces put in, taken out or doubled, the same for the same number. */
function damage(text: string, number: number): string {
  const draw = new Draw(`damage ${number}`);
  let damaged = text;
  for (let count = draw.below(3) + 1; count > 0; count--) {
    const at = draw.below(damaged.length);
    const end = at + draw.below(12);
    const piece = [draw.pick(PIECES), '', damaged.slice(at, end)][draw.below(3)]!;
    damaged = damaged.slice(0, at) + piece + damaged.slice(end);
  }
  return damaged;
}

it('a thousand damaged lab files: each is read, or refused with its place, and nothing else', () => {
  let refused = 0;
  for (let number = 0; number < 1_000; number++) {
    const text = damage(SMALL_LAB, number);
    try {
      const file = parseLab(text, 'lab.yaml');
      resolveLab(file, { variant: null, student: null, seed: null, labHash: '' });
    } catch (error) {
      refused++;
      expect({ text, error }).toMatchObject({ error: expect.any(LabFileError) });
      for (const line of (error as LabFileError).message.split('\n'))
        expect(line).toMatch(/^lab\.yaml:\d+:\d+: expected /);
    }
  }
  expect(refused).toBeGreaterThan(500);
}, 60_000);

it('names that JavaScript objects have by themselves: are names like others, and change no prototype', () => {
  const text = SMALL_LAB.replace('parameters:', 'parameters:\n  __proto__: { polluted: yes }\n  constructor: x');
  const plan = resolveLab(parseLab(text, 'lab.yaml'), { variant: null, student: null, seed: null, labHash: '' });
  expect(Object.entries(plan.parameters)).toContainEqual(['constructor', 'x']);
  expect('polluted' in plan.parameters).toBe(false);
  expect('polluted' in {}).toBe(false);
});
