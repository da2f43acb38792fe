/** The part of docs/lab-file.md that lists actions and their settings, made from the schemas that check them. */
import { z } from 'zod';
import { ACTIONS } from './actions/catalogue.ts';
import { INSTRUCTIONS } from './actions/tcp.ts';

interface Setting {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly items?: Setting;
  readonly properties?: { readonly [name: string]: Setting };
}

/** Markdown: a section for each action, then the instructions of TCP scripts. */
export function actionReference(): string {
  const actions = Object.entries(ACTIONS).map(([name, schema]) => describeAction(name, schema));
  const instructions = Object.entries(INSTRUCTIONS).map(([form, what]) => `| \`${form}\` | ${what} |`);
  const scripts = ['#### Scripts of `tcp.serve` and `tcp.dial`', '', '| Instruction | |', '|---|---|', ...instructions];
  return `${[...actions, scripts.join('\n')].join('\n\n')}\n`;
}

function describeAction(name: string, schema: z.ZodType): string {
  const {
    description,
    properties = {},
    required = [],
  } = z.toJSONSchema(schema, { io: 'input' }) as Setting & {
    required?: readonly string[];
  };
  const heading = [`#### \`${name}\``, '', description ?? ''];
  const rows = Object.entries(properties).map(
    ([setting, value]) =>
      `| \`${setting}\` | ${typeOf(value)} | ${fallback(value, required.includes(setting))} | ${cell(value.description)} |`,
  );
  const table = rows.length === 0 ? [] : ['', '| Setting | Type | Default | |', '|---|---|---|---|', ...rows];
  return [...heading, ...table].join('\n');
}

function typeOf({ type, enum: choices, items, properties }: Setting): string {
  if (choices) return choices.map((choice) => `\`${String(choice)}\``).join(', ');
  if (items) return `list of ${typeOf(items)}`;
  if (properties) return `\`{ ${Object.keys(properties).join(', ')} }\``;
  return type === 'integer' ? 'whole number' : (type ?? 'any');
}

function fallback({ default: value }: Setting, isRequired: boolean): string {
  if (isRequired) return 'required';
  return value === undefined ? '' : `\`${JSON.stringify(value)}\``;
}

/** A bar would end the table's cell. */
function cell(text = ''): string {
  return text.replaceAll('|', '\\|');
}
