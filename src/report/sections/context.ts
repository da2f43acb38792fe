/** What every section builder works with, and the few phrases that they share. */
import { numberFilter } from '../../analyzer/findings/filter.ts';
import type { Analysis, Connection, Direction, Endpoint } from '../../analyzer/model.ts';
import type { Language, Localized } from '../../base/language.ts';
import type { Manifest } from '../manifest.ts';
import type { Block, Figure, Inline, Inlines, ReportOptions, Section, SvgNode, Table } from '../model.ts';
import { measured } from '../number.ts';
import type { PacketTable } from '../packets/table.ts';
import { visibleLine, visibleText } from '../text.ts';

/** Longest list of frames that is spelt out; the page and the filter hold the rest. */
const MAX_LISTED_FRAMES = 24;
/** Longest list of streams in a sentence or a cell. */
export const MAX_STREAMS = 12;
/** Most frames and ranges of frames in a display filter that Wireshark still takes with grace. */
const MAX_FILTER_RUNS = 200;

export interface BuildInput {
  readonly analysis: Analysis;
  readonly manifest: Manifest | null;
  readonly packets: PacketTable;
  readonly options: ReportOptions;
  readonly language: Language;
}

export interface BuildContext extends BuildInput {
  /** The text of the report's language. */
  readonly say: (english: string, chinese: string) => string;
  readonly pick: (text: Localized) => string;
}

export function contextOf(input: BuildInput): BuildContext {
  const say = (english: string, chinese: string) => (input.language === 'zh' ? chinese : english);
  return { ...input, say, pick: (text) => visibleText(text[input.language]) };
}

export function section(
  id: string,
  title: string,
  blocks: readonly Block[],
  sections: readonly Section[] = [],
): Section {
  return { id, number: null, title, blocks, sections };
}

export function paragraph(...text: Inline[]): Block {
  return { kind: 'paragraph', text };
}

export function frames(list: readonly number[]): Inline {
  return {
    kind: 'frames',
    frames: list.slice(0, MAX_LISTED_FRAMES),
    more: Math.max(0, list.length - MAX_LISTED_FRAMES),
  };
}

/** The frames that show what was just said, at its end: ` (frames 3–5)`. */
export function cited(context: BuildContext, list: readonly number[]): Inline[] {
  const { say } = context;
  return list.length === 0 ? [] : [say(' (', '（见'), frames(list), say(')', '）')];
}

/** Streams, each a link, at most {@link MAX_STREAMS} of them. */
export function streams({ say }: BuildContext, list: readonly number[]): Inline[] {
  const links = list
    .slice(0, MAX_STREAMS)
    .flatMap((stream, i): Inline[] => [...(i === 0 ? [] : [say(', ', '、')]), { kind: 'stream', stream }]);
  return list.length > MAX_STREAMS ? [...links, ' …'] : links;
}

export function sideName({ say }: BuildContext, by: Direction | null): Inline {
  if (by === null) return '–';
  return { kind: 'side', by, text: by === 'client' ? say('client', '客户端') : say('server', '服务器') };
}

/** Whether something held, in words of its own. */
export function verdict(holds: boolean, good: string, bad: string): Inline {
  return holds ? { kind: 'verdict', tone: 'good', text: good } : { kind: 'verdict', tone: 'bad', text: bad };
}

/** Said under a table of connections that does not hold all of them. */
export function leftOut(context: BuildContext, count: number): string | null {
  if (count <= 0) return null;
  return context.say(
    `${count} more connections are in the packet list and in analysis.json.`,
    `其余 ${count} 条连接见分组列表与 analysis.json。`,
  );
}

export function table(
  caption: string,
  columns: readonly (string | { title: string; align: 'left' | 'right' | 'center' })[],
  rows: readonly (readonly (Inline | Inlines)[])[],
  note: string | null = null,
): Table {
  return {
    kind: 'table',
    caption,
    columns: columns.map((column) => (typeof column === 'string' ? { title: column, align: 'left' } : column)),
    rows: rows.map((row) => row.map((cell) => (Array.isArray(cell) ? (cell as Inlines) : [cell as Inline]))),
    note,
  };
}

export function right(title: string): { title: string; align: 'right' } {
  return { title, align: 'right' };
}

export function code(text: string): Inline {
  return { kind: 'code', text: visibleLine(text) };
}

export function figure(
  id: string,
  caption: string,
  description: string,
  drawn: { svg: SvgNode; width: number; height: number },
): Figure {
  return { kind: 'figure', id, caption, description, ...drawn };
}

export function filterBlock(text: string, shows: string): Block {
  return { kind: 'filter', text, shows };
}

/** The filter of evidence that is an absence: it selects nothing, so the report does not show it. */
export const NO_FRAMES = 'frame.number == 0';

/**
 * A filter for exactly these frames; of very many, for the first of them, and it says so. Nothing for no frames: what is
 * absent can't be shown.
 */
export function framesFilter({ say }: BuildContext, list: readonly number[], shows: string): Block[] {
  const sorted = [...new Set(list)].sort((a, b) => a - b);
  const kept = firstRuns(sorted);
  if (kept.length === 0) return [];
  const part = say(
    `${shows} (the first ${kept.length} of ${sorted.length})`,
    `${shows}（共 ${sorted.length} 帧，此处为前 ${kept.length} 帧）`,
  );
  return [filterBlock(numberFilter(kept), kept.length < sorted.length ? part : shows)];
}

/** As many of the frames as make {@link MAX_FILTER_RUNS} runs without a gap. */
function firstRuns(sorted: readonly number[]): readonly number[] {
  let runs = 0;
  const end = sorted.findIndex((frame, i) => frame !== (sorted[i - 1] ?? Number.NaN) + 1 && ++runs > MAX_FILTER_RUNS);
  return end < 0 ? sorted : sorted.slice(0, end);
}

export function socket(endpoint: Endpoint): string {
  const address = endpoint.address.includes(':') ? `[${endpoint.address}]` : endpoint.address;
  return `${address}:${endpoint.port}`;
}

/** `client (10.21.0.2:40312)`, or the socket alone where nothing names the host. */
export function endpointText(endpoint: Endpoint): string {
  return endpoint.name === null ? socket(endpoint) : `${visibleLine(endpoint.name)} (${socket(endpoint)})`;
}

/** An endpoint after the name of its side: a host called `client` is not named twice. */
export function sideText(endpoint: Endpoint, side: 'client' | 'server'): string {
  return endpoint.name === side ? socket(endpoint) : endpointText(endpoint);
}

/** `client:40312`: short enough for a table. */
export function shortEndpoint(endpoint: Endpoint): string {
  return endpoint.name === null ? socket(endpoint) : `${visibleLine(endpoint.name)}:${endpoint.port}`;
}

export function connectionOf(context: BuildInput, id: number | null): Connection | null {
  return id === null ? null : (context.analysis.connections.find((connection) => connection.id === id) ?? null);
}

/** `ftp` as people write it. */
export function appName(app: string | null): string {
  return app === null ? 'TCP' : app.toUpperCase();
}

export function milliseconds(ms: number | null): string {
  return ms === null ? '–' : measured(ms);
}

/** Nanoseconds since the table's first packet of an epoch text. */
export function sinceStart(context: BuildInput, epoch: string): number {
  const [whole = '0', fraction = '0'] = epoch.split('.');
  return Number(BigInt(whole) * 1_000_000_000n + BigInt(fraction) - context.packets.startNs);
}
