/** The shape of `report.json`, for programs that read it: `model.ts` as a schema. `docs/report.schema.json` is made from it. */
import { z } from 'zod';
import { LANGUAGES } from '../base/language.ts';
import type { Block, Inline, ReportModel, Section, SvgNode } from './model.ts';

const frame = z.int().positive();
const text = z.string();
const direction = z.enum(['client', 'server']);
const tone = z.enum(['good', 'note', 'warning', 'bad', 'off']);

const inline: z.ZodType<Inline> = z.union([
  text,
  z.strictObject({ kind: z.enum(['code', 'strong', 'hash']), text }),
  z.strictObject({ kind: z.enum(['said', 'side']), by: direction, text }),
  z.strictObject({ kind: z.literal('range'), first: frame, last: frame }),
  z.strictObject({ kind: z.literal('frames'), frames: z.array(frame), more: z.int() }),
  z.strictObject({ kind: z.literal('stream'), stream: z.int() }),
  z.strictObject({ kind: z.literal('filter'), text }),
  z.strictObject({ kind: z.literal('verdict'), tone, text }),
  z.strictObject({ kind: z.literal('section'), id: text, text }),
]);
const inlines = z.array(inline);

const callout = z.strictObject({ kind: z.literal('callout'), tone, title: text, text: inlines });

const svgNode: z.ZodType<SvgNode> = z.strictObject({
  tag: text,
  attributes: z.record(text, z.union([text, z.number()])),
  get children() {
    return z.array(z.union([svgNode, text]));
  },
});

const dialogueLine = z.strictObject({
  direction,
  kind: z.enum(['command', 'reply', 'data', 'gap']),
  text,
  frames: z.array(frame),
  at: z.number().describe('seconds since the first packet of the capture'),
});

const block: z.ZodType<Block> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('paragraph'), text: inlines }),
  z.strictObject({ kind: z.literal('list'), ordered: z.boolean(), items: z.array(inlines) }),
  z.strictObject({
    kind: z.literal('facts'),
    compact: z.boolean(),
    items: z.array(z.strictObject({ label: text, value: inlines })),
  }),
  z.strictObject({
    kind: z.literal('table'),
    caption: text,
    columns: z.array(z.strictObject({ title: text, align: z.enum(['left', 'right', 'center']) })),
    rows: z.array(z.array(inlines)),
    note: text.nullable(),
  }),
  z.strictObject({
    kind: z.literal('figure'),
    id: text,
    caption: text,
    description: text.describe('what the figure shows, in words'),
    width: z.number(),
    height: z.number(),
    svg: svgNode,
  }),
  z.strictObject({
    kind: z.literal('dialogue'),
    caption: text,
    stream: z.int(),
    client: text,
    server: text,
    lines: z.array(dialogueLine),
    note: text.nullable(),
  }),
  callout,
  z.strictObject({ kind: z.literal('code'), caption: text.nullable(), text, note: text.nullable() }),
  z.strictObject({ kind: z.literal('filter'), text: text.describe('a Wireshark display filter'), shows: text }),
  z.strictObject({ kind: z.literal('blank'), prompt: text, lines: z.int() }),
]);

const section: z.ZodType<Section> = z.strictObject({
  id: text.describe('stable: what a template names it by'),
  number: text.nullable(),
  title: text,
  blocks: z.array(block),
  get sections() {
    return z.array(section);
  },
});

export const reportModelSchema: z.ZodType<ReportModel> = z.strictObject({
  version: z.literal(1),
  language: z.enum(LANGUAGES),
  title: text,
  subtitle: text.nullable(),
  titlePage: z.array(
    z.strictObject({
      field: z.enum(['course', 'student', 'number', 'teacher', 'date']),
      label: text,
      value: text.nullable().describe('null: left to fill in'),
    }),
  ),
  completeness: callout,
  sections: z.array(section),
  jumps: z.array(
    z.strictObject({
      kind: z.enum(['step', 'finding', 'check']),
      id: text,
      title: text,
      frames: z.array(frame),
      range: z.boolean().describe('true: every frame from the first to the last of `frames`'),
    }),
  ),
});
