/**
 * The part of Wireshark's display filters that this page understands:
 * `tcp.stream == 3 && (tcp.flags.fin == 1 || frame.number in {5, 9..12}) && !ftp`. Anything else is searched as text.
 */
import { lineText } from '../../packets/dissect/application.ts';
import { Bytes } from '../../packets/dissect/field.ts';
import { infoOf, protocolOf } from '../../packets/info.ts';
import { summaryOf } from '../../packets/other.ts';
import { layoutOf } from '../../packets/payload.ts';
import { NO_STREAM, type PacketTable, rowAt } from '../../packets/table.ts';
import type { StreamInfo } from '../page.ts';

export type Predicate = (index: number) => boolean;

export interface FilterSource {
  readonly table: PacketTable;
  readonly streams: ReadonlyMap<number, StreamInfo>;
  readonly analysisFlags: readonly string[];
}

export type Compiled = { readonly kind: 'filter' | 'text'; readonly matches: Predicate };

/** An empty text shows everything. */
export function compileFilter(text: string, source: FilterSource): Compiled {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'filter', matches: () => true };
  const parser = new Parser(tokens(trimmed), source);
  const predicate = parser.parse();
  return predicate === null
    ? { kind: 'text', matches: textSearch(trimmed, source) }
    : { kind: 'filter', matches: predicate };
}

function textSearch(text: string, source: FilterSource): Predicate {
  const wanted = text.toLowerCase();
  return (index) => {
    const row = rowAt(source.table, index);
    const stream = source.streams.get(row.stream);
    if (infoOf(row, stream, source.analysisFlags).toLowerCase().includes(wanted)) return true;
    if (protocolOf(row, stream, source.analysisFlags).toLowerCase() === wanted) return true;
    return [stream?.client, stream?.server].some(
      (end) => end !== undefined && (end.address.includes(wanted) || (end.name ?? '').toLowerCase().includes(wanted)),
    );
  };
}

const TOKEN =
  /\s*(&&|\|\||==|!=|>=|<=|>|<|!|\(|\)|\{|\}|,|\.\.|"(?:[^"\\]|\\.)*"|[A-Za-z0-9_:-]+(?:\.(?!\.)[A-Za-z0-9_:-]+)*)/y;

function tokens(text: string): string[] | null {
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

type Value = number | string;
type Getter = (index: number) => readonly Value[];

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

class Parser {
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
    if (protocol === null && getter === null) return null;
    this.#at += 1;
    const operator = this.#tokens[this.#at];
    if (operator === 'in' && getter !== null) return this.#set(getter);
    if (operator !== undefined && OPERATORS[operator] !== undefined && getter !== null) {
      this.#at += 2;
      const value = literal(this.#tokens[this.#at - 1]);
      const compare = OPERATORS[operator];
      return value === null ? null : (index) => getter(index).some((found) => compare(found, value));
    }
    return protocol ?? ((index) => getter!(index).some((found) => found !== 0));
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

function literal(token: string | undefined): Value | null {
  if (token === undefined) return null;
  if (token.startsWith('"')) return token.slice(1, -1).replace(/\\(.)/g, '$1');
  if (/^(0x[0-9a-f]+|\d+)$/i.test(token)) return Number(token);
  if (token === 'True' || token === 'true') return 1;
  if (token === 'False' || token === 'false') return 0;
  return /^[0-9a-f.:]+$/i.test(token) ? token : null;
}

function protocolTest(name: string, source: FilterSource): Predicate | null {
  const { table, streams } = source;
  const app = { ftp: 'ftp', 'ftp-data': 'ftp-data', smtp: 'smtp', pop: 'pop3', http: 'http', imf: 'smtp' }[name];
  if (name === 'tcp') return (index) => table.columns.stream[index] !== NO_STREAM;
  if (name === 'arp') return (index) => summaryOf(rowAt(table, index)).protocol === 'ARP';
  if (name === 'udp') return (index) => summaryOf(rowAt(table, index)).protocol === 'UDP';
  if (app === undefined) return null;
  return (index) => table.columns.length[index]! > 0 && streams.get(table.columns.stream[index]!)?.app === app;
}

const TCP_FLAG_BITS: Readonly<Record<string, number>> = {
  fin: 0,
  syn: 1,
  reset: 2,
  push: 3,
  ack: 4,
  urg: 5,
  ece: 6,
  cwr: 7,
  ae: 8,
};

const COLUMN_FIELDS = {
  'frame.number': 'frame',
  'frame.len': 'originalLength',
  'tcp.stream': 'stream',
  'tcp.len': 'length',
  'tcp.seq': 'seq',
  'tcp.ack': 'ack',
  'tcp.window_size': 'window',
  'tcp.flags': 'flags',
} as const;

function fieldGetter(name: string, source: FilterSource): Getter | null {
  const { columns } = source.table;
  const column = COLUMN_FIELDS[name as keyof typeof COLUMN_FIELDS];
  if (column !== undefined) {
    const onlyTcp = name.startsWith('tcp.');
    return (index) => (onlyTcp && columns.stream[index] === NO_STREAM ? [] : [columns[column][index]!]);
  }
  if (name.startsWith('tcp.flags.')) {
    const bit = TCP_FLAG_BITS[name.slice('tcp.flags.'.length)];
    return bit === undefined
      ? null
      : (index) => (columns.stream[index] === NO_STREAM ? [] : [(columns.flags[index]! >> bit) & 1]);
  }
  if (name === 'tcp.analysis.flags') return (index) => [columns.analysis[index] === 0 ? 0 : 1];
  if (name.startsWith('tcp.analysis.')) {
    const bit = source.analysisFlags.indexOf(name.slice('tcp.analysis.'.length));
    return bit < 0 ? null : (index) => [(columns.analysis[index]! >> bit) & 1];
  }
  return addressGetter(name, source) ?? dialogueGetter(name, source);
}

function addressGetter(name: string, source: FilterSource): Getter | null {
  const match = /^(?:(ip|ipv6)\.(src|dst|addr)|tcp\.(srcport|dstport|port))$/.exec(name);
  if (match === null) return null;
  const what = match[1] === undefined ? 'port' : 'address';
  const which = (match[2] ?? match[3]!).replace('port', '') as 'src' | 'dst' | 'addr' | '';
  return (index) => {
    const stream = source.streams.get(source.table.columns.stream[index]!);
    if (stream === undefined) return [];
    const fromClient = source.table.columns.fromClient[index] === 1;
    const [sender, receiver] = fromClient ? [stream.client, stream.server] : [stream.server, stream.client];
    if (which === 'src') return [sender[what]];
    return which === 'dst' ? [receiver[what]] : [sender[what], receiver[what]];
  };
}

/** `ftp.request.command`, `ftp.response.code` and their like, read from the first line of the payload. */
function dialogueGetter(name: string, source: FilterSource): Getter | null {
  const match = /^(ftp|pop|smtp)\.(?:request|req|response|rsp)\.?(command|code|arg|parameter)?$/.exec(name);
  if (match === null) return null;
  const app = match[1] === 'pop' ? 'pop3' : match[1]!;
  const fromClient = /\.req/.test(name);
  const part = match[2] ?? 'any';
  return (index) => {
    const row = rowAt(source.table, index);
    if (row.length === 0 || row.fromClient !== fromClient || source.streams.get(row.stream)?.app !== app) return [];
    const layout = layoutOf(row.bytes, row.linkType);
    if (layout === null) return [];
    const bytes = new Bytes(row.bytes);
    const line = lineText(row.bytes, layout.payload, Math.min(bytes.length, layout.payload + row.length));
    if (part === 'any') return [1];
    const [first = '', rest = ''] = line.split(/[ -](.*)/s);
    if (part === 'code') return /^\d{3}$/.test(first) ? [Number(first)] : [];
    return [part === 'command' ? first.toUpperCase() : rest];
  };
}
