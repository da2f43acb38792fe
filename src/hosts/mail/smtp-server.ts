/** The lab's SMTP server: smtp-server without TLS, delivering into mailboxes. */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { sha256Of } from '../hash.ts';
import type { Journal } from '../journal.ts';
import type { Mailbox, MailStore } from './mailbox.ts';
import { type ConnectionStyle, LabSmtpConnection } from './smtp-connection.ts';
import { traceHeaders } from './trace.ts';

export interface SmtpSiteOptions {
  readonly address: string;
  readonly port: number;
  readonly store: MailStore;
  readonly authentication: boolean;
  readonly pipelining: boolean;
  readonly closing: ConnectionStyle['closing'];
  readonly journal: Journal;
}

const MAX_MESSAGE_SIZE = 32 * 1024 * 1024;

/** How long open connections may take when the server stops. */
const CLOSE_TIMEOUT_MS = 500;

/** The name of a domain's mail server. */
export function mailHostName(domain: string): string {
  return `mail.${domain}`;
}

/** smtp-server makes its connections in `connect`, which is made to be overridden. */
class LabSmtpServer extends SMTPServer {
  style: ConnectionStyle | undefined;

  override connect(socket: Socket, socketOptions: object = {}): void {
    const connection = new LabSmtpConnection(this, socket, socketOptions, this.style!);
    this.connections.add(connection);
    connection.on('error', () => {}); // A connection that breaks is its client's affair.
    connection.init();
  }
}

/** A running SMTP server, in this process or in one of its own. */
export interface SmtpService extends AsyncDisposable {
  /** The port that it really listens on. */
  readonly port: number;
}

export class SmtpSite implements SmtpService {
  readonly #server: LabSmtpServer;
  readonly #options: SmtpSiteOptions;
  #accepted = 0;

  private constructor(options: SmtpSiteOptions) {
    this.#options = options;
    const { authentication, pipelining, closing } = options;
    const listening = {
      name: this.name,
      disabledCommands: authentication ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
      hideSTARTTLS: true,
      hidePIPELINING: !pipelining,
      authMethods: ['PLAIN', 'LOGIN'],
      authOptional: !authentication,
      allowInsecureAuth: true,
      size: MAX_MESSAGE_SIZE,
      disableReverseLookup: true,
      closeTimeout: CLOSE_TIMEOUT_MS,
      logger: false,
      // Handed on to `net.createServer`: where we never close, the client's FIN must not bring ours along.
      allowHalfOpen: closing === 'never' || closing === 'power-cut',
    };
    this.#server = new LabSmtpServer({
      ...listening,
      onAuth: ({ username, password }, _session, callback) => this.#authenticate(username, password, callback),
      onRcptTo: ({ address }, _session, callback) => callback(this.#unknown(address)),
      onData: (stream, session, callback) => {
        this.#receive(stream, session).then(
          (text) => callback(null, text),
          (error: Error) => callback(error),
        );
      },
    });
    this.#server.style = {
      chunking: pipelining,
      closing,
      deliver: (message, session) => this.#deliver(message, session),
    };
    this.#server.on('error', (error) => options.journal.record('mail-server.error', { message: error.message }));
  }

  static async start(options: SmtpSiteOptions): Promise<SmtpSite> {
    const site = new SmtpSite(options);
    const { server } = site.#server;
    server.listen(options.port, options.address);
    await once(server, 'listening');
    return site;
  }

  get name(): string {
    return mailHostName(this.#options.store.domain);
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #authenticate(
    username: string | null | undefined,
    password: string | null | undefined,
    callback: (error: Error | null, response?: { user: string }) => void,
  ): void {
    const mailbox = this.#options.store.authenticate(username ?? '', password ?? '');
    const detail = { user: username ?? '', password: password ?? '', accepted: mailbox !== undefined };
    this.#options.journal.record('mail-server.login', { protocol: 'smtp', ...detail });
    if (mailbox) callback(null, { user: mailbox.account.name });
    else callback(refusal(535, 'Authentication failed: wrong user name or password'));
  }

  #unknown(address: string): Error | null {
    return this.#options.store.byAddress(address) ? null : refusal(550, 'No such mailbox here');
  }

  async #receive(stream: Readable & { sizeExceeded?: boolean }, session: SMTPServerSession): Promise<string> {
    const message = await buffer(stream);
    if (stream.sizeExceeded) throw refusal(552, 'Message exceeds fixed maximum message size');
    return this.#deliver(message, session);
  }

  /** Adds the trace headers and puts a copy into each recipient's mailbox. */
  #deliver(message: Buffer, session: SMTPServerSession): string {
    this.#accepted++;
    const id = `${process.pid.toString(36)}${this.#accepted.toString(36).padStart(3, '0')}`.toUpperCase();
    for (const { address } of session.envelope.rcptTo) {
      const mailbox = this.#options.store.byAddress(address);
      if (mailbox) this.#deliverTo(mailbox, address, message, session, id);
    }
    return `OK: queued as ${id}`;
  }

  #deliverTo(mailbox: Mailbox, recipient: string, message: Buffer, session: SMTPServerSession, id: string): void {
    const { mailFrom } = session.envelope;
    const trace = traceHeaders({
      sender: mailFrom ? mailFrom.address : '',
      recipient,
      helo: session.hostNameAppearsAs || 'unknown',
      clientAddress: session.remoteAddress,
      server: this.name,
      protocol: session.user ? 'ESMTPA' : session.openingCommand === 'EHLO' ? 'ESMTP' : 'SMTP',
      id,
      time: new Date(),
    });
    const { uid, bytes } = mailbox.deliver(Buffer.concat([Buffer.from(trace), message]));
    this.#options.journal.record('mail-server.delivered', {
      recipient,
      uid,
      received: { bytes: message.length, sha256: sha256Of(message) },
      stored: { bytes: bytes.length, sha256: sha256Of(bytes) },
      addedHeaders: trace.trimEnd().split('\r\n'),
    });
  }
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
