/** Postfix: takes mail on by SMTP, and hands it to Dovecot's mailboxes by LMTP over a local socket. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { configurationLines, type Settings } from './configuration.ts';
import { askVersion, ServerProcess } from './server-process.ts';

const run = promisify(execFile);

/** The system users of Debian's package. */
export const POSTFIX_USER = 'postfix';
const DROP_GROUP = 'postdrop';

/** The program that starts all others. `postfix start` looks after a whole installation first, which takes three seconds. */
const MASTER = '/usr/lib/postfix/sbin/master';

/** A mail is delivered within a tenth of a second. */
const DELIVERY_TIMEOUT_MS = 10_000;
const POLL_MS = 5;

export interface PostfixOptions {
  /** Postfix's own directory, absolute. */
  readonly directory: string;
  readonly address: string;
  readonly port: number;
  readonly domain: string;
  readonly accounts: readonly { readonly name: string }[];
  /** Must a sender log in? */
  readonly authentication: boolean;
  /** Sockets of Dovecot, absolute. */
  readonly authSocket: string;
  readonly lmtpSocket: string;
}

export class Postfix implements AsyncDisposable {
  readonly version: string;
  /** `main.cf`, by name. */
  readonly settings: Settings;
  readonly #process: ServerProcess;
  readonly #log: ServerProcess;

  private constructor(version: string, settings: Settings, configuration: string) {
    this.version = version;
    this.settings = settings;
    this.#process = new ServerProcess(MASTER, ['-c', configuration, '-s']);
    // Postfix's programs log to a file or to the system's log, never to a pipe.
    this.#log = new ServerProcess('tail', ['--follow', settings.maillog_file!]);
  }

  /** Settles once it listens; throws with Postfix's own words when it does not. */
  static async start(options: PostfixOptions): Promise<Postfix> {
    const configuration = join(options.directory, 'conf');
    const settings = settingsFor(options);
    await mkdir(configuration, { recursive: true });
    await makeQueue(settings.queue_directory!);
    await mkdir(settings.data_directory!);
    await writeFile(settings.maillog_file!, '');
    await run('chown', [POSTFIX_USER, settings.data_directory!, settings.maillog_file!]);
    await writeSettled(join(configuration, 'main.cf'), configurationLines(settings, ' = '));
    await writeSettled(join(configuration, 'master.cf'), services(options));
    await writeSettled(join(options.directory, 'mailboxes'), mailboxes(options));
    const version = await askVersion(['postconf', '-h', 'mail_version'], /\S+/);
    const server = new Postfix(version, settings, configuration);
    await server.#process.listensOn(options.port);
    return server;
  }

  /** Settles once every mail that was taken on lies in its mailbox; throws when one can't be delivered. */
  async settled(): Promise<void> {
    const queue = this.settings.queue_directory!;
    const deadline = performance.now() + DELIVERY_TIMEOUT_MS;
    // In the order in which a mail passes through them, so that none is missed.
    while (!((await isEmpty(queue, 'incoming')) && (await isEmpty(queue, 'active')))) {
      if (performance.now() > deadline) throw new Error('Postfix has not delivered a mail');
      await sleep(POLL_MS);
    }
    if (!(await isEmpty(queue, 'deferred'))) throw new Error('Postfix could not deliver a mail, and will try again');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
    await this.#log[Symbol.asyncDispose]();
  }
}

async function isEmpty(queue: string, name: string): Promise<boolean> {
  const entries = await readdir(join(queue, name), { recursive: true, withFileTypes: true });
  return entries.every((entry) => !entry.isFile());
}

/** Postfix waits until its files have not changed for a second, in case somebody is still writing: nobody is. */
async function writeSettled(file: string, text: string): Promise<void> {
  await writeFile(file, text);
  await utimes(file, 0, 0);
}

/** Queues with their owners as `postfix-files` of Debian's package has them. */
async function makeQueue(queue: string): Promise<void> {
  const OWN = [
    'active',
    'bounce',
    'corrupt',
    'defer',
    'deferred',
    'flush',
    'hold',
    'incoming',
    'private',
    'saved',
    'trace',
  ];
  for (const name of [...OWN, 'pid', 'public', 'maildrop'])
    await mkdir(join(queue, name), { recursive: true, mode: 0o755 });
  const paths = (names: readonly string[]): string[] => names.map((name) => join(queue, name));
  await run('chown', [POSTFIX_USER, ...paths(OWN)]);
  await run('chown', [`${POSTFIX_USER}:${DROP_GROUP}`, ...paths(['public', 'maildrop'])]);
}

/** postconf(5). No lookups: a lab has no name server. */
function settingsFor({ directory, address, domain, authentication, authSocket, lmtpSocket }: PostfixOptions): Settings {
  return {
    compatibility_level: '3.6',
    queue_directory: join(directory, 'queue'),
    data_directory: join(directory, 'data'),
    maillog_file: join(directory, 'log'),
    maillog_file_prefixes: directory,
    myhostname: `mail.${domain}`,
    mydestination: '',
    inet_interfaces: 'all',
    inet_protocols: address.includes(':') ? 'ipv6' : 'ipv4',
    virtual_mailbox_domains: domain,
    virtual_mailbox_maps: `texthash:${join(directory, 'mailboxes')}`,
    virtual_transport: `lmtp:unix:${lmtpSocket}`,
    local_recipient_maps: '',
    alias_maps: '',
    alias_database: '',
    smtpd_sasl_auth_enable: authentication ? 'yes' : 'no',
    smtpd_sasl_type: 'dovecot',
    smtpd_sasl_path: authSocket,
    smtpd_tls_security_level: 'none',
    smtpd_relay_restrictions: authentication ? 'permit_sasl_authenticated, reject' : 'reject_unauth_destination',
    smtpd_peername_lookup: 'no',
    disable_dns_lookups: 'yes',
    lmtp_connection_cache_on_demand: 'no',
    // What a client wrote is delivered as it is.
    local_header_rewrite_clients: '',
  };
}

/** master(5): the programs that take on, queue and deliver, and no others; none in a chroot of its own. */
function services({ address, port }: PostfixOptions): string {
  const listener = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return [
    `${listener} inet n - n - - smtpd`,
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'lmtp unix - - n - - lmtp',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'anvil unix - - n - 1 anvil',
    'postlog unix-dgram n - n - 1 postlogd',
    '',
  ].join('\n');
}

function mailboxes({ domain, accounts }: PostfixOptions): string {
  return accounts.map(({ name }) => `${name.toLowerCase()}@${domain} ${name.toLowerCase()}\n`).join('');
}
