/** The connections of the terminal summary: a table, or a few lines each where the terminal is narrow. */
import { durationText } from '../../analyzer/findings/describe.ts';
import type { Connection, Endpoint } from '../../analyzer/model.ts';
import type { Language } from '../../base/language.ts';
import { HANDSHAKE_NAMES, TEARDOWN_NAMES } from '../../base/tcp-words.ts';
import type { Colors } from '../colors.ts';
import { harmless } from '../terminal.ts';
import { type Context, INDENT, moreLine } from './summary-context.ts';
import { type Column, layOut, wrap } from './summary-layout.ts';
import { marksText, sizeText, word } from './summary-words.ts';

export const MAX_CONNECTIONS_SHOWN = 50;
/** In less, a table would have to cut the addresses. */
const TABLE_WIDTH = 110;

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

/** `unlisted`: how many more there are than these. */
export function connectionLines(context: Context, connections: readonly Connection[], unlisted: number): string[] {
  if (connections.length === 0) return [];
  const { language, colors, width } = context;
  const shown = connections.slice(0, MAX_CONNECTIONS_SHOWN);
  return [
    colors.bold(word('connections', language)),
    ...(width < TABLE_WIDTH ? shown.flatMap((one) => linesOf(context, one)) : tableOf(context, shown)),
    ...moreLine(context, connections.length - shown.length + unlisted),
  ];
}

/** Who talks to whom; how it opened and closed; how much; what Wireshark marks. */
function linesOf({ language, colors, width, widthOf }: Context, connection: Connection): string[] {
  const [id, ends, app, opened, closed, sent, received, rtt, marks] = rowOf(connection, language);
  const amounts = [
    `${word('sent', language)} ${sent}`,
    `${word('received', language)} ${received}`,
    ...(connection.rtt.handshakeMs === null ? [] : [`${word('rtt', language)} ${rtt}`]),
  ].join(' · ');
  const indented = (text: string): string[] => wrap(text, width - INDENT.length, widthOf).map((line) => INDENT + line);
  return [
    `${colors.bold(`#${id}`)} ${ends}${connection.app === null ? '' : colors.dim(`  ${app}`)}`,
    `${INDENT}${opened} · ${paintClosing(colors, connection, closed!)}`,
    ...indented(amounts).map((line) => colors.dim(line)),
    ...indented(marks!).map((line) => colors.dim(line)),
  ];
}

function tableOf({ language, colors, width, widthOf }: Context, shown: readonly Connection[]): string[] {
  const head = ['#', ...HEAD.map((key) => word(key, language))];
  const rows = [head, ...shown.map((connection) => rowOf(connection, language))];
  const isMarked = shown.some((connection) => marksText(connection) !== '');
  const paint = (text: string, row: number, column: number): string => {
    if (row === 0) return colors.dim(text);
    if (column === 0) return colors.bold(text);
    return column === CLOSED_COLUMN ? paintClosing(colors, shown[row - 1]!, text) : text;
  };
  return layOut(rows, isMarked ? COLUMNS : COLUMNS.slice(0, -1), width, widthOf, paint);
}

const HEAD = ['clientAndServer', 'app', 'opened', 'closed', 'sent', 'received', 'rtt', 'marks'] as const;

function rowOf(connection: Connection, language: Language): string[] {
  const { client, server, teardown, bytes, rtt } = connection;
  const kind = TEARDOWN_NAMES[teardown.kind].brief[language];
  const { initiator } = teardown;
  return [
    String(connection.id),
    `${endpointText(client)} → ${endpointText(server)}`,
    harmless(connection.app ?? '–'),
    openedText(connection, language),
    initiator === null ? kind : word('first', language, { kind, side: word(initiator, language) }),
    sizeText(bytes.client),
    sizeText(bytes.server),
    rtt.handshakeMs === null ? '–' : durationText(rtt.handshakeMs, language),
    marksText(connection),
  ];
}

/** Where no SYN tells who is the client, what does. */
function openedText({ handshake, rolesFrom }: Connection, language: Language): string {
  const opened = HANDSHAKE_NAMES[handshake.kind].brief[language];
  return rolesFrom === 'syn' ? opened : word(`roles-${rolesFrom}`, language, { opened });
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
