import { expect, it } from 'vitest';
import type { z } from 'zod';
import { ACTIONS } from '../../../src/lab/actions/catalogue.ts';
import { ownWords } from '../../../src/lab/expectations.ts';
import { labFileSchema } from '../../../src/lab/file.ts';

/** What the rules of a schema, and of every schema inside it, say when they are broken. */
function rulesOf(schema: unknown, seen = new Set<unknown>()): string[] {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return [];
  seen.add(schema);
  const own = (schema as { _zod?: { def: { error?: z.core.$ZodErrorMap } } })._zod?.def;
  const said = (['custom', 'invalid_type'] as const).flatMap((code) => {
    const words = own?.error?.({ code, path: [], input: undefined } as unknown as z.core.$ZodRawIssue);
    return typeof words === 'string' ? [words] : [];
  });
  return [...said, ...Object.values(own ?? schema).flatMap((part) => rulesOf(part, seen))];
}

it('every rule of the lab file and of its actions: told in Chinese, too', () => {
  const rules = new Set([labFileSchema, ...Object.values(ACTIONS)].flatMap((schema) => rulesOf(schema)));
  expect(rules.size).toBeGreaterThan(15);
  expect([...rules].filter((rule) => !/\p{Script=Han}/u.test(ownWords(rule)?.zh ?? ''))).toEqual([]);
});
