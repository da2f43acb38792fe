/**
 * The SMTP server in a process of its own, so that it can be killed in the middle of a connection while mailboxes and
 * POP3 live on, as with mail systems that are made of several programs.
 */
import type { JsonObject } from '../../lab/plan.ts';
import { Journal } from '../journal.ts';
import { endProcess, serveForParent, spawnServer } from '../own-process.ts';
import { type Account, MailStore } from './mailbox.ts';
import { type SmtpService, SmtpSite, type SmtpSiteOptions } from './smtp-server.ts';

type PlainOptions = Omit<SmtpSiteOptions, 'store' | 'journal'>;

interface ChildOptions extends PlainOptions {
  readonly domain: string;
  readonly accounts: readonly Account[];
}

/** What the child tells: a mail for a mailbox, or an entry for the journal. */
type Told =
  | { readonly kind: 'mail'; readonly account: string; readonly base64: string }
  | { readonly kind: 'record'; readonly entry: string; readonly detail: JsonObject };

/** The child's side. */
export async function serveSmtpAlone({ domain, accounts, ...options }: ChildOptions): Promise<void> {
  const parent = serveForParent();
  const tell = (told: Told): void => parent.tell(JSON.stringify(told));
  const store = new MailStore(domain, accounts, (account, bytes) =>
    tell({ kind: 'mail', account, base64: bytes.toString('base64') }),
  );
  const journal = new Journal((entry, detail) => tell({ kind: 'record', entry, detail }));
  const { port } = await SmtpSite.start({ ...options, store, journal });
  parent.listening(port);
}

/** The parent's side: mail that the child takes is delivered into `store`. */
export async function spawnSmtpServer({ store, journal, ...plain }: SmtpSiteOptions): Promise<SmtpService> {
  const options: ChildOptions = { ...plain, domain: store.domain, accounts: store.accounts };
  const { child, port } = await spawnServer('smtp', options, (line) => {
    const told = JSON.parse(line) as Told;
    if (told.kind === 'mail') store.byAccount(told.account)?.deliver(Buffer.from(told.base64, 'base64'));
    else journal.record(told.entry, told.detail);
  });
  child.once('exit', (_code, signal) => {
    if (signal !== null)
      journal.say('#', { en: `SMTP server: killed by ${signal}`, zh: `SMTP 服务器：被 ${signal} 杀死` });
  });
  return { port, [Symbol.asyncDispose]: () => endProcess(child) };
}
