/** A POP3 command line, taken apart (RFC 1939 §3): a keyword and its arguments. */
export interface Pop3Command {
  /** Upper case: keywords are case-insensitive. */
  readonly keyword: string;
  readonly args: readonly string[];
  /** Everything after the keyword: a password may hold spaces (RFC 1939 §7, PASS). */
  readonly rest: string;
}

/** RFC 2449 §4: command lines are at most 255 octets, CRLF included. */
export const MAX_COMMAND_LENGTH = 255;

export function parseCommand(line: string): Pop3Command {
  const space = line.indexOf(' ');
  const keyword = (space === -1 ? line : line.slice(0, space)).toUpperCase();
  const rest = space === -1 ? '' : line.slice(space + 1);
  return { keyword, rest, args: rest.split(' ').filter((arg) => arg !== '') };
}

/** A message number or a line count: decimal digits only; undefined for anything else. */
export function parseNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
