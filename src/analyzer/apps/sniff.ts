/** Which protocol a connection speaks, told by what it says first; the port only decides where words don't. */
import { BY_PORT, bySignature, isHttpRequest, type Signed } from './signatures.ts';
import { decodeLatin1 } from './text.ts';

/** What is known of a connection when the question is asked. */
export interface FirstWords {
  /** The beginning of what each side sent, at most SNIFF_BYTES. */
  client: Uint8Array;
  server: Uint8Array;
  clientPort: number;
  serverPort: number;
  /** The roles are certain: the SYN was seen. */
  rolesKnown: boolean;
  /** No more will come. */
  final: boolean;
}

export type Recognized = Signed;

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
  const told = mayBeDialogue(words) ? byWords(words) : 'unknown';
  if (told !== 'unknown' && told !== 'wait') return told;
  const signed = bySignature(words.client, words.server, words.rolesKnown);
  if (signed) return signed;
  if (!words.final && (told === 'wait' || isTooShort(words))) return 'wait';
  return byPortName(words) ?? 'unknown';
}

function byWords({ client, server, clientPort, serverPort, rolesKnown, final }: FirstWords): Verdict {
  const asClient = decodeLatin1(client);
  const asServer = decodeLatin1(server);
  const asGiven = byDialogue(asClient, asServer, serverPort, final);
  if (asGiven !== 'unknown' && asGiven !== 'wait') return { app: asGiven.app, swapped: asGiven.certain ? false : null };
  const turned = rolesKnown ? 'unknown' : byDialogue(asServer, asClient, clientPort, final);
  if (turned !== 'unknown' && turned !== 'wait') return { app: turned.app, swapped: turned.certain ? true : null };
  return asGiven === 'wait' || turned === 'wait' || isUnfinished(asClient) || isUnfinished(asServer)
    ? 'wait'
    : 'unknown';
}

/** The longest command that tells a protocol (STARTTLS); longer words at the beginning are not of a dialogue. */
const LONGEST_WORD = 8;

/** False where not even the first bytes can be of a dialogue of commands and replies: most connections are told by this. */
function mayBeDialogue({ client, server, clientPort, serverPort, rolesKnown }: FirstWords): boolean {
  if (isDialoguePort(serverPort) || (!rolesKnown && isDialoguePort(clientPort))) return true;
  return beginsAsDialogue(server) || (beginsAsDialogue(client) && !isHttpRequest(client));
}

/** With a word, or with the sign or the number of a reply. */
function beginsAsDialogue(heard: Uint8Array): boolean {
  let letters = 0;
  while (letters <= LONGEST_WORD && isLetter(heard[letters])) letters++;
  if (letters > 0) return letters <= LONGEST_WORD;
  const first = heard[0];
  return first !== undefined && REPLY_SIGNS.includes(first);
}

const REPLY_SIGNS = Array.from('0123456789+-*', (character) => character.charCodeAt(0));

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

/** Too little to tell. */
function isTooShort({ client, server }: FirstWords): boolean {
  return client.length < 16 && server.length < 16 && !client.includes(LF) && !server.includes(LF);
}

const LF = 0x0a;

/** A first line without its end that may become a greeting or a command. */
function isUnfinished(words: string): boolean {
  return words.length < SNIFF_BYTES && UNFINISHED_LINE.test(words);
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
  const app = dialogueOf(port);
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

function dialogueOf(port: number): 'ftp' | 'smtp' | 'pop3' | null {
  return FTP_PORTS.has(port) ? 'ftp' : SMTP_PORTS.has(port) ? 'smtp' : POP3_PORTS.has(port) ? 'pop3' : null;
}

function isDialoguePort(port: number): boolean {
  return dialogueOf(port) !== null;
}

function byPortName({ clientPort, serverPort, rolesKnown }: FirstWords): Recognized | null {
  const app = BY_PORT.get(serverPort) ?? (rolesKnown ? undefined : BY_PORT.get(clientPort));
  return app ? { app, swapped: null } : null;
}
