/** The terminal summary: what is in the capture, connection by connection, and what deserves to be known. */
import { describeFinding, durationText } from '../../analyzer/findings/describe.ts';
import { describeHypothesis } from '../../analyzer/findings/hypothesis-words.ts';
import type { Analysis, Connection, Finding, Hypothesis } from '../../analyzer/model.ts';
import { describeWarning } from '../../analyzer/warning-words.ts';
import { groupedDigits } from '../../base/digits.ts';
import type { Language } from '../../base/language.ts';
import { TEARDOWN_NAMES } from '../../base/tcp-words.ts';
import { STANDARD_INPUT_NAME } from '../capture-source.ts';
import { type Colors, createColors } from '../colors.ts';
import { harmless } from '../terminal.ts';
import { appLines } from './summary-apps.ts';
import { connectionLines } from './summary-connections.ts';
import { type Context, INDENT, MAX_TEXT_WIDTH, moreLine, textLines } from './summary-context.ts';
import { wrap } from './summary-layout.ts';
import { counted, SEVERITY_SIGNS, word } from './summary-words.ts';
import type { WidthOf } from './text-width.ts';

export { MAX_CONNECTIONS_SHOWN } from './summary-connections.ts';

const MAX_FINDINGS_SHOWN = 20;
const MAX_STREAMS_SHOWN = 12;
/** Groups of closings that are judged alike. */
const MAX_CLOSINGS_SHOWN = 8;
/** Guesses that one reason leaves open are told apart up to this number. */
const ALIKE = 3;
const MIN_WIDTH = 40;
/** The list of connections says so itself. */
const UNLISTED = 'connections-not-listed';
/** When standard output is no terminal. */
const DEFAULT_WIDTH = 120;

export interface SummaryOptions {
  readonly language: Language;
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width?: number | undefined;
  readonly widthOf: WidthOf;
}

/** Every text that may come from the wire is made harmless. */
export function summaryOf(analysis: Analysis, options: SummaryOptions): string {
  const context: Context = {
    language: options.language,
    colors: createColors(options.color),
    width: Math.max(MIN_WIDTH, options.width ?? DEFAULT_WIDTH),
    widthOf: options.widthOf,
  };
  const parts = [
    captureLines(context, analysis),
    connectionLines(context, analysis.connections, unlistedOf(analysis)),
    appLines(context, analysis.apps),
    findingLines(context, analysis.findings, unlistedOf(analysis) > 0),
    closingLines(context, analysis.connections),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Connections of which the analysis holds nothing but their number: the ordinary ones beyond the first. */
function unlistedOf({ capture }: Analysis): number {
  return capture.warnings.find(({ code }) => code === UNLISTED)?.count ?? 0;
}

function captureLines({ language, colors, width, widthOf }: Context, analysis: Analysis): string[] {
  const { capture } = analysis;
  const count = analysis.connections.length + unlistedOf(analysis);
  const facts = [
    capture.format ?? '',
    capture.linkTypes.map(harmless).join(', '),
    counted('packets', capture.packets, language),
    word('tcp', language, { n: groupedDigits(capture.tcpPackets) }),
    counted('inConnections', count, language),
  ];
  const elapsedMs = (Number(capture.lastTime) - Number(capture.firstTime)) * 1000;
  // Frames need not be in the order of their times.
  if (capture.packets > 0 && elapsedMs >= 0) facts.push(durationText(elapsedMs, language));
  const warnings = [
    ...(capture.dropped ? [counted('dropped', capture.dropped, language)] : []),
    ...(capture.truncated > 0 ? [counted('truncated', capture.truncated, language)] : []),
    ...capture.warnings
      .filter(({ code }) => code !== UNLISTED)
      .map((warning) => harmless(describeWarning(warning, language))),
  ];
  return [
    colors.bold(harmless(capture.file ?? STANDARD_INPUT_NAME[language])),
    ...wrap(facts.filter((fact) => fact !== '').join(' · '), width, widthOf).map((line) => colors.dim(line)),
    ...warnings.flatMap((warning) => wrap(`! ${warning}`, width, widthOf).map((line) => colors.yellow(line))),
  ];
}

/** What is ordinary ('info') is left out, and counted if all of it is known; what several connections have in common is said once. */
function findingLines(context: Context, findings: readonly Finding[], ordinaryUncounted: boolean): string[] {
  const { language, colors } = context;
  const groups = groupByCode(findings);
  const shown = [...groups.values()].slice(0, MAX_FINDINGS_SHOWN);
  const said = shown.reduce((sum, group) => sum + group.length, 0);
  const ordinary = findings.filter(({ severity }) => severity === 'info').length;
  return [
    colors.bold(word('findings', language)),
    ...(shown.length === 0 ? [colors.green(word('nothing', language))] : []),
    ...shown.flatMap((group) => findingBlock(context, group)),
    ...moreLine(context, findings.length - ordinary - said),
    ...(ordinaryUncounted ? [colors.dim(word('ordinaryLeftOut', language))] : ordinaryLine(context, ordinary)),
  ];
}

function ordinaryLine({ language, colors }: Context, count: number): string[] {
  return count === 0 ? [] : [colors.dim(counted('ordinary', count, language))];
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
function findingBlock(context: Context, group: readonly Finding[]): string[] {
  const { language, colors, width, widthOf } = context;
  const finding = group[0]!;
  const { title, detail } = describeFinding(finding, language);
  const sign = severityColor(colors, finding.severity)(SEVERITY_SIGNS[finding.severity]);
  const filter = INDENT + harmless(finding.filter);
  const head = wrap(
    `${harmless(title)}  ${streamsText(group.map(({ connection }) => connection))}`,
    width - 2,
    widthOf,
  );
  return [
    ...head.map((line, index) => `${index === 0 ? sign : ' '} ${colors.bold(line)}`),
    ...textLines(context, harmless(detail)),
    ...proofLines(context, filter, finding.rfc),
  ];
}

/** The filter, never broken so that it can be copied, and the rule beside it where there is room. */
function proofLines({ colors, width }: Context, filter: string, rfc: string | null): string[] {
  if (rfc === null) return [colors.cyan(filter)];
  const together = filter.length + 2 + rfc.length <= width;
  return together ? [`${colors.cyan(filter)}  ${colors.dim(rfc)}`] : [colors.cyan(filter), colors.dim(INDENT + rfc)];
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

/**
 * The guesses about the closings, said once for those of the same kind that are judged alike; guesses that fall are only
 * counted, and so are those that one reason leaves open.
 */
function closingLines(context: Context, connections: readonly Connection[]): string[] {
  const { language, colors } = context;
  const groups = new Map<string, Connection[]>();
  for (const connection of connections) {
    if (connection.closing === null) continue;
    const verdicts = connection.closing.hypotheses.map(({ verdict, because }) => `${verdict} ${because}`);
    const key = [connection.teardown.kind, ...verdicts].join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [connection]);
    else group.push(connection);
  }
  if (groups.size === 0) return [];
  const all = [...groups.values()];
  const left = all.slice(MAX_CLOSINGS_SHOWN).reduce((sum, group) => sum + group.length, 0);
  return [
    colors.bold(word('closings', language)),
    ...all.slice(0, MAX_CLOSINGS_SHOWN).flatMap((group) => closingBlock(context, group)),
    ...moreLine(context, left),
  ];
}

function closingBlock(context: Context, closings: readonly Connection[]): string[] {
  const { language, colors, width, widthOf } = context;
  const { teardown, closing } = closings[0]!;
  const hypotheses = closing!.hypotheses;
  const judged = (wanted: Hypothesis['verdict']) => hypotheses.filter(({ verdict }) => verdict === wanted);
  const [supported, open] = [judged('supported'), judged('cannot-tell')];
  const refuted = judged('refuted').length;
  const openBy = openByReason(open);
  const alone = ({ because }: Hypothesis) => (openBy.get(because)?.length ?? 0) < ALIKE;
  const head = wrap(
    `${TEARDOWN_NAMES[teardown.kind].brief[language]}  ${streamsText(closings.map(({ id }) => id))}`,
    width,
    widthOf,
  );
  return [
    ...head.map((line) => colors.bold(line)),
    ...[...supported, ...open.filter(alone)].flatMap((hypothesis) => hypothesisLines(context, hypothesis)),
    ...[...openBy.values()].flatMap((alike) => (alike.length < ALIKE ? [] : undecidedLines(context, alike))),
    ...(refuted > 0
      ? [`  ${colors.dim(word(refutedWord(refuted, hypotheses.length), language, { n: String(refuted) }))}`]
      : []),
  ];
}

function refutedWord(refuted: number, all: number): 'allRefuted' | 'oneRefuted' | 'refuted' {
  if (refuted === all) return 'allRefuted';
  return refuted === 1 ? 'oneRefuted' : 'refuted';
}

/** Guesses by what stands in the way of deciding them. */
function openByReason(open: readonly Hypothesis[]): Map<string, Hypothesis[]> {
  const byReason = new Map<string, Hypothesis[]>();
  for (const hypothesis of open) {
    byReason.set(hypothesis.because, [...(byReason.get(hypothesis.because) ?? []), hypothesis]);
  }
  return byReason;
}

function undecidedLines(context: Context, alike: readonly Hypothesis[]): string[] {
  const { language, colors } = context;
  const { reason } = describeHypothesis(alike[0]!, language);
  const head = `  ${word('undecided', language, { n: String(alike.length) })}`;
  return [colors.yellow(head), ...textLines(context, harmless(reason))];
}

function hypothesisLines(context: Context, hypothesis: Hypothesis): string[] {
  const { language, colors, width, widthOf } = context;
  const { verdict, filter } = hypothesis;
  const { statement, reason } = describeHypothesis(hypothesis, language);
  const supported = verdict === 'supported';
  const paint = supported ? colors.green : colors.yellow;
  const head = wrap(harmless(statement), Math.min(width, MAX_TEXT_WIDTH) - INDENT.length, widthOf);
  const sign = supported ? '✔' : '?';
  return [
    ...head.map((line, index) => paint(`  ${index === 0 ? sign : ' '} ${line}`)),
    ...textLines(context, harmless(reason)),
    ...(supported ? [colors.cyan(INDENT + filter)] : []),
  ];
}
