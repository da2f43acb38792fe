/** Reads a display filter: precedence, comparisons, sets. Null wherever it is not one that this page knows. */
import {
  bytesGetter,
  type FilterSource,
  fieldGetter,
  type Getter,
  type Predicate,
  protocolTest,
  utf8String,
  type Value,
} from './filter-fields.ts';

const TOKEN =
  /\s*(&&|\|\||==|!=|>=|<=|>|<|!|\(|\)|\{|\}|,|\.\.|"(?:[^"\\]|\\.)*"|[A-Za-z0-9_:-]+(?:\.(?!\.)[A-Za-z0-9_:-]+)*)/y;

export function tokens(text: string): string[] | null {
  const list: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) {
      if (text.slice(from).trim() === '') break;
      return null;
    }
    list.push(match[1]!);
  }
  return list;
}

const MAX_DEPTH = 30;
const WORD_OPERATORS: Readonly<Record<string, string>> = {
  and: '&&',
  or: '||',
  not: '!',
  eq: '==',
  ne: '!=',
  gt: '>',
  lt: '<',
  ge: '>=',
  le: '<=',
};

export class Parser {
  readonly #tokens: readonly string[];
  readonly #source: FilterSource;
  readonly #valid: boolean;
  #at = 0;
  #depth = 0;

  constructor(list: string[] | null, source: FilterSource) {
    this.#valid = list !== null;
    this.#tokens = (list ?? []).map((token) => WORD_OPERATORS[token] ?? token);
    this.#source = source;
  }

  /** Null when the text is not a filter that this page knows. */
  parse(): Predicate | null {
    if (!this.#valid) return null;
    const predicate = this.#or();
    return this.#at === this.#tokens.length ? predicate : null;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #or(): Predicate | null {
    let left = this.#and();
    while (left !== null && this.#take('||')) {
      const [a, b]: [Predicate, Predicate | null] = [left, this.#and()];
      left = b === null ? null : (index) => a(index) || b(index);
    }
    return left;
  }

  #and(): Predicate | null {
    let left = this.#not();
    while (left !== null && this.#take('&&')) {
      const [a, b]: [Predicate, Predicate | null] = [left, this.#not()];
      left = b === null ? null : (index) => a(index) && b(index);
    }
    return left;
  }

  #not(): Predicate | null {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) return null;
    const predicate = this.#primary();
    this.#depth -= 1;
    return predicate;
  }

  #primary(): Predicate | null {
    if (this.#take('!')) {
      const inner = this.#not();
      return inner === null ? null : (index) => !inner(index);
    }
    if (this.#take('(')) {
      const inner = this.#or();
      return inner !== null && this.#take(')') ? inner : null;
    }
    return this.#comparison();
  }

  #comparison(): Predicate | null {
    const name = this.#tokens[this.#at];
    if (name === undefined) return null;
    const protocol = protocolTest(name, this.#source);
    const getter = fieldGetter(name, this.#source);
    if (protocol === null && getter === null && name !== 'frame') return null;
    this.#at += 1;
    const operator = this.#tokens[this.#at];
    if (operator === 'contains' && getter === null) return this.#contains(name);
    if (operator === 'in' && getter !== null) return this.#set(getter);
    if (operator !== undefined && OPERATORS[operator] !== undefined && getter !== null) {
      this.#at += 2;
      const value = literal(this.#tokens[this.#at - 1]);
      const compare = OPERATORS[operator];
      return value === null ? null : (index) => getter(index).some((found) => compare(found, value));
    }
    return protocol ?? (getter === null ? null : (index) => getter(index).some((found) => found !== 0));
  }

  #contains(protocol: string): Predicate | null {
    this.#at += 2;
    const value = literal(this.#tokens[this.#at - 1]);
    const bytes = bytesGetter(protocol, this.#source);
    if (value === null || bytes === null) return null;
    const wanted = utf8String(String(value));
    return (index) => bytes(index).some((found) => String(found).includes(wanted));
  }

  #set(getter: Getter): Predicate | null {
    this.#at += 1;
    if (!this.#take('{')) return null;
    const ranges: [Value, Value][] = [];
    while (!this.#take('}')) {
      const low = literal(this.#tokens[this.#at]);
      this.#at += 1;
      const high = this.#take('..') ? literal(this.#tokens[this.#at++]) : low;
      if (low === null || high === null) return null;
      ranges.push([low, high]);
      this.#take(',');
    }
    return (index) => getter(index).some((found) => ranges.some(([low, high]) => found >= low && found <= high));
  }
}

const OPERATORS: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  contains: (a, b) => String(a).includes(String(b)),
};

/** Wireshark's escapes in a quoted text. */
const ESCAPES: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', 0: '\0' };

function literal(token: string | undefined): Value | null {
  if (token === undefined) return null;
  if (token.startsWith('"')) {
    return token
      .slice(1, -1)
      .replace(/\\(?:x([0-9a-f]{2})|(.))/gis, (_, hex: string | undefined, one: string) =>
        hex === undefined ? (ESCAPES[one] ?? one) : String.fromCharCode(Number.parseInt(hex, 16)),
      );
  }
  if (/^(0x[0-9a-f]+|\d+)$/i.test(token)) return Number(token);
  if (token === 'True' || token === 'true') return 1;
  if (token === 'False' || token === 'false') return 0;
  return /^[0-9a-f.:]+$/i.test(token) ? token : null;
}
