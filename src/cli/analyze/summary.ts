/** The terminal summary: what is in the capture, connection by connection, and what deserves to be known. */
import pc from 'picocolors';
import { describeFinding, durationText } from '../../analyzer/findings/describe.ts';
import { describeHypothesis } from '../../analyzer/findings/hypothesis-words.ts';
import type { Analysis, Connection, Endpoint, Finding, Hypothesis } from '../../analyzer/model.ts';
import type { Language } from '../../base/language.ts';
import { harmless } from '../terminal.ts';
import { type Column, layOut, wrap } from './summary-layout.ts';
import { HANDSHAKE_WORDS, marksText, SEVERITY_SIGNS, sizeText, TEARDOWN_WORDS, word } from './summary-words.ts';

export const MAX_CONNECTIONS_SHOWN = 50;
const MAX_FINDINGS_SHOWN = 20;
const MAX_STREAMS_SHOWN = 12;
/** Text is not set wider than this: long lines are hard to read. */
const MAX_TEXT_WIDTH = 110;
const MIN_WIDTH = 40;
/** When standard output is no terminal. */
const DEFAULT_WIDTH = 120;
const INDENT = '    ';

export interface SummaryOptions {
  readonly language: Language;
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width?: number | undefined;
}

type Colors = ReturnType<typeof pc.createColors>;

interface Context {
  readonly language: Language;
  readonly colors: Colors;
  readonly width: number;
}

/** Every text that may come from the wire is made harmless. */
export function summaryOf(analysis: Analysis, options: SummaryOptions): string {
  const context: Context = {
    language: options.language,
    colors: pc.createColors(options.color),
    width: Math.max(MIN_WIDTH, options.width ?? DEFAULT_WIDTH),
  };
  const parts = [
    captureLines(context, analysis),
    connectionLines(context, analysis.connections),
    findingLines(context, analysis.findings),
    closingLines(context, analysis.connections),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function captureLines({ language, colors, width }: Context, { capture, connections }: Analysis): string[] {
  const count = connections.length;
  const facts = [
    capture.format ?? '',
    capture.linkTypes.map(harmless).join(', '),
    word('packets', language, { n: capture.packets.toLocaleString('en-US') }),
    word('tcp', language, { n: capture.tcpPackets.toLocaleString('en-US') }),
    count === 1 ? word('oneConnection', language) : word('inConnections', language, { n: String(count) }),
  ];
  if (capture.firstTime !== null && capture.lastTime !== null) {
    facts.push(durationText((Number(capture.lastTime) - Number(capture.firstTime)) * 1000, language));
  }
  const warnings = [
    ...(capture.dropped ? [word('dropped', language, { n: String(capture.dropped) })] : []),
    ...(capture.truncated > 0 ? [word('truncated', language, { n: String(capture.truncated) })] : []),
    ...capture.warnings.map(({ message, count: times }) => harmless(times > 1 ? `${message} (${times})` : message)),
  ];
  return [
    colors.bold(harmless(capture.file ?? '-')),
    ...wrap(facts.filter((fact) => fact !== '').join(' · '), width).map((line) => colors.dim(line)),
    ...warnings.flatMap((warning) => wrap(`! ${warning}`, width).map((line) => colors.yellow(line))),
  ];
}

const COLUMNS: readonly Column[] = [
  { align: 'right' },
  { align: 'left', shrinks: 'last' },
  { align: 'left', dispensable: 3 },
  { align: 'left', dispensable: 4 },
  { align: 'left' },
  { align: 'right' },
  { align: 'right' },
  { align: 'right', dispensable: 2 },
  { align: 'left', shrinks: 'first', dispensable: 1 },
];
const CLOSED_COLUMN = 4;

function connectionLines(context: Context, connections: readonly Connection[]): string[] {
  if (connections.length === 0) return [];
  const { language, colors, width } = context;
  const shown = connections.slice(0, MAX_CONNECTIONS_SHOWN);
  const head = ['#', ...HEAD.map((key) => word(key, language))];
  const rows = [head, ...shown.map((connection) => rowOf(connection, language))];
  const paint = (text: string, row: number, column: number): string => {
    if (row === 0) return colors.dim(text);
    if (column === 0) return colors.bold(text);
    return column === CLOSED_COLUMN ? paintClosing(colors, shown[row - 1]!, text) : text;
  };
  return [
    colors.bold(word('connections', language)),
    ...layOut(rows, COLUMNS, width, paint),
    ...moreLine(context, connections.length - shown.length),
  ];
}

const HEAD = ['clientAndServer', 'app', 'opened', 'closed', 'sent', 'received', 'rtt', 'marks'] as const;

function rowOf(connection: Connection, language: Language): string[] {
  const { client, server, handshake, teardown, bytes, rtt } = connection;
  const first = teardown.initiator === null ? '' : ` (${word(teardown.initiator, language)})`;
  return [
    String(connection.id),
    `${endpointText(client)} → ${endpointText(server)}`,
    harmless(connection.app ?? '–'),
    HANDSHAKE_WORDS[handshake.kind][language],
    TEARDOWN_WORDS[teardown.kind][language] + first,
    sizeText(bytes.client),
    sizeText(bytes.server),
    rtt.handshakeMs === null ? '–' : durationText(rtt.handshakeMs, language),
    marksText(connection),
  ];
}

function endpointText({ address, port, name }: Endpoint): string {
  const host = name === null ? address : harmless(name);
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function paintClosing(colors: Colors, { teardown }: Connection, text: string): string {
  switch (teardown.kind) {
    case 'four-segment':
    case 'three-segment':
    case 'simultaneous':
      return colors.green(text);
    case 'reset':
    case 'reset-after-fin':
      return colors.red(text);
    case 'half-closed':
    case 'unacknowledged-fin':
      return colors.yellow(text);
    case 'open':
      return colors.dim(text);
  }
}

/** What is ordinary ('info') is left out; what several connections have in common is said once. */
function findingLines(context: Context, findings: readonly Finding[]): string[] {
  const { language, colors } = context;
  const groups = groupByCode(findings);
  const shown = [...groups.values()].slice(0, MAX_FINDINGS_SHOWN);
  const said = shown.reduce((sum, group) => sum + group.length, 0);
  return [
    colors.bold(word('findings', language)),
    ...(shown.length === 0 ? [colors.green(word('nothing', language))] : []),
    ...shown.flatMap((group) => findingBlock(context, group)),
    ...moreLine(context, findings.length - said),
  ];
}

function groupByCode(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.severity === 'info') continue;
    const group = groups.get(finding.code);
    if (group === undefined) groups.set(finding.code, [finding]);
    else group.push(finding);
  }
  return groups;
}

/** The first of the group in full, the connections of the others by number. */
function findingBlock({ language, colors, width }: Context, group: readonly Finding[]): string[] {
  const finding = group[0]!;
  const { title, detail } = describeFinding(finding, language);
  const sign = severityColor(colors, finding.severity)(SEVERITY_SIGNS[finding.severity]);
  const filter = colors.cyan(INDENT + harmless(finding.filter));
  const rfc = finding.rfc === null ? '' : colors.dim(`  ${finding.rfc}`);
  const head = wrap(`${harmless(title)}  ${streamsText(group.map(({ connection }) => connection))}`, width - 2);
  return [
    ...head.map((line, index) => `${index === 0 ? sign : ' '} ${colors.bold(line)}`),
    ...textLines(harmless(detail), width),
    filter + rfc,
  ];
}

/** `#0 #3 #4 …` */
function streamsText(streams: readonly (number | null)[]): string {
  const all = [...new Set(streams)].filter((stream) => stream !== null);
  const shown = all.slice(0, MAX_STREAMS_SHOWN).map((stream) => `#${stream}`);
  return shown.join(' ') + (all.length > shown.length ? ` … (${all.length})` : '');
}

function severityColor(colors: Colors, severity: Finding['severity']): (text: string) => string {
  return { error: colors.red, warning: colors.yellow, note: colors.blue, info: colors.dim }[severity];
}

/** The guesses about one closing of each kind; those that fall are only counted. */
function closingLines(context: Context, connections: readonly Connection[]): string[] {
  const { language, colors } = context;
  const unusual = connections.filter(({ closing }) => closing !== null);
  if (unusual.length === 0) return [];
  const byKind = new Map<string, Connection[]>();
  for (const connection of unusual) {
    const { kind } = connection.teardown;
    byKind.set(kind, [...(byKind.get(kind) ?? []), connection]);
  }
  return [
    colors.bold(word('closings', language)),
    ...[...byKind.values()].flatMap((alike) => closingBlock(context, alike)),
  ];
}

function closingBlock(context: Context, alike: readonly Connection[]): string[] {
  const { language, colors, width } = context;
  const { teardown, closing } = alike[0]!;
  const hypotheses = closing!.hypotheses;
  const refuted = hypotheses.filter(({ verdict }) => verdict === 'refuted').length;
  const head = wrap(`${TEARDOWN_WORDS[teardown.kind][language]}  ${streamsText(alike.map(({ id }) => id))}`, width);
  return [
    ...head.map((line) => colors.bold(line)),
    ...hypotheses.flatMap((hypothesis) => hypothesisLines(context, hypothesis)),
    ...(refuted > 0 ? [`  ${colors.dim(word('refuted', language, { n: String(refuted) }))}`] : []),
  ];
}

function hypothesisLines({ language, colors, width }: Context, hypothesis: Hypothesis): string[] {
  const { verdict, filter } = hypothesis;
  if (verdict === 'refuted') return [];
  const { statement, reason } = describeHypothesis(hypothesis, language);
  const supported = verdict === 'supported';
  const paint = supported ? colors.green : colors.yellow;
  const head = wrap(harmless(statement), Math.min(width, MAX_TEXT_WIDTH) - INDENT.length);
  const sign = supported ? '✔' : '?';
  return [
    ...head.map((line, index) => paint(`  ${index === 0 ? sign : ' '} ${line}`)),
    ...textLines(harmless(reason), width),
    ...(supported ? [colors.cyan(INDENT + filter)] : []),
  ];
}

function textLines(text: string, width: number): string[] {
  return wrap(text, Math.min(width, MAX_TEXT_WIDTH) - INDENT.length).map((line) => INDENT + line);
}

function moreLine({ language, colors }: Context, count: number): string[] {
  return count > 0 ? [colors.dim(word('more', language, { n: String(count) }))] : [];
}
