/** One FTP session by basic-ftp, told as `ftp` on a terminal would tell it. */
import { once } from 'node:events';
import { Client, enterPassiveModeIPv4, enterPassiveModeIPv6, FTPError } from 'basic-ftp';
import type { Journal } from '../journal.ts';
import { ServiceKind } from '../services.ts';
import { enterActiveMode } from './active-mode.ts';

const TIMEOUT_MS = 10_000;

const HIDDEN_PASSWORD = '> PASS ###';

/** How long the server may take to close after its reply to QUIT. */
const FIN_TIMEOUT_MS = 3_000;

export const FTP_SESSION = new ServiceKind<FtpSession>('FTP session', (service) => service instanceof FtpSession);

export interface FtpReply {
  readonly code: number;
  readonly message: string;
}

export class FtpSession implements AsyncDisposable {
  readonly client: Client;
  readonly #journal: { current: Journal };
  #password = '';

  private constructor(mode: 'passive' | 'active', host: string, journal: Journal) {
    this.#journal = { current: journal };
    this.client = new Client(TIMEOUT_MS);
    this.client.ftp.log = (message) => this.#tell(message);
    this.client.ftp.ipFamily = host.includes(':') ? 6 : 4;
    this.client.prepareTransfer = strategy(mode, host);
  }

  static async connect(
    target: { host: string; port: number; mode: 'passive' | 'active' },
    journal: Journal,
  ): Promise<{ session: FtpSession; greeting: FtpReply }> {
    const session = new FtpSession(target.mode, target.host, journal);
    const greeting = await session.client.connect(target.host, target.port);
    return { session, greeting };
  }

  /** Lines of the dialogue go to the journal of the action that is running. */
  attach(journal: Journal): this {
    this.#journal.current = journal;
    return this;
  }

  /**
   * Says QUIT, reads the reply, waits for the server's FIN and answers it with ours: the control connection ends with
   * FIN on both sides. (basic-ftp itself sends a second QUIT into the closed connection, which earns it an RST.)
   */
  async quit(): Promise<FtpReply> {
    const { socket } = this.client.ftp;
    const reply = await this.client.ftp.handle('QUIT', (response, task) => {
      if (response instanceof Error) return task.reject(response);
      for (const event of ['end', 'close', 'timeout', 'error']) socket.removeAllListeners(event);
      socket.on('error', (error) => this.#tell(`closing: ${error.message}`));
      return task.resolve(response);
    });
    if (!socket.destroyed) {
      const closed = once(socket, 'close');
      const patience = setTimeout(() => socket.end(), FIN_TIMEOUT_MS);
      socket.once('end', () => socket.end());
      socket.resume();
      await closed;
      clearTimeout(patience);
    }
    return reply as FtpReply;
  }

  /** What is still open when the lab ends is closed by FIN, without waiting. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { socket } = this.client.ftp;
    if (socket.destroyed || socket.remoteAddress === undefined) return;
    socket.removeAllListeners();
    socket.on('error', () => {});
    socket.destroySoon();
  }

  async logIn(user: string, password: string): Promise<FtpReply> {
    this.#password = password;
    return this.client.login(user, password);
  }

  #tell(message: string): void {
    // basic-ftp hides the password from its log; the transcript says what was really sent.
    if (message === HIDDEN_PASSWORD) this.#journal.current.say('>', `PASS ${this.#password}`);
    else if (message.startsWith('> ')) this.#journal.current.say('>', message.slice(2));
    else if (message.startsWith('< ')) this.#journal.current.say('<', message.slice(2));
    else if (message !== '') this.#journal.current.say('#', message);
  }
}

/** The server's refusal, if that is what went wrong; anything else is thrown on. */
export function asRefusal(error: unknown): FtpReply {
  if (error instanceof FTPError) return { code: error.code, message: error.message };
  throw error;
}

function strategy(mode: 'passive' | 'active', host: string): Client['prepareTransfer'] {
  if (mode === 'active') return enterActiveMode;
  return host.includes(':') ? enterPassiveModeIPv6 : enterPassiveModeIPv4;
}
