/** A lab file's text: knows line and column of everything in it, so that errors can say where. */
import { isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { LabFileError } from '../base/errors.ts';
import { fillIn, type Localized, localize, type Text } from '../base/language.ts';
import { fullWidthHint, yamlMistake } from './yaml-words.ts';

/** YAML aliases may repeat parts of a file, but not blow it up. */
const MAX_ALIASES = 100;

/** A problem in a lab file: where (a path into it), and what was expected there. */
export interface LabIssue {
  readonly path: readonly PropertyKey[];
  readonly expected: Text;
  /** What stands there instead; left out where nothing does. */
  readonly found?: Text;
  /** The problem is the name of the last path element, not its value. */
  readonly atKey?: boolean;
}

export class LabSource {
  readonly fileName: string;
  readonly #lines = new LineCounter();
  readonly #document: ReturnType<typeof parseDocument>;

  /** Throws `LabFileError` for what is not YAML. */
  constructor(text: string, fileName: string) {
    this.fileName = fileName;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, merge: true });
    const [error] = this.#document.errors;
    if (error) {
      const [offset] = error.pos;
      const why = yamlMistake(error.code, (error.message.split('\n')[0] ?? '').replace(/\.$/, ''));
      const line = text.split('\n')[this.#lines.linePos(offset).line - 1] ?? '';
      throw new LabFileError(fillIn(NO_YAML, { at: this.#at(offset), why }), {
        hint: fullWidthHint(line) ?? LAB_FILES,
      });
    }
  }

  toJson(): unknown {
    try {
      return this.#document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (cause) {
      throw new LabFileError(fillIn(TOO_MANY_ALIASES, { at: this.#at(0), max: MAX_ALIASES }), { cause });
    }
  }

  /** One error that tells all issues, a line each, in the order of the file. */
  errorFor(issues: readonly LabIssue[]): LabFileError {
    const located = issues.map((issue) => ({ offset: this.#offsetOf(issue.path, issue.atKey ?? false), issue }));
    located.sort((one, other) => one.offset - other.offset);
    const message = localize((language) => {
      const lines = located.map(({ offset, issue }) => `${this.#at(offset)}: ${describe(issue)[language]}`);
      return [...new Set(lines)].join('\n');
    });
    return new LabFileError(message, { hint: LAB_FILES });
  }

  #at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.fileName}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  }

  /** Where the value (or its key) begins; for something that is missing, where its parent does. */
  #offsetOf(path: readonly PropertyKey[], atKey: boolean): number {
    let node: unknown = this.#document.contents;
    let offset = startOf(node) ?? 0;
    for (const [depth, step] of path.entries()) {
      const isLast = depth === path.length - 1;
      const pair = isMap(node)
        ? node.items.find((item) => isPair(item) && keyOf(item.key) === String(step))
        : undefined;
      const next: unknown = pair ? pair.value : childAt(node, step);
      const key = pair ? startOf(pair.key) : undefined;
      offset = (isLast && atKey ? key : undefined) ?? startOf(next) ?? key ?? offset;
      node = next;
    }
    return offset;
  }
}

const NO_YAML = { en: '{at}: expected valid YAML: {why}', zh: '{at}: 不是正确的 YAML：{why}' };
const TOO_MANY_ALIASES = { en: '{at}: expected at most {max} aliases', zh: '{at}: YAML 别名不能超过 {max} 个' };
const LAB_FILES = {
  en: 'docs/lab-file.md describes lab files; docs/lab.schema.json lets an editor check them',
  zh: '实验文件的格式见 docs/lab-file.md；docs/lab.schema.json 可以让编辑器检查它',
};

function describe({ path, expected, found }: LabIssue): Localized {
  const at = formatPath(path);
  const place = at === '' ? '' : { en: ` (${at})`, zh: `（${at}）` };
  const text = fillIn(found === undefined ? MISSING : WRONG, { expected, found: found ?? '', place });
  return { en: text.en, zh: text.zh.replace(SPACE_BETWEEN_CHINESE, '') };
}

const MISSING = { en: 'expected {expected}{place}', zh: '应有 {expected}{place}' };
const WRONG = { en: 'expected {expected}, found {found}{place}', zh: '应为 {expected}，实际为 {found}{place}' };

/** The space is for what is not Chinese. */
const SPACE_BETWEEN_CHINESE = /(?<=[应有为]) (?=[\p{Script=Han}“（])/gu;

function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, depth) => (typeof step === 'number' ? `[${step}]` : `${depth > 0 ? '.' : ''}${String(step)}`))
    .join('');
}

function keyOf(key: unknown): string | undefined {
  return isScalar(key) ? String(key.value) : typeof key === 'string' ? key : undefined;
}

function childAt(node: unknown, step: PropertyKey): unknown {
  if (!isNode(node) || !('items' in node) || typeof step !== 'number') return undefined;
  return (node.items as unknown[])[step];
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
