/** What the applications carried, in the terminal summary: logins, files and mails, a line each. */
import { describeNote } from '../../analyzer/apps/notes.ts';
import type { Analysis, Credential, FtpTransfer, Mail, RecoveredContent } from '../../analyzer/model.ts';
import type { Language } from '../../base/language.ts';
import type { Colors } from '../colors.ts';
import { harmless } from '../terminal.ts';
import { type Context, INDENT, moreLine, textLines } from './summary-context.ts';
import { padTo } from './summary-layout.ts';
import { counted, sizeText, word } from './summary-words.ts';

const MAX_SESSIONS_SHOWN = 12;
/** Of one session. */
const MAX_LINES_SHOWN = 8;
const KIND_SIGNS: Readonly<Record<FtpTransfer['kind'], string>> = { upload: '↑', download: '↓', listing: '≡' };
const MAIL_SIGN = '✉';
const ACCEPTED = '✔';
const REFUSED = '✘';

interface Shown {
  readonly protocol: string;
  readonly connection: number;
  readonly encryptedFrom: number | null;
  readonly items: readonly string[];
  readonly notes: readonly string[];
}

/** What SMTP says of a message outside of it, and how the server judged it. */
type Enveloped = Mail & Partial<{ sender: string | null; recipients: readonly string[]; accepted: boolean | null }>;

export function appLines(context: Context, apps: Analysis['apps']): string[] {
  const sessions = sessionsOf(context, apps).filter(({ items, encryptedFrom }) => items.length > 0 || encryptedFrom);
  if (sessions.length === 0) return [];
  const shown = sessions.slice(0, MAX_SESSIONS_SHOWN);
  return [
    context.colors.bold(word('apps', context.language)),
    ...shown.flatMap((session) => sessionBlock(context, session)),
    ...moreLine(context, sessions.length - shown.length),
  ];
}

function sessionsOf({ language }: Context, { ftp, smtp, pop3 }: Analysis['apps']): Shown[] {
  const logins = (credentials: readonly Credential[]): string[] =>
    credentials.map((credential) => loginText(credential, language));
  const mails = (messages: readonly Enveloped[]): string[] => messages.map((mail) => mailText(mail, language));
  return [
    ...ftp.map(({ credentials, transfers, ...session }) => {
      const items = [...logins(credentials), ...transfers.map((transfer) => transferText(transfer, language))];
      return { ...session, protocol: 'FTP', items };
    }),
    ...smtp.map(({ credentials, messages, ...session }) => {
      return { ...session, protocol: 'SMTP', items: [...logins(credentials), ...mails(messages)] };
    }),
    ...pop3.map(({ credentials, messages, ...session }) => {
      return { ...session, protocol: 'POP3', items: [...logins(credentials), ...mails(messages)] };
    }),
  ];
}

function sessionBlock(context: Context, { protocol, connection, encryptedFrom, items, notes }: Shown): string[] {
  const { language, colors, width, widthOf } = context;
  const tls =
    encryptedFrom === null ? '' : colors.dim(`  ${word('encrypted', language, { n: String(encryptedFrom) })}`);
  const shown = items.slice(0, MAX_LINES_SHOWN);
  return [
    `${colors.bold(`${protocol} #${connection}`)}${tls}`,
    ...shown.map((item) => INDENT + painted(colors, padTo(item, width - INDENT.length, 'left', widthOf).trimEnd())),
    ...moreLine(context, items.length - shown.length).map((line) => INDENT + line),
    // A finding says that the capture began late.
    ...notes
      .filter((note) => note !== 'late-start')
      .flatMap((note) => textLines(context, `· ${harmless(describeNote(note, language))}`))
      .map((line) => colors.dim(line)),
  ];
}

/** The sign at the beginning says whether the server agreed. */
function painted(colors: Colors, item: string): string {
  if (item.startsWith(ACCEPTED)) return colors.green(ACCEPTED) + item.slice(ACCEPTED.length);
  return item.startsWith(REFUSED) ? colors.red(REFUSED) + item.slice(REFUSED.length) : item;
}

/** As it could be read on the wire: that is the lesson. */
function loginText({ mechanism, user, password, accepted }: Credential, language: Language): string {
  const verdict = accepted === null ? '?' : accepted ? ACCEPTED : REFUSED;
  const secret = password === null ? '' : ` / ${oneLine(password)}`;
  return `${verdict} ${word('login', language)} ${oneLine(user ?? '–')}${secret} (${oneLine(mechanism)})`;
}

function transferText({ kind, name, command, content, completed }: FtpTransfer, language: Language): string {
  const outcome = completed === false ? ` ${word('failed', language)}` : '';
  // The argument of LIST may be an option, which is no name.
  const what = kind === 'listing' ? `${command} ${name ?? ''}` : (name ?? command);
  return `${KIND_SIGNS[kind]} ${oneLine(what)}${outcome}${content === null ? '' : contentText(content, language)}`;
}

/** Whom the mail itself does not name, the envelope does. */
function mailText(mail: Enveloped, language: Language): string {
  const { subject, attachments, content } = mail;
  const files = attachments.map(({ name, mediaType }) => oneLine(name ?? mediaType)).join(', ');
  const from = mail.from ?? mail.sender ?? null;
  const to = mail.to.length > 0 ? mail.to : (mail.recipients ?? []);
  const people = `${oneLine(from ?? '–')} → ${oneLine(to[0] ?? '–')}${to.length > 1 ? ` +${to.length - 1}` : ''}`;
  const outcome = mail.accepted === false ? ` ${word('rejected', language)}` : '';
  const attached = files === '' ? '' : `  + ${files}`;
  return `${MAIL_SIGN} ${oneLine(subject ?? '–')}${outcome}${contentText(content, language)}  ${people}${attached}`;
}

function contentText({ size, missing }: RecoveredContent, language: Language): string {
  const lack = missing > 0 ? ` ${counted('missing', missing, language)}` : '';
  return `  ${sizeText(size)}${lack}`;
}

function oneLine(text: string): string {
  return harmless(text.replace(/\s+/g, ' ').trim());
}
