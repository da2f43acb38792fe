import type { z } from 'zod';

type Schema = z.core.$ZodType;

interface Definition {
  readonly shape?: { readonly [name: string]: Schema };
  readonly innerType?: Schema;
  readonly element?: Schema;
  readonly valueType?: Schema;
  readonly options?: readonly Schema[];
}

/** The names of the properties that a schema knows at a path; of a union, those of all its branches. */
export function knownProperties(schema: Schema, path: readonly PropertyKey[]): string[] {
  const definition = schema._zod.def as Definition;
  if (definition.innerType) return knownProperties(definition.innerType, path);
  if (definition.options) return definition.options.flatMap((option) => knownProperties(option, path));
  const { shape = {} } = definition;
  const [step, ...rest] = path;
  if (step === undefined) return Object.keys(shape);
  const child = Object.hasOwn(shape, step) ? shape[String(step)] : (definition.element ?? definition.valueType);
  return child === undefined ? [] : knownProperties(child, rest);
}
