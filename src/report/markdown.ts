/** The report as Markdown (GitHub's dialect). Text from the wire is escaped: it can't become markup, HTML or a link. */
import { svgToString } from './figures/svg.ts';
import type { Block, Dialogue, Inline, Inlines, ReportModel, Section, Table } from './model.ts';
import { framesText, type Words, wordsOf } from './words.ts';

export interface MarkdownReport {
  readonly text: string;
  /** SVG files that the text refers to, by path relative to it. */
  readonly figures: ReadonlyMap<string, string>;
}

interface Pen {
  readonly model: ReportModel;
  readonly words: Words;
  readonly figures: Map<string, string>;
  readonly count: { figure: number; table: number };
}

const MAX_HEADING = 6;
/** A line to write on, in underscores. */
const BLANK_LENGTH = 60;

export function renderMarkdown(model: ReportModel): MarkdownReport {
  const pen: Pen = { model, words: wordsOf(model.language), figures: new Map(), count: { figure: 0, table: 0 } };
  const { completeness } = model;
  const parts = [
    `# ${escapeMarkdown(model.title)}`,
    ...(model.subtitle === null ? [] : [escapeMarkdown(model.subtitle)]),
    `> **${escapeMarkdown(completeness.title)}** ${inlines(completeness.text, pen)}`,
    model.titlePage
      .map(
        ({ label, value }) =>
          `- ${escapeMarkdown(label)}${pen.words.colon}${value === null ? '\\_\\_\\_\\_\\_\\_\\_\\_' : escapeMarkdown(value)}`,
      )
      .join('\n'),
    ...model.sections.flatMap((part) => sectionLines(part, 2, pen)),
  ];
  return { text: `${parts.join('\n\n')}\n`, figures: pen.figures };
}

function sectionLines(part: Section, depth: number, pen: Pen): string[] {
  const number = part.number === null ? '' : `${part.number} `;
  const heading = `${'#'.repeat(Math.min(depth, MAX_HEADING))} ${number}${escapeMarkdown(part.title)}`;
  return [
    heading,
    ...part.blocks.map((block) => blockText(block, pen)),
    ...part.sections.flatMap((child) => sectionLines(child, depth + 1, pen)),
  ];
}

function blockText(block: Block, pen: Pen): string {
  switch (block.kind) {
    case 'paragraph':
      return inlines(block.text, pen);
    case 'list':
      return block.items.map((item, i) => `${block.ordered ? `${i + 1}.` : '-'} ${inlines(item, pen)}`).join('\n');
    case 'facts':
      if (block.compact) {
        return block.items.map(({ label, value }) => `**${escapeMarkdown(label)}** ${inlines(value, pen)}`).join(' · ');
      }
      return block.items
        .map(({ label, value }) => `- **${escapeMarkdown(label)}**${pen.words.colon}${inlines(value, pen)}`)
        .join('\n');
    case 'table':
      return tableText(block, pen);
    case 'figure': {
      const path = `figures/${block.id}.svg`;
      pen.figures.set(path, `${svgToString(block.svg)}\n`);
      pen.count.figure += 1;
      return `![${escapeMarkdown(block.description)}](${path})\n\n*${pen.words.figure} ${pen.count.figure}${pen.words.colon}${escapeMarkdown(block.caption)}*`;
    }
    case 'dialogue':
      return dialogueText(block, pen);
    case 'callout':
      return `> **${escapeMarkdown(block.title)}** ${inlines(block.text, pen)}`;
    case 'code': {
      const caption = block.caption === null ? '' : `*${escapeMarkdown(block.caption)}*\n\n`;
      return `${caption}${fenced(block.text)}${note(block.note)}`;
    }
    case 'filter':
      return `${pen.words.shows}${pen.words.colon}${codeSpan(block.text)}${pen.words.aside(escapeMarkdown(block.shows))}`;
    case 'blank': {
      const prompt = block.prompt === '' ? [] : [`*${escapeMarkdown(block.prompt)}*`];
      return [...prompt, ...Array.from({ length: block.lines }, () => '\\_'.repeat(BLANK_LENGTH))].join('\n\n');
    }
  }
}

function tableText(block: Table, pen: Pen): string {
  pen.count.table += 1;
  const rule = { left: ':--', right: '--:', center: ':-:' } as const;
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = [
    row(block.columns.map((column) => escapeMarkdown(column.title))),
    row(block.columns.map((column) => rule[column.align])),
    ...block.rows.map((cells) => row(cells.map((cell) => inlines(cell, pen, true).replaceAll('\n', ' ')))),
  ];
  const caption = `*${pen.words.table} ${pen.count.table}${pen.words.colon}${escapeMarkdown(block.caption)}*`;
  return `${caption}\n\n${lines.join('\n')}${note(block.note)}`;
}

function dialogueText(block: Dialogue, pen: Pen): string {
  const lines = block.lines.flatMap((line) => {
    const text = line.kind === 'gap' ? `[${pen.words.gap}] ${line.text}` : line.text;
    const arrow = line.direction === 'client' ? '→' : '←';
    return text
      .split('\n')
      .map((part, i) => `${i === 0 ? `#${line.frames[0] ?? '?'}`.padStart(6) : ' '.repeat(6)} ${arrow} ${part}`);
  });
  const who = `→ ${pen.words.client} ${escapeMarkdown(block.client)} · ← ${pen.words.server} ${escapeMarkdown(block.server)}`;
  return `*${escapeMarkdown(block.caption)}*${pen.words.aside(who)}\n\n${fenced(lines.join('\n'))}${note(block.note)}`;
}

function note(text: string | null): string {
  return text === null ? '' : `\n\n*${escapeMarkdown(text)}*`;
}

function inlines(list: Inlines, pen: Pen, inTable = false): string {
  return list.map((inline) => inlineText(inline, pen, inTable)).join('');
}

function inlineText(inline: Inline, pen: Pen, inTable: boolean): string {
  if (typeof inline === 'string') return escapeMarkdown(inline);
  switch (inline.kind) {
    case 'code':
    case 'hash':
    case 'filter':
    case 'said':
      return codeSpan(inline.text, inTable);
    case 'side':
      return escapeMarkdown(inline.text);
    case 'range':
      return `#${inline.first}–#${inline.last}`;
    case 'strong':
    case 'verdict':
      return `**${escapeMarkdown(inline.text)}**`;
    case 'frames':
      return framesText(inline.frames, inline.more, pen.model.language);
    case 'stream':
      return String(inline.stream);
    case 'section':
      return escapeMarkdown(inline.text);
  }
}

/** Every character that Markdown or HTML could act on gets a backslash or becomes an entity. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
    .replace(/:\/\//g, '&#58;//')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}&#46;`)
    .replace(/^(\s*)([#+=-])(?=[\s#+=-]|$)/gm, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/gm, '$1\\$2')
    .replaceAll('\n', '  \n');
}

/** A code span that its content can't end. Only in a table does a bar need a backslash; elsewhere it would be seen. */
function codeSpan(text: string, inTable = false): string {
  const line = text.replaceAll('\n', ' ');
  // GitHub reads `\\|` as an escaped backslash and the end of the cell: what follows would be markup.
  if (inTable && line.includes('\\|')) return escapeMarkdown(line);
  const flat = inTable ? line.replaceAll('|', '\\|') : line;
  if (flat === '') return '';
  const fence = '`'.repeat(longestRun(flat) + 1);
  return fence.length > 1 || flat.startsWith(' ') ? `${fence} ${flat} ${fence}` : `\`${flat}\``;
}

function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}text\n${text.replace(/\n$/, '')}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
}
