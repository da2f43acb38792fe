/** Parameters make each student's lab a little different: names, passwords, texts, drawn from the seed. */
import { z } from 'zod';
import { Draw } from './random.ts';
import { fillText, type Values } from './template.ts';

const scalar = z.union([z.string(), z.number()]);

const drawn = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pick'), from: z.array(scalar).min(1) }).describe('One of these.'),
  z
    .strictObject({ kind: z.literal('number'), from: z.int(), to: z.int() })
    .refine(({ from, to }) => to >= from, '"to" that is not less than "from"')
    .describe('A whole number, both ends included.'),
  z
    .strictObject({ kind: z.literal('password'), length: z.int().min(4).max(64).default(10) })
    .describe('Letters and digits that are hard to mistake for each other.'),
  z
    .strictObject({
      kind: z.literal('text'),
      bytes: z.int().min(1).max(1_000_000).describe('The text is at least this long in UTF-8.'),
      opening: z.string().default(''),
      sentences: z.array(z.string().min(1)).min(1),
    })
    .describe('An opening, then the sentences in an order of their own, again and again, as numbered lines.'),
]);

export const parameterSchema = z.union([scalar, drawn]);
export type Parameter = z.output<typeof parameterSchema>;

/** Without 0 O 1 l I: a student has to read it from a capture. */
const PASSWORD_LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'.split('');

/**
 * The parameters' values, in the order of the lab file: each may refer to those before it. Every parameter draws from a
 * source of its own, so that adding one changes no other.
 */
export function drawParameters(
  parameters: { readonly [name: string]: Parameter },
  known: Values,
  seed: string,
): Map<string, string | number> {
  const values = new Map(known);
  for (const [name, parameter] of Object.entries(parameters)) {
    values.set(name, drawOne(parameter, new Draw(`${seed}\0${name}`), values));
  }
  return values;
}

function drawOne(parameter: Parameter, draw: Draw, values: Values): string | number {
  if (typeof parameter === 'number') return parameter;
  if (typeof parameter === 'string') return fillText(parameter, values);
  switch (parameter.kind) {
    case 'pick': {
      const picked = draw.pick(parameter.from);
      return typeof picked === 'string' ? fillText(picked, values) : picked;
    }
    case 'number':
      return parameter.from + draw.below(parameter.to - parameter.from + 1);
    case 'password':
      return Array.from({ length: parameter.length }, () => draw.pick(PASSWORD_LETTERS)).join('');
    case 'text':
      return String(fillText(composeText(parameter, draw), values));
  }
}

function composeText(text: Extract<Parameter, { kind: 'text' }>, draw: Draw): string {
  const encoder = new TextEncoder();
  const lines = text.opening === '' ? [] : text.opening.trimEnd().split('\n');
  let size = encoder.encode(lines.join('\n')).length;
  let round: string[] = [];
  for (let number = 1; size < text.bytes; number++) {
    if (round.length === 0) round = draw.shuffle(text.sentences);
    const line = `${number}. ${round.pop()!}`;
    lines.push(line);
    size += encoder.encode(line).length + 1;
  }
  return `${lines.join('\n')}\n`;
}
