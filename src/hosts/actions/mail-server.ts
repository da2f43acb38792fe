import { sha256Of } from '../hash.ts';
import type { Journal, Setting } from '../journal.ts';
import { endpoint } from '../mail/endpoint.ts';
import { MailStore } from '../mail/mailbox.ts';
import { spawnSmtpServer } from '../mail/smtp-process.ts';
import { mailHostName, type SmtpService, SmtpSite } from '../mail/smtp-server.ts';
import { localAddress } from '../network.ts';
import { Pop3Server } from '../pop3/server.ts';
import type { Pop3Observer } from '../pop3/session.ts';
import type { ServiceKind as Kind } from '../services.ts';
import { ServiceKind } from '../services.ts';
import { type Action, done } from './action.ts';

class MailSite implements AsyncDisposable {
  readonly smtp: SmtpService;
  readonly pop3: Pop3Server;

  constructor(smtp: SmtpService, pop3: Pop3Server) {
    this.smtp = smtp;
    this.pop3 = pop3;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pop3[Symbol.asyncDispose]();
    await this.smtp[Symbol.asyncDispose]();
  }
}

const MAIL_SITE: Kind<MailSite> = new ServiceKind('mail site', (service) => service instanceof MailSite);

const start: Action<'mail-server.start'> = async (context, settings) => {
  if (settings.program === 'postfix') return (await import('../servers/postfix-site.ts')).start(context, settings);
  const { journal, background, services } = context;
  const { domain, accounts, authentication, pipelining, closing } = settings;
  const address = settings.address ?? localAddress();
  const store = new MailStore(domain, accounts);
  const options = { address, port: settings.smtpPort, store, authentication, pipelining, closing, journal: background };
  const smtp = closing === 'crash' ? await spawnSmtpServer(options) : await SmtpSite.start(options);
  const pop3 = await Pop3Server.start({ address, port: settings.pop3Port, store }, observer(background));
  services.add(MAIL_SITE, 'site', new MailSite(smtp, pop3));
  const none = { en: 'none', zh: '无' };
  journal.show([
    [{ en: 'Domain', zh: '域名' }, domain],
    [{ en: 'Host name', zh: '主机名' }, mailHostName(domain)],
    [{ en: 'SMTP', zh: 'SMTP' }, endpoint(address, smtp.port)],
    [{ en: 'SMTP encryption', zh: 'SMTP 加密' }, none],
    [
      { en: 'SMTP authentication', zh: 'SMTP 身份验证' },
      authentication ? { en: 'PLAIN, LOGIN', zh: 'PLAIN、LOGIN' } : none,
    ],
    [
      { en: 'PIPELINING, CHUNKING', zh: 'PIPELINING、CHUNKING' },
      pipelining ? { en: 'on', zh: '启用' } : { en: 'off', zh: '未启用' },
    ],
    [{ en: 'POP3', zh: 'POP3' }, endpoint(address, pop3.port)],
    [{ en: 'POP3 encryption', zh: 'POP3 加密' }, none],
    ...accounts.map(({ name }): Setting => [{ en: 'Account', zh: '账号' }, `${name}@${domain}`]),
  ]);
  journal.record('mail-server.started', { address, smtpPort: smtp.port, pop3Port: pop3.port, domain });
  return done({ address, smtpPort: smtp.port, pop3Port: pop3.port });
};

export const actions = { 'mail-server.start': start };

function observer(journal: Journal): Pop3Observer {
  return {
    onLogin: (event) => journal.record('mail-server.login', { protocol: 'pop3', ...event }),
    onRetrieved: ({ user, number, message }) =>
      journal.record('mail-server.retrieved', {
        user,
        number,
        uid: message.uid,
        bytes: message.bytes.length,
        sha256: sha256Of(message.bytes),
      }),
    onUpdate: (event) => journal.record('mail-server.update', event),
  };
}
