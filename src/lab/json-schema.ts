/** The lab file's JSON Schema, for editors: what zod knows, and each action's settings beside its name. */
import { z } from 'zod';
import { ACTIONS } from './actions/catalogue.ts';
import { labFileSchema } from './file.ts';

type JsonSchema = Record<string, unknown>;

/** `docs/lab.schema.json`. A `$(…)` may stand in for any value of a setting, so every setting also takes one. */
export function labJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(labFileSchema, { io: 'input', target: 'draft-2020-12' }) as JsonSchema;
  const { steps } = schema.properties as { steps: { items: JsonSchema } };
  steps.items.anyOf = Object.entries(ACTIONS).map(([name, settings]) => ({
    properties: {
      do: { const: name },
      with: withReferences(z.toJSONSchema(settings, { io: 'input' }) as JsonSchema),
    },
  }));
  return schema;
}

const REFERENCE = {
  type: 'string',
  pattern: '^\\$\\([^()]*\\)$',
  description: 'A parameter, an address, … as $(name).',
};

function withReferences(schema: JsonSchema): JsonSchema {
  const { $schema: _dialect, ...settings } = schema;
  return orReference(settings, true);
}

/** Containers keep their shape; what they hold may be a reference. */
function orReference(schema: JsonSchema, isRoot = false): JsonSchema {
  const copy: JsonSchema = { ...schema };
  if (isSchema(copy.properties)) {
    copy.properties = Object.fromEntries(
      Object.entries(copy.properties).map(([name, property]) => [name, orReference(property as JsonSchema)]),
    );
  }
  if (isSchema(copy.items)) copy.items = orReference(copy.items);
  if (isRoot || 'properties' in copy || 'items' in copy) return copy;
  const { description, default: fallback, ...value } = copy;
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    // A text may hold a reference in its middle, which no pattern of its own foresees.
    anyOf: [value.type === 'string' ? { type: 'string' } : value, REFERENCE],
  };
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
