/** Dovecot: POP3 for the accounts, mailboxes for Postfix to deliver to (LMTP), and a word on passwords (SASL). */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { giveToLabUser, LAB_USER } from './lab-user.ts';
import { askVersion, ServerProcess } from './server-process.ts';

export interface DovecotOptions {
  /** Dovecot's own directory, absolute. */
  readonly directory: string;
  readonly address: string;
  readonly port: number;
  readonly accounts: readonly { readonly name: string; readonly password: string }[];
  /** System user that may ask for deliveries and about passwords. */
  readonly partner: string;
}

export class Dovecot implements AsyncDisposable {
  readonly version: string;
  /** `dovecot.conf`. */
  readonly configuration: string;
  readonly #process: ServerProcess;

  private constructor(version: string, configuration: string, file: string) {
    this.version = version;
    this.configuration = configuration;
    this.#process = new ServerProcess('dovecot', ['-F', '-c', file]);
  }

  /** Settles once it listens; throws with Dovecot's own words when it does not. */
  static async start(options: DovecotOptions): Promise<Dovecot> {
    const { directory, accounts } = options;
    await mkdir(directory, { recursive: true });
    await giveToLabUser(join(directory, 'mailboxes'));
    const passwords = accounts.map(({ name, password }) => `${name.toLowerCase()}:${passwordField(password)}\n`);
    await writeFile(join(directory, 'passwords'), passwords.join(''));
    const file = join(directory, 'dovecot.conf');
    const text = configuration(options);
    await writeFile(file, text);
    const version = await askVersion(['dovecot', '--version'], /\d+(?:\.\d+)+/);
    const server = new Dovecot(version, text, file);
    await server.#process.listensOn(options.port);
    return server;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
  }
}

type Service = 'auth' | 'lmtp';

/** Where Postfix finds a service of Dovecot. */
export function dovecotSocket(directory: string, service: Service): string {
  return join(directory, RUN_DIRECTORY, socketName(service));
}

/** Dovecot's `base_dir`, which the names of its sockets are relative to. */
const RUN_DIRECTORY = 'run';

function socketName(service: Service): string {
  return `for-postfix-${service}`;
}

/** In Base64, for a password may hold the colon that ends the field. APOP needs the password itself. */
function passwordField(password: string): string {
  return `{PLAIN.b64}${Buffer.from(password).toString('base64')}`;
}

function configuration({ directory, address, port, partner }: DovecotOptions): string {
  const socket = (service: Service): string => `service ${service} {
  unix_listener ${socketName(service)} {
    mode = 0600
    user = ${partner}
  }
}`;
  return `base_dir = ${join(directory, RUN_DIRECTORY)}
state_dir = ${directory}/state
log_path = /dev/stderr
protocols = pop3 lmtp
listen = ${address}
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login apop
auth_failure_delay = 0
mail_location = maildir:${directory}/mailboxes/%n
first_valid_uid = ${LAB_USER.id}
passdb {
  driver = passwd-file
  args = username_format=%n ${directory}/passwords
}
userdb {
  driver = static
  args = uid=${LAB_USER.id} gid=${LAB_USER.id} home=${directory}/mailboxes/%n
}
service pop3-login {
  inet_listener pop3 {
    port = ${port}
  }
  inet_listener pop3s {
    port = 0
  }
}
${socket('auth')}
${socket('lmtp')}
`;
}
