/** zod's issues in the words of a lab file's author. */
import type { z } from 'zod';
import { knownProperties } from './known-properties.ts';
import { didYouMean, nearest } from './nearest.ts';
import type { LabIssue } from './source.ts';

type SchemaIssue = z.core.$ZodIssue;

/** How much of a wrong value a message shows. */
const MAX_SHOWN = 40;

/** What was checked, by which schema, and where it stands in the file. */
interface Checked {
  readonly root: unknown;
  readonly schema: z.core.$ZodType;
  readonly under: readonly PropertyKey[];
}

/** `root` is the value that `schema` refused; `under` is where it stands in the file. */
export function toIssues(
  issues: readonly SchemaIssue[],
  root: unknown,
  schema: z.core.$ZodType,
  under: readonly PropertyKey[] = [],
): LabIssue[] {
  const found = issues.flatMap((issue) => toIssue(issue, { root, schema, under }));
  // A misspelt name is one mistake, though it's unknown and the right one missing.
  const meant = new Set(found.flatMap((issue) => (issue.meant ? [placeOf(issue.meant)] : [])));
  return found
    .filter(({ issue, isMissing }) => !(isMissing && meant.has(placeOf(issue.path))))
    .map(({ issue }) => issue);
}

interface Found {
  readonly issue: LabIssue;
  readonly isMissing?: boolean;
  /** The path of the property that a misspelt one stands for. */
  readonly meant?: readonly PropertyKey[];
}

function placeOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

function toIssue(issue: SchemaIssue, { root, schema, under }: Checked): Found[] {
  const path = [...under, ...issue.path];
  const value = valueAt(root, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const present = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    const free = knownProperties(schema, issue.path).filter((name) => !present.includes(name));
    return issue.keys.map((key) => unknownProperty(path, key, free));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branch = bestBranch(issue.errors, value);
    return branch.flatMap((inner) =>
      toIssue({ ...inner, path: [...issue.path, ...inner.path] }, { root, schema, under }),
    );
  }
  const expected = expectedBy(issue);
  if (value === undefined) {
    return [{ issue: { path, expected: `"${String(issue.path.at(-1) ?? '')}": ${expected}` }, isMissing: true }];
  }
  return [{ issue: { path, expected, found: show(value), atKey: issue.code === 'invalid_key' } }];
}

function unknownProperty(path: readonly PropertyKey[], key: string, free: readonly string[]): Found {
  const name = nearest(key, free);
  const found = `${key}${didYouMean(key, free)}`;
  const issue: LabIssue = { path: [...path, key], expected: 'no such property here', found, atKey: true };
  return name === undefined ? { issue } : { issue, meant: [...path, name] };
}

/** Of a union, the branch that fits best: the one whose issues lie deepest; for equals, all its types. */
function bestBranch(branches: readonly (readonly SchemaIssue[])[], value: unknown): readonly SchemaIssue[] {
  const isObject = typeof value === 'object' && value !== null;
  const deep = branches.filter((issues) => issues.some((issue) => issue.path.length > 0));
  return (isObject ? deep[0] : undefined) ?? branches[0]!;
}

function expectedBy(issue: SchemaIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return withArticle(issue.expected);
    case 'invalid_value':
      return issue.values.length === 1 ? show(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? `one of ${issue.options.join(', ')}`
        : 'another value';
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `at least ${issue.minimum}`
        : `at least ${issue.minimum} ${issue.origin === 'string' ? 'character(s)' : 'element(s)'}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_key':
      return issue.issues[0] === undefined ? 'another name' : expectedBy(issue.issues[0]);
    case 'invalid_format':
    case 'custom':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return issue.message;
  }
}

function withArticle(type: string): string {
  if (type === 'record' || type === 'object') return 'a mapping';
  if (type === 'array') return 'a list';
  if (type === 'int') return 'a whole number';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as { readonly [key: PropertyKey]: unknown })[step];
  }
  return value;
}
