/** zod's issues in the words of a lab file's author. */
import type { z } from 'zod';
import { fillIn, type Localized, type Text } from '../base/language.ts';
import { oneOf, ownWords } from './expectations.ts';
import { knownProperties } from './known-properties.ts';
import { nearest, withGuess } from './nearest.ts';
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
    const name = String(issue.path.at(-1) ?? '');
    return [{ issue: { path, expected: fillIn(MISSING, { name, expected }) }, isMissing: true }];
  }
  return [{ issue: { path, expected, found: foundIn(issue, value), atKey: issue.code === 'invalid_key' } }];
}

/** Of a word in place of one of several, with the one that it was perhaps meant to be. */
function foundIn(issue: SchemaIssue, value: unknown): Text {
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return show(value);
  return withGuess(show(value), value, issue.values.map(String));
}

function unknownProperty(path: readonly PropertyKey[], key: string, free: readonly string[]): Found {
  const name = nearest(key, free);
  const found = withGuess(key, key, free);
  const issue: LabIssue = { path: [...path, key], expected: NO_PROPERTY, found, atKey: true };
  return name === undefined ? { issue } : { issue, meant: [...path, name] };
}

/** Of a union, the branch that fits best: the one whose issues lie deepest; for equals, all its types. */
function bestBranch(branches: readonly (readonly SchemaIssue[])[], value: unknown): readonly SchemaIssue[] {
  const isObject = typeof value === 'object' && value !== null;
  const deep = branches.filter((issues) => issues.some((issue) => issue.path.length > 0));
  return (isObject ? deep[0] : undefined) ?? branches[0]!;
}

const MISSING = { en: '"{name}": {expected}', zh: '“{name}”：{expected}' };
const NO_PROPERTY = { en: 'no such property here', zh: '此处允许的属性' };

function expectedBy(issue: SchemaIssue): Text {
  switch (issue.code) {
    case 'invalid_type':
      return ownWords(issue.message) ?? typeName(issue.expected);
    case 'invalid_value':
      return issue.values.length === 1 ? show(issue.values[0]) : oneOf(issue.values.map(String));
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options) ? oneOf(issue.options.map(String)) : ANOTHER_VALUE;
    case 'too_small':
      return fillIn(AT_LEAST[issue.origin] ?? AT_LEAST.number, { minimum: Number(issue.minimum) });
    case 'too_big':
      return { en: `at most ${issue.maximum}`, zh: `不大于 ${issue.maximum} 的值` };
    case 'invalid_key':
      return issue.issues[0] === undefined ? ANOTHER_NAME : expectedBy(issue.issues[0]);
    case 'invalid_format':
    case 'custom':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return ownWords(issue.message) ?? issue.message;
  }
}

const ANOTHER_VALUE = { en: 'another value', zh: '别的值' };
const ANOTHER_NAME = { en: 'another name', zh: '别的名称' };

const AT_LEAST: Readonly<Record<string, Localized>> & { readonly number: Localized } = {
  number: { en: 'at least {minimum}', zh: '不小于 {minimum} 的值' },
  string: { en: 'at least {minimum} character(s)', zh: '至少 {minimum} 个字符' },
  array: { en: 'at least {minimum} element(s)', zh: '至少 {minimum} 个元素' },
};

const MAPPING = { en: 'a mapping', zh: '映射（“名称: 值”的形式）' };

const TYPES: Readonly<Record<string, Localized>> = {
  record: MAPPING,
  object: MAPPING,
  array: { en: 'a list', zh: '列表' },
  int: { en: 'a whole number', zh: '整数' },
  number: { en: 'a number', zh: '数字' },
  string: { en: 'a string', zh: '字符串' },
  boolean: { en: 'a boolean', zh: 'true 或 false' },
};

function typeName(type: string): Text {
  return TYPES[type] ?? type;
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
