import { sha256Of } from '../hash.ts';
import type { Journal } from '../journal.ts';
import { MailStore } from '../mail/mailbox.ts';
import { SmtpSite } from '../mail/smtp-server.ts';
import { localAddress } from '../network.ts';
import { Pop3Server } from '../pop3/server.ts';
import type { Pop3Observer } from '../pop3/session.ts';
import type { ServiceKind as Kind } from '../services.ts';
import { ServiceKind } from '../services.ts';
import { type Action, done } from './action.ts';

class MailSite implements AsyncDisposable {
  readonly smtp: SmtpSite;
  readonly pop3: Pop3Server;

  constructor(smtp: SmtpSite, pop3: Pop3Server) {
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
  const smtpOptions = { address, port: settings.smtpPort, store, authentication, pipelining, closing };
  const smtp = await SmtpSite.start({ ...smtpOptions, journal: background });
  const pop3 = await Pop3Server.start({ address, port: settings.pop3Port, store }, observer(background));
  services.add(MAIL_SITE, 'site', new MailSite(smtp, pop3));
  journal.show({
    'Domain 域名': domain,
    'Host name 主机名': smtp.name,
    SMTP: `${address}, port 端口 ${smtp.port}`,
    'SMTP encryption 加密': 'none 无',
    'SMTP authentication 身份验证': authentication ? 'PLAIN, LOGIN' : 'none 无',
    'PIPELINING, CHUNKING': pipelining ? 'on 启用' : 'off 未启用',
    POP3: `${address}, port 端口 ${pop3.port}`,
    'POP3 encryption 加密': 'none 无',
  });
  for (const { name } of accounts) journal.show({ 'Account 账号': `${name}@${domain}` });
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
