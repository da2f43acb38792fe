/** How servers differ on the wire, out of the analyses of real runs: the rows of docs/servers.md. */
import type { Analysis } from '../../src/analyzer/model.ts';
import type { FinishedRun } from './lab-run.ts';

/** What was seen, in order of first sight: what is up to timing may be seen in more than one way. */
export type Facts = ReadonlyMap<string, ReadonlySet<string>>;

type Dialogue = Analysis['apps']['ftp'][number]['dialogue'];
type Connection = Analysis['connections'][number];

/** Lower-case name of the table's row, and what the run's wire says to it. */
type Fact = readonly [row: string, seen: string | undefined];

export function ftpFacts(runs: readonly FinishedRun[]): Facts {
  return collect(
    runs.flatMap(({ manifest, analysis }) => [
      ...ftpDialogueFacts(manifest.lab.variant, analysis),
      ...ftpClosings(analysis),
    ]),
  );
}

function ftpDialogueFacts(variant: string | null, { apps, connections }: Analysis): Fact[] {
  const [before, after] = apps.ftp;
  const first = before?.dialogue ?? [];
  const active = connections.find((connection) => connection.app === 'ftp-data' && connection.client.name === 'server');
  return [
    ['greeting', quoted(before?.banner?.replace('\n', ' / '))],
    ['`USER`', replyTo(first, 'USER')],
    ['`PASS`, right', replyTo(first, 'PASS')],
    ['`FEAT` lists', features(first)],
    ['`OPTS UTF8 ON`', replyTo(first, 'OPTS UTF8 ON')],
    ['`PASV`', replyTo(first, 'PASV')],
    ['`EPSV` (over IPv6)', variant === 'ipv6' ? replyTo(first, 'EPSV') : undefined],
    ['`PORT`', replyTo(first, 'PORT')],
    ['active mode: its port for data', active && (active.client.port === 20 ? '20' : 'any')],
    ['before a listing', replyTo(first, 'LIST')],
    ['`DELE`, allowed', replyTo(first, 'DELE')],
    ['`DELE`, denied', replyTo(after?.dialogue ?? [], 'DELE')],
    ['`MKD`, denied', replyTo(after?.dialogue ?? [], 'MKD')],
    ['`QUIT`', replyTo(first, 'QUIT')],
  ];
}

function ftpClosings({ apps, connections }: Analysis): Fact[] {
  const transfers = apps.ftp.flatMap((session) => session.transfers);
  const byId = new Map(connections.map((connection) => [connection.id, connection]));
  return [
    ...connections
      .filter(({ app }) => app === 'ftp')
      .flatMap((connection) => closing('control connection', connection)),
    ...transfers.flatMap(({ kind, dataConnection }) => {
      const connection = dataConnection === null ? undefined : byId.get(dataConnection);
      return connection ? closing(`data connection of ${kind === 'upload' ? 'an' : 'a'} ${kind}`, connection) : [];
    }),
  ];
}

export function mailFacts(runs: readonly FinishedRun[]): Facts {
  return collect(runs.flatMap(({ manifest, analysis }) => mailFactsOf(manifest.lab.variant, analysis)));
}

function mailFactsOf(variant: string | null, { apps, connections }: Analysis): Fact[] {
  const [smtp, pop3] = [apps.smtp[0], apps.pop3[0]];
  const right = variant === null;
  const seen = (value: string | undefined, when: boolean): string | undefined => (when ? value : undefined);
  return [
    ['SMTP greeting', quoted(smtp?.banner)],
    ['`EHLO` offers', smtp?.extensions.join(', ')],
    ['`AUTH PLAIN`, right', seen(replyTo(smtp?.dialogue ?? [], 'AUTH'), right)],
    ['`AUTH PLAIN`, wrong', seen(replyTo(smtp?.dialogue ?? [], 'AUTH'), !right)],
    ['`DATA`', lastReply(smtp?.dialogue ?? [], '354')],
    ['the mail taken on', seen(lastReply(smtp?.dialogue ?? [], '250'), right)],
    ['SMTP `QUIT`', replyTo(smtp?.dialogue ?? [], 'QUIT')],
    ['POP3 greeting', quoted(pop3?.banner)],
    ['POP3 `PASS`, right', seen(replyTo(pop3?.dialogue ?? [], 'PASS'), right)],
    ['POP3 `PASS`, wrong', seen(replyTo(pop3?.dialogue ?? [], 'PASS'), !right)],
    ['POP3 `QUIT`', replyTo(pop3?.dialogue ?? [], 'QUIT')],
    ['headers added', seen(addedHeaders(pop3?.messages[0]?.headers ?? []), right)],
    ...connections.flatMap((connection) =>
      right && (connection.app === 'smtp' || connection.app === 'pop3')
        ? closing(`${connection.app.toUpperCase()} connection`, connection)
        : [],
    ),
  ];
}

/** Trace headers stand before everything that a client wrote (RFC 5321 §4.4). */
function addedHeaders(headers: readonly { readonly name: string }[]): string {
  const end = headers.findIndex(({ name }) => !/^(?:return-path|delivered-to|received)$/i.test(name));
  return headers
    .slice(0, end)
    .map(({ name }) => name)
    .join(', ');
}

/** Who is server is told by the name, for in active mode the FTP server opens the data connection. */
function closing(what: string, { teardown, client, server }: Connection): Fact[] {
  if (teardown.initiator === null) return [];
  const initiator = teardown.initiator === 'client' ? client.name : server.name;
  const riding = teardown.segments.some(({ withData, role }) => withData && role.startsWith('fin'));
  return [
    [`${what}: closed first by`, initiator ?? undefined],
    [`${what}: closed in`, teardown.kind],
    [`${what}: a FIN on a segment with data`, riding ? 'yes' : 'no'],
  ];
}

/** The first reply after the first command that begins like this; of several lines, the last. */
function replyTo(dialogue: Dialogue, command: string): string | undefined {
  const index = dialogue.findIndex(({ kind, text }) => kind === 'command' && text.startsWith(command));
  if (index < 0) return undefined;
  return quoted(
    dialogue
      .slice(index)
      .find(({ kind }) => kind === 'reply')
      ?.text.split('\n')
      .at(-1),
  );
}

/** By its code: where commands are pipelined, replies do not follow theirs. */
function lastReply(dialogue: Dialogue, code: string): string | undefined {
  return quoted(dialogue.findLast(({ kind, text }) => kind === 'reply' && text.startsWith(code))?.text);
}

function features(dialogue: Dialogue): string | undefined {
  const index = dialogue.findIndex(({ text }) => text === 'FEAT');
  const lines = dialogue[index + 1]?.text.split('\n').slice(1, -1) ?? [];
  return lines.map((line) => line.trim()).join(', ') || undefined;
}

/** Without what differs from run to run: addresses, ports, names of mails and sessions. */
function quoted(text: string | null | undefined): string | undefined {
  return (
    text
      ?.replace(/\([\d,|]+\)/g, '(…)')
      .replace(/<[^<>]*[@.][^<>]*>/g, '<…>')
      .replace(/\b(queued as) \w+/g, '$1 …')
      // The server notes the client's address in the mail, whose length is up to the subnet that was free.
      .replace(/\(\d+ octets\)/g, '(… octets)')
  );
}

function collect(facts: readonly Fact[]): Facts {
  const seen = new Map<string, Set<string>>();
  for (const [row, value] of facts) {
    if (value === undefined) continue;
    seen.set(row, (seen.get(row) ?? new Set()).add(value));
  }
  return seen;
}

const OR = ' *or* ';
const NOTHING = '–';

/** A table in Markdown: a row a fact, a column a server. */
export function tableOf(columns: ReadonlyMap<string, Facts>): string {
  const rows = [...new Set([...columns.values()].flatMap((facts) => [...facts.keys()]))];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(['', ...columns.keys()]),
    line(['---', ...[...columns].map(() => '---')]),
    ...rows.map((row) => line([row, ...[...columns.values()].map((facts) => cell(facts.get(row)))])),
  ].join('\n');
}

function cell(values: ReadonlySet<string> = new Set([NOTHING])): string {
  return [...values]
    .map((value) => value.replace(/[|<]/g, '\\$&'))
    .sort()
    .join(OR);
}

/** Reads a table back: what each column, a server, says to each row. */
export function readTable(markdown: string): Map<string, Facts> {
  const [head = '', , ...rows] = markdown.trim().split('\n');
  const table = rows.map(cellsOf);
  const factsIn = (column: number): Facts =>
    new Map(table.map((cells) => [cells[0] ?? '', new Set((cells[column] ?? '').split(OR))]));
  return new Map(cellsOf(head).flatMap((name, column) => (column === 0 ? [] : [[name, factsIn(column)]])));
}

function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((text) => text.trim().replace(/\\([|<])/g, '$1'));
}

/** Both, without the cells that say nothing. */
export function union(one: Facts, other: Facts): Facts {
  const rows = [...new Set([...one.keys(), ...other.keys()])];
  return new Map(
    rows.map((row) => {
      const values = new Set([...(one.get(row) ?? []), ...(other.get(row) ?? [])]);
      values.delete(NOTHING);
      return [row, values];
    }),
  );
}

/** With how many segments two sides close by FIN is up to which of them is quicker (RFC 9293 §3.6). */
const CLOSED_BY_FIN: ReadonlySet<string> = new Set(['three-segment', 'four-segment', 'simultaneous']);

/** What was seen and is not in the table, one line each. */
export function undocumented(seen: Facts, documented: Facts): string[] {
  return [...seen].flatMap(([row, values]) =>
    [...values]
      .filter((value) => !documented.get(row)?.has(value) && !CLOSED_BY_FIN.has(value))
      .map((value) => `${row}: ${value}`),
  );
}
