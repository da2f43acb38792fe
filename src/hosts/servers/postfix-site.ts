/** `mail-server.start` with Postfix, which takes mail on, and Dovecot, which keeps it and hands it out. */
import { join } from 'node:path';
import type { ActionSettings } from '../../lab/actions/catalogue.ts';
import { type ActionContext, type ActionOutcome, done } from '../actions/action.ts';
import { localAddress } from '../network.ts';
import { ServiceKind } from '../services.ts';
import { configurationLines } from './configuration.ts';
import { Dovecot, dovecotSocket } from './dovecot.ts';
import { POSTFIX_USER, Postfix } from './postfix.ts';

class PostfixSite implements AsyncDisposable {
  readonly #postfix: Postfix;
  readonly #dovecot: Dovecot;

  constructor(postfix: Postfix, dovecot: Dovecot) {
    this.#postfix = postfix;
    this.#dovecot = dovecot;
  }

  settled(): Promise<void> {
    return this.#postfix.settled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dovecot[Symbol.asyncDispose]();
    await this.#postfix[Symbol.asyncDispose]();
  }
}

const POSTFIX_SITE: ServiceKind<PostfixSite> = new ServiceKind(
  'mail site',
  (service) => service instanceof PostfixSite,
);

export async function start(
  { directory, journal, services }: ActionContext,
  { domain, accounts, authentication, smtpPort, pop3Port, ...settings }: ActionSettings<'mail-server.start'>,
): Promise<ActionOutcome> {
  const address = settings.address ?? localAddress();
  const boxes = join(directory, 'dovecot');
  const [dovecot, postfix] = await Promise.all([
    Dovecot.start({ directory: boxes, address, port: pop3Port, accounts, partner: POSTFIX_USER }),
    Postfix.start({
      directory: join(directory, 'postfix'),
      address,
      port: smtpPort,
      domain,
      accounts,
      authentication,
      authSocket: dovecotSocket(boxes, 'auth'),
      lmtpSocket: dovecotSocket(boxes, 'lmtp'),
    }),
  ]);
  services.add(POSTFIX_SITE, 'site', new PostfixSite(postfix, dovecot));
  journal.say('#', `Postfix ${postfix.version}, main.cf:`);
  journal.say('=', configurationLines(postfix.settings, ' = '));
  journal.say('#', `Dovecot ${dovecot.version}, dovecot.conf:`);
  journal.say('=', dovecot.configuration);
  journal.record('mail-server.started', { address, smtpPort, pop3Port, domain });
  const server = { name: 'Postfix', version: `${postfix.version}, Dovecot ${dovecot.version}` };
  return done({ address, smtpPort, pop3Port, server });
}
