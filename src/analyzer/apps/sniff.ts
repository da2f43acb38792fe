/** Which protocol a connection speaks, told by what it says first; the port only decides where words don't. */

/** What is known of a connection when the question is asked. */
export interface FirstWords {
  /** The beginning of what each side sent, one character a byte. */
  client: string;
  server: string;
  clientPort: number;
  serverPort: number;
  /** The roles are certain: the SYN was seen. */
  rolesKnown: boolean;
  /** No more will come. */
  final: boolean;
}

export interface Recognized {
  app: string;
  /** The side taken for the client is the server; null when the words don't tell. */
  swapped: boolean | null;
}

/** `wait`: more words may tell. `unknown`: they will not. */
export type Verdict = Recognized | 'wait' | 'unknown';

/** Enough for a greeting and a command. */
export const SNIFF_BYTES = 2048;

const FTP_PORTS = new Set([21, 2121]);
const SMTP_PORTS = new Set([25, 587, 2525]);
const POP3_PORTS = new Set([110]);

/** Commands of one protocol that are no commands of another with the same greeting. */
const SMTP_WORDS = /^(EHLO|HELO|LHLO|MAIL FROM|RCPT TO|DATA|BDAT|STARTTLS|VRFY|EXPN|ETRN|XCLIENT|XFORWARD)\b/i;
const FTP_WORDS =
  /^(USER|PASS|AUTH (TLS|SSL|GSSAPI)|FEAT|SYST|PASV|EPSV|PORT|EPRT|TYPE|LIST|NLST|RETR|STOR|CWD|PWD|XPWD|OPTS|HOST|CLNT|PBSZ|PROT|ACCT|MODE|STRU|ALLO)\b/i;
const FTP_REPLY = /^(227|229|331|234|150|125|226|257|215) /;
const SMTP_REPLY = /^(250-|354 |334 |235 )/;

export function recognize(words: FirstWords): Verdict {
  const { client, server, rolesKnown } = words;
  const asGiven = byDialogue(client, server, words.serverPort, words.final);
  if (asGiven !== 'unknown' && asGiven !== 'wait') return { app: asGiven.app, swapped: asGiven.certain ? false : null };
  const turned = rolesKnown ? 'unknown' : byDialogue(server, client, words.clientPort, words.final);
  if (turned !== 'unknown' && turned !== 'wait') return { app: turned.app, swapped: turned.certain ? true : null };
  const signed = bySignature(words);
  if (signed) return signed;
  if (!words.final && (asGiven === 'wait' || turned === 'wait' || beginsAsDialogue(words))) return 'wait';
  return byPortName(words) ?? 'unknown';
}

/** Too little to tell, or a first line without its end that may become a greeting or a command. */
function beginsAsDialogue({ client, server }: FirstWords): boolean {
  if (client.length < 16 && server.length < 16 && !(client + server).includes('\n')) return true;
  return [client, server].some((words) => words.length < SNIFF_BYTES && UNFINISHED_LINE.test(words));
}

const UNFINISHED_LINE = /^([1-5]\d\d[ -]|\+OK|-ERR|\* |[A-Za-z]{3,8}( |$))[^\n]*$/;

type DialogueVerdict = { app: 'ftp' | 'smtp' | 'pop3' | 'imap' | 'nntp'; certain: boolean } | 'wait' | 'unknown';

function byDialogue(client: string, server: string, port: number, final: boolean): DialogueVerdict {
  const command = firstLine(client, final);
  const reply = firstLine(server, final);
  if (reply !== null) {
    const told = byReply(reply, command, client, port, final);
    if (told !== null) return told;
  }
  if (command !== null && SMTP_WORDS.test(command) && (reply === null || /^\d{3}/.test(reply))) {
    return certain('smtp');
  }
  if (command !== null && server === '' && !final && /^(USER|PASS|APOP|AUTH|QUIT) /i.test(command)) return 'wait';
  return byPort(client, server, port, final);
}

function byReply(
  reply: string,
  command: string | null,
  client: string,
  port: number,
  final: boolean,
): DialogueVerdict | null {
  if (/^\* (OK|PREAUTH|BYE)\b/i.test(reply)) return certain('imap');
  if (/^\+OK\b|^-ERR\b/.test(reply)) return certain('pop3');
  if (FTP_REPLY.test(reply)) return certain('ftp');
  if (SMTP_REPLY.test(reply)) return certain('smtp');
  if (!/^(120|220|421|5\d\d)([ -]|$)/.test(reply))
    return /^20[01] /.test(reply) && port === 119 ? certain('nntp') : null;
  if (command !== null && SMTP_WORDS.test(command)) return certain('smtp');
  if (command !== null && FTP_WORDS.test(command)) return certain('ftp');
  if (/\bE?SMTP\b/i.test(reply)) return certain('smtp');
  if (/FTP/i.test(reply) && !SMTP_PORTS.has(port)) return certain('ftp');
  if (!final && command === null && client.length < SNIFF_BYTES) return 'wait';
  if (FTP_PORTS.has(port)) return certain('ftp');
  return SMTP_PORTS.has(port) ? certain('smtp') : null;
}

/** A dialogue that is seen from its middle, or from one side, is believed to be its port's as long as it is text. */
function byPort(client: string, server: string, port: number, final: boolean): DialogueVerdict {
  const app = FTP_PORTS.has(port) ? 'ftp' : SMTP_PORTS.has(port) ? 'smtp' : POP3_PORTS.has(port) ? 'pop3' : null;
  const first = client || server;
  if (app === null || first === '') return 'unknown';
  if (!isText(client) || !isText(server) || STRANGERS.test(client) || STRANGERS.test(server)) return 'unknown';
  return final || first.includes('\n') || first.length >= 64 ? { app, certain: true } : 'wait';
}

const STRANGERS = /^(SSH-|HTTP\/|RFB |(GET|POST|HEAD|PUT|OPTIONS|CONNECT) \S+ HTTP)/;

function isText(text: string): boolean {
  return !/[\u0000-\u0008\u000e-\u001f]/.test(text.slice(0, 64));
}

/** The first line once it is whole (or as whole as it will get). */
function firstLine(text: string, final: boolean): string | null {
  const end = text.indexOf('\n');
  if (end >= 0) return text.slice(0, end).replace(/\r$/, '');
  return (final || text.length >= SNIFF_BYTES) && text !== '' ? text : null;
}

function certain(app: 'ftp' | 'smtp' | 'pop3' | 'imap' | 'nntp'): DialogueVerdict {
  return { app, certain: true };
}

interface Signature {
  app: string;
  client?: RegExp;
  server?: RegExp;
}

/** What each protocol's first bytes look like from either side. */
const SIGNATURES: readonly Signature[] = [
  { app: 'http2', client: /^PRI \* HTTP\/2/ },
  { app: 'rtsp', client: /^[A-Z_]+ \S+ RTSP\/1/, server: /^RTSP\/1/ },
  { app: 'sip', client: /^[A-Z]+ sips?:\S+ SIP\/2/, server: /^SIP\/2/ },
  {
    app: 'http',
    client: /^((GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE) [/*h\w]|[A-Z][A-Z-]{2,15} \S{1,1024} HTTP\/\d)/,
    server: /^HTTP\/\d/,
  },
  { app: 'tls', client: /^\x16\x03[\x00-\x04]..\x01/s, server: /^\x16\x03[\x00-\x04]..\x02/s },
  { app: 'tls', client: /^[\x14-\x17]\x03[\x00-\x04]/, server: /^[\x14-\x17]\x03[\x00-\x04]/ },
  { app: 'tls', client: /^[\x80-\x8f].\x01\x03[\x00-\x03]/s },
  { app: 'ssh', client: /^SSH-\d/, server: /^SSH-\d/ },
  { app: 'bgp', client: /^\xff{16}/, server: /^\xff{16}/ },
  { app: 'smb', client: /^\x00...[\xfe\xff]SMB/s, server: /^\x00...[\xfe\xff]SMB/s },
  { app: 'mqtt', client: /^\x10.{1,4}\x00[\x04\x06]MQ/s },
  { app: 'amqp', client: /^AMQP/ },
  { app: 'bittorrent', client: /^\x13BitTorrent protocol/, server: /^\x13BitTorrent protocol/ },
  { app: 'vnc', server: /^RFB \d{3}/ },
  { app: 'rsync', client: /^@RSYNCD:/, server: /^@RSYNCD:/ },
  { app: 'redis', client: /^\*\d+\r\n\$\d/ },
  { app: 'rdp', client: /^\x03\x00..[\s\S]\xe0[\s\S]{5}(Cookie: mstshash|\x01\x00\x08\x00)/s },
  { app: 'irc', client: /^(NICK|CAP LS|PASS \S+\r?\nNICK|USER \S+ \S+ \S+ :)/i, server: /^:\S+ (\d{3}|NOTICE) / },
  { app: 'telnet', client: /^\xff[\xfb-\xfe]/, server: /^\xff[\xfb-\xfe]/ },
];

/** Binary protocols whose first bytes say little: believed by their port. */
const BY_PORT: ReadonlyMap<number, string> = new Map([
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

function bySignature({ client, server, rolesKnown }: FirstWords): Recognized | null {
  for (const { app, client: asClient, server: asServer } of SIGNATURES) {
    const oneSided = asClient?.source !== asServer?.source;
    const found = (asClient?.test(client) ?? false) || (asServer?.test(server) ?? false);
    if (found) return { app, swapped: oneSided ? false : null };
    if (rolesKnown) continue;
    if (asClient?.test(server) || asServer?.test(client)) return { app, swapped: oneSided ? true : null };
  }
  return null;
}

function byPortName({ clientPort, serverPort, rolesKnown }: FirstWords): Recognized | null {
  const app = BY_PORT.get(serverPort) ?? (rolesKnown ? undefined : BY_PORT.get(clientPort));
  return app ? { app, swapped: null } : null;
}
