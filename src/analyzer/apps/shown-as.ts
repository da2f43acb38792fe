/**
 * Which protocol Wireshark's packet list names, in place of TCP, for a frame with payload. Its dissectors are chosen by
 * port where they have no heuristics: what we recognise by its words on another port, Wireshark still shows as TCP.
 * Checked against tshark 4.0 and 4.4 on real captures (`shown-as.test.ts`).
 */

export interface ShownFrame {
  /** As in `connection.app`. */
  app: string;
  /** Both sides', in any order. */
  ports: readonly [number, number];
  /** The frame ends a mail of SMTP. What POP3 fetches, Wireshark shows as POP to its end. */
  endsMail: boolean;
  /** The version's name when the frame is encrypted. */
  tls: string | null;
  /** A data connection that Wireshark ties to a control connection it knows. */
  tied: boolean;
}

interface Shown {
  name: string;
  /** Wireshark's default ports; null where its heuristics find the protocol on any port. */
  ports: readonly number[] | null;
}

const SHOWN: ReadonlyMap<string, Shown> = new Map<string, Shown>([
  ['ftp', { name: 'FTP', ports: [21] }],
  ['smtp', { name: 'SMTP', ports: [25, 587] }],
  ['pop3', { name: 'POP', ports: [110] }],
  ['imap', { name: 'IMAP', ports: [143, 220] }],
  ['http', { name: 'HTTP', ports: null }],
  ['http2', { name: 'HTTP2', ports: null }],
  ['rtsp', { name: 'RTSP', ports: null }],
  ['sip', { name: 'SIP', ports: null }],
  ['ssh', { name: 'SSH', ports: [22] }],
  ['dns', { name: 'DNS', ports: [53] }],
  ['telnet', { name: 'TELNET', ports: [23] }],
  ['bgp', { name: 'BGP', ports: [179] }],
  ['ldap', { name: 'LDAP', ports: [389] }],
  ['dcerpc', { name: 'DCERPC', ports: null }],
  ['kerberos', { name: 'KRB5', ports: [88] }],
  ['mysql', { name: 'MySQL', ports: [3306] }],
  ['postgresql', { name: 'PGSQL', ports: [5432] }],
  ['tds', { name: 'TDS', ports: [1433] }],
  ['irc', { name: 'IRC', ports: [6667, 57000] }],
  ['nntp', { name: 'NNTP', ports: [119] }],
  ['whois', { name: 'WHOIS', ports: [43] }],
  ['finger', { name: 'FINGER', ports: [79] }],
  ['echo', { name: 'ECHO', ports: [7] }],
  ['daytime', { name: 'DAYTIME', ports: [13] }],
  ['chargen', { name: 'Chargen', ports: [19] }],
  ['rsync', { name: 'RSYNC', ports: [873] }],
  ['bittorrent', { name: 'BitTorrent', ports: null }],
]);

const FTP_DATA_PORT = 20;

/** Null: TCP. */
export function shownAs({ app, ports, endsMail, tls, tied }: ShownFrame): string | null {
  if (tls !== null) return tls;
  if (app === 'ftp-data') return tied || ports.includes(FTP_DATA_PORT) ? 'FTP-DATA' : null;
  const shown = SHOWN.get(app);
  if (!shown) return null;
  if (shown.ports !== null && !shown.ports.some((port) => ports.includes(port))) return null;
  return endsMail ? `${shown.name}/IMF` : shown.name;
}
