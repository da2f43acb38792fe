/** The four ways in which FTP agrees on a data connection's address (RFC 959 PORT and PASV, RFC 2428 EPRT and EPSV). */

export interface HostPort {
  /** Null where only a port is named (EPSV): the host is the control connection's. */
  address: string | null;
  port: number;
}

/** The argument of `PORT`: `h1,h2,h3,h4,p1,p2`. */
export function parsePort(argument: string): HostPort | null {
  const match = /^\s*(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})\s*$/.exec(argument);
  return match ? fromSix(match.slice(1).map(Number)) : null;
}

/** The text of a 227 reply. RFC 1123 §4.1.2.6: parentheses can't be relied on, only the six numbers. */
export function parsePasvReply(text: string): HostPort | null {
  const match = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(text);
  return match ? fromSix(match.slice(1).map(Number)) : null;
}

/** The argument of `EPRT`: `<d>1|2<d>address<d>port<d>` with any printable delimiter. */
export function parseEprt(argument: string): HostPort | null {
  const text = argument.trim();
  const fields = text.split(text.charAt(0));
  const [, family, address, port] = fields;
  if (fields.length !== 5 || (family !== '1' && family !== '2') || !address) return null;
  return withPort(address, port);
}

/** The text of a 229 reply: `(<d><d><d>port<d>)`. */
export function parseEpsvReply(text: string): HostPort | null {
  const match = /([\x21-\x7e])\1\1(\d{1,5})\1/.exec(text);
  return match ? withPort(null, match[2]) : null;
}

/** One spelling for each address, so that they can be compared; what is no address stays as it is. */
export function canonicalAddress(address: string): string {
  const text = address.trim().toLowerCase().replace(/%.*$/, '');
  if (!text.includes(':')) return text;
  const groups = ipv6Groups(text);
  if (!groups) return text;
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (!mapped) return groups.map((group) => group.toString(16)).join(':');
  return [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join('.');
}

function ipv6Groups(text: string): number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groupsOf(halves[0]!);
  const tail = halves.length === 2 ? groupsOf(halves[1]!) : [];
  if (!head || !tail) return null;
  const zeros = 8 - head.length - tail.length;
  if (halves.length === 2 ? zeros < 0 : zeros !== 0) return null;
  return [...head, ...Array.from({ length: zeros }, () => 0), ...tail];
}

function groupsOf(text: string): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  for (const part of text.split(':')) {
    const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(part);
    if (v4) groups.push((Number(v4[1]) << 8) | Number(v4[2]), (Number(v4[3]) << 8) | Number(v4[4]));
    else if (/^[0-9a-f]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}

function fromSix(numbers: number[]): HostPort | null {
  if (numbers.some((number) => number > 255)) return null;
  const [h1, h2, h3, h4, p1, p2] = numbers as [number, number, number, number, number, number];
  const port = p1 * 256 + p2;
  return port === 0 ? null : { address: `${h1}.${h2}.${h3}.${h4}`, port };
}

function withPort(address: string | null, digits: string | undefined): HostPort | null {
  const port = digits && /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  return port > 0 && port < 65536 ? { address, port } : null;
}
