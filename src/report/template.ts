/**
 * A teacher's own arrangement of the report: a Markdown file in which `{{closing}}` on a line of its own stands for that
 * section, `{{blank 6}}` for lines to write on, and everything else (headings, paragraphs, lists, fenced code) is the
 * teacher's text.
 */
import { LabFileError } from '../base/errors.ts';
import { numbered } from './build.ts';
import type { Block, Inline, ReportModel, Section } from './model.ts';
import { visibleLine, visibleText } from './text.ts';

/** Every section that a template may name; one that this run does not have is left out. */
const SECTION_IDS = [
  'aim',
  'environment',
  'procedure',
  'results',
  'gallery',
  'opening',
  'dialogue',
  'credentials',
  'files',
  'command-rules',
  'mail',
  'closing',
  'puzzle',
  'analysis',
  'curves',
  'findings',
  'answers',
  'verify',
  'thoughts',
  'appendix',
  'all-connections',
  'checks',
  'truth',
  'environment-details',
  'reproduce',
] as const;

const MAX_BLANK_LINES = 40;

interface Draft {
  readonly title: string;
  readonly id: string;
  readonly depth: number;
  readonly blocks: Block[];
  readonly sections: Section[];
}

/** Throws `LabFileError` with file and line for a section that does not exist. */
export function arrange(model: ReportModel, template: string, file: string): ReportModel {
  const known = new Map(flatten(model.sections).map((part) => [part.id, part]));
  const top: Section[] = [];
  const open: Draft[] = [];
  const closeTo = (depth: number) => {
    while (open.length > 0 && open.at(-1)!.depth >= depth) {
      const draft = open.pop()!;
      const done: Section = {
        id: draft.id,
        number: null,
        title: draft.title,
        blocks: draft.blocks,
        sections: draft.sections,
      };
      (open.at(-1)?.sections ?? top).push(done);
    }
  };
  let count = 0;
  const placed = new Set<string>();
  for (const part of parseTemplate(template, file)) {
    switch (part.kind) {
      case 'heading':
        closeTo(part.depth);
        count += 1;
        open.push({ title: part.text, id: `own-${count}`, depth: part.depth, blocks: [], sections: [] });
        break;
      case 'section': {
        if (!SECTION_IDS.some((id) => id === part.id)) throw unknownSection(part.id, file, part.line);
        const section = known.get(part.id);
        if (section === undefined) break;
        for (const { id } of flatten([section])) {
          if (placed.has(id)) throw placedTwice(id, file, part.line);
          placed.add(id);
        }
        const here = open.at(-1);
        (here?.sections ?? top).push(section);
        break;
      }
      case 'block':
        if (open.length === 0) {
          count += 1;
          open.push({ title: '', id: `own-${count}`, depth: 1, blocks: [], sections: [] });
        }
        open.at(-1)!.blocks.push(part.block);
        break;
    }
  }
  closeTo(0);
  return { ...model, sections: numbered(top, '') };
}

function unknownSection(id: string, file: string, line: number): LabFileError {
  const [at, name] = [`${file}:${line}`, visibleLine(id)];
  return new LabFileError(
    { en: `${at}: there is no section '${name}'`, zh: `${at}: 没有“${name}”这一部分` },
    {
      hint: {
        en: `sections are ${SECTION_IDS.join(', ')}; {{blank 6}} leaves six lines to write on`,
        zh: `可用的部分有 ${SECTION_IDS.join('、')}；{{blank 6}} 留出六行空白`,
      },
    },
  );
}

/** A section has one place, alone or within another: its links lead to one place only. */
function placedTwice(id: string, file: string, line: number): LabFileError {
  return new LabFileError({
    en: `${file}:${line}: the section '${id}' stands above already, alone or within another`,
    zh: `${file}:${line}: “${id}”这一部分在前面已经出现过（单独出现，或包含在其他部分中）`,
  });
}

function flatten(sections: readonly Section[]): Section[] {
  return sections.flatMap((part) => [part, ...flatten(part.sections)]);
}

type Part =
  | { readonly kind: 'heading'; readonly depth: number; readonly text: string }
  | { readonly kind: 'section'; readonly id: string; readonly line: number }
  | { readonly kind: 'block'; readonly block: Block };

function parseTemplate(template: string, file: string): Part[] {
  const lines = visibleText(template).split('\n');
  const parts: Part[] = [];
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!;
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    const place = /^\s*\{\{\s*([\w-]+)(?:\s+(\d+))?\s*\}\}\s*$/.exec(line);
    if (line.trim() === '') i += 1;
    else if (heading) {
      parts.push({ kind: 'heading', depth: heading[1]!.length, text: heading[2]!.trim() });
      i += 1;
    } else if (place) {
      parts.push(placeholder(place[1]!, place[2], i + 1));
      i += 1;
    } else {
      const end = takeBlock(lines, i, parts);
      if (parts.at(-1)?.kind === 'block' && !FENCE.test(line)) refusePlaceholders(lines.slice(i, end), i + 1, file);
      i = end;
    }
  }
  return parts;
}

function placeholder(id: string, count: string | undefined, line: number): Part {
  if (id !== 'blank') return { kind: 'section', id, line };
  const lines = Math.min(MAX_BLANK_LINES, Math.max(1, Number(count ?? 4)));
  return { kind: 'block', block: { kind: 'blank', prompt: '', lines } };
}

/** A placeholder within a text would stand there as it is: the teacher surely meant a line of its own. */
function refusePlaceholders(lines: readonly string[], first: number, file: string): void {
  const at = lines.findIndex((line) => line.includes('{{'));
  if (at < 0) return;
  throw new LabFileError(
    {
      en: `${file}:${first + at}: a placeholder stands on a line of its own`,
      zh: `${file}:${first + at}: 占位符必须单独占一行`,
    },
    {
      hint: {
        en: '{{opening}} for a section, {{blank 6}} for six lines to write on',
        zh: '{{opening}} 表示一个部分，{{blank 6}} 留出六行空白',
      },
    },
  );
}

const FENCE = /^(`{3,}|~{3,})/;
const LIST_ITEM = /^\s*(?:[-*]|(\d+)\.)\s+(.*)$/;

/** Takes the paragraph, list or fenced code that starts at line `i`; returns where the next part starts. */
function takeBlock(lines: readonly string[], i: number, parts: Part[]): number {
  const fence = FENCE.exec(lines[i]!)?.[1];
  let j = i + 1;
  if (fence !== undefined) {
    while (j < lines.length && !lines[j]!.startsWith(fence)) j += 1;
    const text = lines.slice(i + 1, j).join('\n');
    parts.push({ kind: 'block', block: { kind: 'code', caption: null, text, note: null } });
    return j + 1;
  }
  const first = LIST_ITEM.exec(lines[i]!);
  if (first) {
    while (j < lines.length && LIST_ITEM.test(lines[j]!)) j += 1;
    const items = lines.slice(i, j).map((line) => inlinesOf(LIST_ITEM.exec(line)![2]!));
    parts.push({ kind: 'block', block: { kind: 'list', ordered: first[1] !== undefined, items } });
    return j;
  }
  while (j < lines.length && lines[j]!.trim() !== '' && !/^#|^\s*\{\{|^`{3}|^~{3}/.test(lines[j]!)) j += 1;
  parts.push({ kind: 'block', block: { kind: 'paragraph', text: inlinesOf(lines.slice(i, j).join(' ')) } });
  return j;
}

/** `**strong**` and `` `code` ``; anything else is text. */
function inlinesOf(text: string): Inline[] {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part): Inline => {
    if (/^\*\*.+\*\*$/.test(part)) return { kind: 'strong', text: part.slice(2, -2) };
    if (/^`.+`$/.test(part)) return { kind: 'code', text: part.slice(1, -1) };
    return part;
  });
}
