import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Localized } from '../../base/language.ts';
import type { ActionSettings } from '../../lab/actions/catalogue.ts';
import { sha256Of } from '../hash.ts';
import { MAIL_ACCOUNT, MailAccount } from '../mail/account.ts';
import { compareMail } from '../mail/compare.ts';
import { type ComposedMail, composeMail, padMail } from '../mail/compose.ts';
import { endpoint } from '../mail/endpoint.ts';
import { SmtpRefusal, type Submission } from '../mail/sending.ts';
import { Pop3Client, Pop3Refusal } from '../pop3/client.ts';
import { type Action, type ActionContext, type ActionOutcome, done, refused } from './action.ts';

/** A host's mail program has one account. */
const ACCOUNT = 'account';

type SendSettings = ActionSettings<'mail.send'>;

const configure: Action<'mail.configure'> = async ({ journal, services }, settings) => {
  services.add(MAIL_ACCOUNT, ACCOUNT, new MailAccount(settings));
  journal.show([
    [{ en: 'Your name', zh: '您的姓名' }, settings.name],
    [{ en: 'E-mail address', zh: '电子邮件地址' }, settings.address],
    [{ en: 'Account type', zh: '账户类型' }, 'POP3'],
    [{ en: 'Incoming mail server (POP3)', zh: '接收邮件服务器（POP3）' }, endpoint(settings.pop3, settings.pop3Port)],
    [{ en: 'Outgoing mail server (SMTP)', zh: '发送邮件服务器（SMTP）' }, endpoint(settings.smtp, settings.smtpPort)],
    [
      { en: 'Encrypted connection', zh: '加密连接' },
      { en: 'none', zh: '无' },
    ],
    [{ en: 'User name', zh: '用户名' }, settings.user],
    [{ en: 'Password', zh: '密码' }, '*'.repeat(settings.password.length)],
  ]);
  return done({});
};

const send: Action<'mail.send'> = async (context, settings) => {
  const { settings: account, sent } = context.services.get(MAIL_ACCOUNT, ACCOUNT);
  const attachments = await Promise.all(
    settings.attachments.map(async ({ file, name }) => ({
      name: name ?? basename(file),
      content: await readFile(join(context.directory, file)),
    })),
  );
  const from = { name: account.name, address: account.address };
  const mail = await composeMail({ ...settings, from, attachments });
  const { mail: final, deliver } = await prepare(context, settings, mail);
  sent.push(final);
  const detail = {
    from: account.address,
    to: settings.to,
    subject: settings.subject,
    messageId: final.messageId,
    bytes: final.bytes.length,
    sha256: sha256Of(final.bytes),
    attachments: attachments.map(({ name, content }) => ({ name, bytes: content.length, sha256: sha256Of(content) })),
  };
  const login = settings.login === 'none' ? null : { user: account.user, password: account.password };
  return finish(context, login, async () => {
    const reply = await deliver();
    context.journal.record('mail.sent', { ...detail, reply });
    return { ...detail, reply };
  });
};

const receive: Action<'mail.receive'> = async (context, settings) => {
  const { settings: account, sent } = context.services.get(MAIL_ACCOUNT, ACCOUNT);
  const { journal } = context;
  const login = { protocol: 'pop3', user: account.user, password: account.password };
  const client = await Pop3Client.connect({ host: account.pop3, port: account.pop3Port }, journal);
  try {
    await (settings.login === 'APOP'
      ? client.logInByApop(account.user, account.password)
      : client.logIn(account.user, account.password));
  } catch (error) {
    await client.abandon();
    if (!(error instanceof Pop3Refusal)) throw error;
    journal.record('mail.login', { ...login, accepted: false });
    journal.record('mail.refused', { protocol: 'pop3', command: settings.login, text: error.message });
    return refused({ text: error.message });
  }
  if (settings.login === 'USER/PASS') journal.record('mail.login', { ...login, accepted: true });
  await client.command('STAT');
  const numbers = (await client.list('LIST')).map((line) => Number.parseInt(line, 10));
  await client.list('UIDL');
  const messages = [];
  for (const number of numbers) {
    const bytes = await client.retrieve(number);
    const comparison = compareMail(bytes, sent);
    const detail = { number, bytes: bytes.length, sha256: sha256Of(bytes), ...comparison };
    journal.record('mail.received', detail);
    journal.say('#', comparison.equal ? equalBut(comparison.addedHeaders) : NOT_OURS);
    messages.push(detail);
    if (settings.delete) await client.command(`DELE ${number}`);
  }
  await client.quit();
  return done({ messages });
};

export const actions = { 'mail.configure': configure, 'mail.send': send, 'mail.receive': receive };

const NOT_OURS = { en: 'not a mail that was sent from here', zh: '不是从本机发送的邮件' };

function equalBut(headers: readonly string[]): Localized {
  return {
    en: `equal to the mail sent byte for byte, but for the headers added: ${headers.join(', ') || 'none'}`,
    zh: `与发送的邮件逐字节相同，只是增加了以下首部字段：${headers.join('、') || '无'}`,
  };
}

/** Chooses the client, and pads the mail where its length on the wire is given. */
async function prepare(
  { host, journal, services }: ActionContext,
  settings: SendSettings,
  mail: ComposedMail,
): Promise<{ mail: ComposedMail; deliver: () => Promise<string> }> {
  const { settings: account } = services.get(MAIL_ACCOUNT, ACCOUNT);
  const { user, password } = account;
  const submission: Omit<Submission, 'message'> = {
    host: account.smtp,
    port: account.smtpPort,
    clientName: host,
    login: settings.login === 'none' ? null : { mechanism: settings.login, user, password },
    from: account.address,
    to: settings.to,
    journal,
  };
  if (settings.client === 'nodemailer') {
    const { sendWithNodemailer } = await import('../mail/nodemailer-client.ts');
    return { mail, deliver: () => sendWithNodemailer({ ...submission, message: mail.bytes }) };
  }
  const { countClientBytes, sendPlainly } = await import('../mail/plain-client.ts');
  const missing = (settings.clientBytes ?? 0) - countClientBytes({ ...submission, message: mail.bytes }, settings);
  const final = settings.clientBytes === undefined ? mail : padMail(mail, missing);
  return { mail: final, deliver: () => sendPlainly({ ...submission, message: final.bytes }, settings) };
}

/** A refusal is an outcome, and tells which command was refused. */
async function finish(
  { journal }: ActionContext,
  login: { user: string; password: string } | null,
  deliver: () => Promise<{ [name: string]: unknown }>,
): Promise<ActionOutcome> {
  try {
    const detail = await deliver();
    if (login) journal.record('mail.login', { protocol: 'smtp', ...login, accepted: true });
    return done(detail as ActionOutcome['result']);
  } catch (error) {
    if (!(error instanceof SmtpRefusal)) throw error;
    const { command, code, message } = error;
    if (login && command.startsWith('AUTH'))
      journal.record('mail.login', { protocol: 'smtp', ...login, accepted: false });
    journal.record('mail.refused', { protocol: 'smtp', command, code, text: message });
    return refused({ command, code, text: message });
  }
}
