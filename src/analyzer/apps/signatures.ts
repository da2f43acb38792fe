/** What the first bytes of protocols look like from either side, and which protocols are believed by their port alone. */
import { decodeLatin1 } from './text.ts';

/** Whether the beginning of what one side sent is this protocol's. */
interface Test {
  /** By value: 1 for a byte with which it may begin. */
  first: Uint8Array;
  matches(bytes: Uint8Array): boolean;
}

interface Signature {
  app: string;
  client?: Test;
  server?: Test;
}

/** Characters of an HTTP request line that are looked at. */
const MAX_REQUEST_LINE = 1100;
/** No method of HTTP, RTSP or SIP is longer. */
const LONGEST_METHOD = 20;
const UPPER_CASE = range(0x41, 0x5a);
const SPACE = 0x20;

const HTTP_REQUEST = request(
  /^((GET|POST|HEAD|PUT|DELETE|PATCH|CONNECT|TRACE) [/*\w]|OPTIONS [/*h]|[A-Z][A-Z-]{2,15} \S{1,1024} HTTP\/\d)/,
);
const TLS_CLIENT_HELLO = bytes([0x16], (b) => isTlsRecord(b) && b[5] === 1);
const TLS_SERVER_HELLO = bytes([0x16], (b) => isTlsRecord(b) && b[5] === 2);
const TLS_RECORD = bytes(range(0x14, 0x17), isTlsRecord);
const SSL2_HELLO = bytes(range(0x80, 0x8f), (b) => b[2] === 1 && b[3] === 3 && b.length > 4 && b[4]! <= 3);
const SSH = begins('SSH-', (b) => isDigit(b[4]));
const BGP = bytes([0xff], (b) => b.length >= 16 && b.subarray(0, 16).every((byte) => byte === 0xff));
const SMB = bytes([0x00], (b) => b[4]! >= 0xfe && b[5] === 0x53 && b[6] === 0x4d && b[7] === 0x42);
const BITTORRENT = begins('\x13BitTorrent protocol');
const TELNET = bytes([0xff], (b) => b[1]! >= 0xfb && b[1]! <= 0xfe);

/** In this order where several fit. */
const SIGNATURES: readonly Signature[] = [
  { app: 'http2', client: begins('PRI * HTTP/2') },
  { app: 'rtsp', client: request(/^[A-Z_]+ \S+ RTSP\/1/), server: begins('RTSP/1') },
  { app: 'sip', client: request(/^[A-Z]+ sips?:\S+ SIP\/2/), server: begins('SIP/2') },
  { app: 'http', client: HTTP_REQUEST, server: begins('HTTP/', (b) => isDigit(b[5])) },
  { app: 'tls', client: TLS_CLIENT_HELLO, server: TLS_SERVER_HELLO },
  { app: 'tls', client: TLS_RECORD, server: TLS_RECORD },
  { app: 'tls', client: SSL2_HELLO },
  { app: 'ssh', client: SSH, server: SSH },
  { app: 'bgp', client: BGP, server: BGP },
  { app: 'smb', client: SMB, server: SMB },
  { app: 'mqtt', client: text([0x10], /^\x10.{1,4}\x00[\x04\x06]MQ/s) },
  { app: 'amqp', client: begins('AMQP') },
  { app: 'bittorrent', client: BITTORRENT, server: BITTORRENT },
  { app: 'redis', client: text([0x2a], /^\*\d+\r\n\$\d/) },
  { app: 'rdp', client: text([0x03], /^\x03\x00..[\s\S]\xe0[\s\S]{5}(Cookie: mstshash|\x01\x00\x08\x00)/s) },
  {
    app: 'irc',
    client: text(codes('NCPUncpu'), /^(NICK|CAP LS|PASS \S+\r?\nNICK|USER \S+ \S+ \S+ :)/i),
    server: text([0x3a], /^:\S+ (\d{3}|NOTICE) /),
  },
  { app: 'telnet', client: TELNET, server: TELNET },
];

/** For each first byte that was seen, the signatures that may begin with it on either side. */
const byFirstByte: (readonly Signature[] | undefined)[] = [];

export interface Signed {
  app: string;
  /** The side taken for the client is the server; null when the bytes don't tell. */
  swapped: boolean | null;
}

/** Null when neither side's first bytes are known. */
export function bySignature(client: Uint8Array, server: Uint8Array, rolesKnown: boolean): Signed | null {
  return signedBy(client[0], client, server, rolesKnown) ?? signedBy(server[0], client, server, rolesKnown);
}

function signedBy(
  first: number | undefined,
  client: Uint8Array,
  server: Uint8Array,
  rolesKnown: boolean,
): Signed | null {
  if (first === undefined) return null;
  for (const { app, client: asClient, server: asServer } of signaturesFrom(first)) {
    const oneSided = asClient !== asServer;
    if (is(asClient, client) || is(asServer, server)) return { app, swapped: oneSided ? false : null };
    if (!rolesKnown && (is(asClient, server) || is(asServer, client))) return { app, swapped: oneSided ? true : null };
  }
  return null;
}

function signaturesFrom(first: number): readonly Signature[] {
  byFirstByte[first] ??= SIGNATURES.filter(
    ({ client, server }) => client?.first[first] === 1 || server?.first[first] === 1,
  );
  return byFirstByte[first];
}

export function isHttpRequest(client: Uint8Array): boolean {
  return is(HTTP_REQUEST, client);
}

function is(test: Test | undefined, heard: Uint8Array): boolean {
  return test !== undefined && heard.length > 0 && test.first[heard[0]!] === 1 && test.matches(heard);
}

function bytes(first: readonly number[], matches: (heard: Uint8Array) => boolean): Test {
  const mask = new Uint8Array(256);
  for (const byte of first) mask[byte] = 1;
  return { first: mask, matches };
}

function begins(start: string, goesOn: (heard: Uint8Array) => boolean = () => true): Test {
  const expected = codes(start);
  return bytes([expected[0]!], (heard) => expected.every((byte, at) => heard[at] === byte) && goesOn(heard));
}

function text(first: readonly number[], pattern: RegExp): Test {
  return bytes(first, (heard) => pattern.test(decodeLatin1(heard.subarray(0, MAX_REQUEST_LINE))));
}

/** A method, a space and what follows: only then is it looked at as text. */
function request(pattern: RegExp): Test {
  const line = text(UPPER_CASE, pattern);
  return bytes(UPPER_CASE, (heard) => hasMethod(heard) && line.matches(heard));
}

/** The space behind a method is there. */
function hasMethod(heard: Uint8Array): boolean {
  const at = heard.indexOf(SPACE);
  return at >= 0 && at < LONGEST_METHOD;
}

function codes(characters: string): number[] {
  return Array.from(characters, (character) => character.charCodeAt(0));
}

/** RFC 8446 §5.1: content types 20 to 23, and version 3.0 to 3.4. */
function isTlsRecord(heard: Uint8Array): boolean {
  return heard[1] === 3 && heard.length > 2 && heard[2]! <= 4;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Binary protocols whose first bytes say little: believed by their port. */
export const BY_PORT: ReadonlyMap<number, string> = new Map([
  [7, 'echo'],
  [9, 'discard'],
  [13, 'daytime'],
  [19, 'chargen'],
  [20, 'ftp-data'],
  [23, 'telnet'],
  [43, 'whois'],
  [53, 'dns'],
  [79, 'finger'],
  [88, 'kerberos'],
  [102, 'iso-tsap'],
  [111, 'portmap'],
  [135, 'dcerpc'],
  [139, 'netbios-ssn'],
  [179, 'bgp'],
  [389, 'ldap'],
  [445, 'smb'],
  [502, 'modbus'],
  [514, 'shell'],
  [554, 'rtsp'],
  [636, 'ldaps'],
  [646, 'ldp'],
  [873, 'rsync'],
  [1080, 'socks'],
  [1433, 'tds'],
  [1521, 'oracle'],
  [1883, 'mqtt'],
  [2049, 'nfs'],
  [3260, 'iscsi'],
  [3306, 'mysql'],
  [3389, 'rdp'],
  [5060, 'sip'],
  [5222, 'xmpp'],
  [5432, 'postgresql'],
  [6379, 'redis'],
  [6667, 'irc'],
  [11211, 'memcached'],
  [27017, 'mongodb'],
]);
