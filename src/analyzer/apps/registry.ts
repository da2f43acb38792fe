/** The applications part of the analyzer: opens an analyzer for a connection and gathers what all of them found. */
import type { ArtifactSink, Hasher } from '../observer.ts';
import type { AppAnalyzer, AppConnection, AppResults } from './app.ts';
import { TextBudget } from './content.ts';
import { newDialogueBudget } from './dialogue.ts';
import { DataBoard } from './ftp/data-board.ts';
import { FtpAnalyzer } from './ftp/session.ts';
import { ImapStartTls } from './imap/start-tls.ts';
import { MailRoom } from './mail/recorder.ts';
import { Opening, type Reception } from './opening.ts';
import { Pop3Analyzer } from './pop3/session.ts';
import { shownAs } from './shown-as.ts';
import { SmtpAnalyzer } from './smtp/session.ts';
import { type FirstWords, type Recognized, recognize } from './sniff.ts';
import { TlsVersion, type TlsWatch } from './tls.ts';

/** Sessions of all protocols that are taken apart; what comes after them is only named. */
export const MAX_SESSIONS = 20_000;

/** Streams whose protocol is remembered. */
export const MAX_RECOGNIZED = 2_000_000;

/** Encrypted connections whose version is remembered. */
export const MAX_TLS_VERSIONS = 100_000;

export interface AppsOptions {
  artifacts: ArtifactSink | null;
  createHasher(): Hasher;
}

type Session = FtpAnalyzer | SmtpAnalyzer | Pop3Analyzer;

export interface AppsEngine {
  /**
   * Called once a connection, at its first payload byte or, when there is none, at its first FIN (an empty file's data
   * connection is evidence too). Null when nothing in this connection can be of interest.
   */
  open(connection: AppConnection): AppAnalyzer | null;
  /** True when the first payload of a connection already tells that nothing in it is of interest: `open` would be for nothing. */
  ignores(words: FirstWords): boolean;
  /** Lower-case protocol name of a stream, as far as known by now. */
  appOf(stream: number): string | null;
  /**
   * True when the dialogue shows that what was taken for the client is the server, false when it confirms the roles,
   * null when it does not tell. Only asked where no SYN told the roles.
   */
  rolesSwapped(stream: number): boolean | null;
  /** The first encrypted frame of a dialogue that began in plain text; null where TLS was not agreed on in it. */
  encryptedFrom(stream: number): number | null;
  /** The protocol that Wireshark's packet list names for a frame of this stream that carries payload; null for TCP. */
  shownAs(stream: number, ports: readonly [number, number], frame: number): string | null;
  /** After the last packet; never rejects. */
  finish(): Promise<AppResults>;
}

export function createApps(options: AppsOptions): AppsEngine {
  return new Apps(options);
}

class Apps implements AppsEngine, Reception {
  readonly #board: DataBoard;
  readonly #budget = newDialogueBudget();
  readonly #recognized = new Map<number, Recognized>();
  readonly #verdicts = new Map<string, Recognized>();
  readonly #room: MailRoom;
  readonly #sessions = new Map<number, Session>();
  readonly #tlsVersions = new Map<number, TlsVersion>();
  readonly #imap = new Map<number, TlsWatch>();
  readonly #ftp: FtpAnalyzer[] = [];
  readonly #smtp: SmtpAnalyzer[] = [];
  readonly #pop3: Pop3Analyzer[] = [];

  constructor(options: AppsOptions) {
    const { artifacts } = options;
    const output = { artifacts, texts: new TextBudget(), createHasher: () => options.createHasher() };
    this.#board = new DataBoard(output);
    this.#room = new MailRoom(output);
  }

  open(connection: AppConnection): AppAnalyzer | null {
    const agreed = this.#board.claim(connection);
    if (agreed) return agreed;
    if (this.#board.isDataPort(connection)) {
      this.#remember(connection.stream, { app: 'ftp-data', swapped: null });
      return this.#board.addUntied(connection);
    }
    const candidate = this.#board.isCandidate(connection) ? this.#board.addUntied(connection) : null;
    return new Opening(connection, this, candidate);
  }

  ignores(words: FirstWords): boolean {
    return this.#board.isIdle && !this.#board.isDataPort(words) && recognize(words) === 'unknown';
  }

  appOf(stream: number): string | null {
    return this.#recognized.get(stream)?.app ?? (this.#board.isTied(stream) ? 'ftp-data' : null);
  }

  rolesSwapped(stream: number): boolean | null {
    return this.#recognized.get(stream)?.swapped ?? null;
  }

  encryptedFrom(stream: number): number | null {
    return this.#watchOf(stream)?.encryptedFrom ?? null;
  }

  shownAs(stream: number, ports: readonly [number, number], frame: number): string | null {
    const app = this.appOf(stream);
    if (app === null) return null;
    const session = this.#sessions.get(stream);
    const watch = this.#watchOf(stream);
    const tls = watch?.isEncrypted(frame) ? watch.version : this.#tlsVersions.get(stream);
    return shownAs({
      app,
      ports,
      endsMail: session !== undefined && 'mailEnds' in session && session.mailEnds.has(frame),
      tls: tls?.name ?? null,
      tied: this.#board.isShown(stream),
    });
  }

  async finish(): Promise<AppResults> {
    const ftp = this.#ftp.map((session) => session.finish());
    this.#board.finish();
    const smtp = await Promise.all(this.#smtp.map((session) => session.finish()));
    const pop3 = await Promise.all(this.#pop3.map((session) => session.finish()));
    return { ftp, smtp, pop3 };
  }

  start(connection: AppConnection, recognized: Recognized): AppAnalyzer | null {
    this.#remember(connection.stream, recognized);
    if (recognized.app === 'tls') return this.#watchTls(connection.stream);
    if (recognized.app === 'imap') return this.#watchImap(connection);
    const session = this.#sessionOf(recognized.app, recognized.swapped ? swap(connection) : connection);
    if (session) this.#sessions.set(connection.stream, session);
    return session;
  }

  /** There are few different verdicts and perhaps millions of streams: equal verdicts are one object. */
  #remember(stream: number, recognized: Recognized): void {
    if (this.#recognized.size >= MAX_RECOGNIZED) return;
    const key = `${recognized.app} ${recognized.swapped}`;
    const known = this.#verdicts.get(key) ?? recognized;
    this.#verdicts.set(key, known);
    this.#recognized.set(stream, known);
  }

  #watchTls(stream: number): TlsVersion | null {
    if (this.#tlsVersions.size >= MAX_TLS_VERSIONS) return null;
    const version = new TlsVersion();
    this.#tlsVersions.set(stream, version);
    return version;
  }

  #watchImap({ stream, fromStart }: AppConnection): ImapStartTls | null {
    if (this.#imap.size >= MAX_TLS_VERSIONS) return null;
    const session = new ImapStartTls(fromStart);
    this.#imap.set(stream, session.tls);
    return session;
  }

  #watchOf(stream: number): TlsWatch | undefined {
    return this.#sessions.get(stream)?.tls ?? this.#imap.get(stream);
  }

  #sessionOf(app: string, connection: AppConnection): Session | null {
    if (this.#sessions.size >= MAX_SESSIONS) return null;
    switch (app) {
      case 'ftp':
        return keep(this.#ftp, new FtpAnalyzer(connection, this.#board, this.#budget));
      case 'smtp':
        return keep(this.#smtp, new SmtpAnalyzer(connection, this.#room, this.#budget));
      case 'pop3':
        return keep(this.#pop3, new Pop3Analyzer(connection, this.#room, this.#budget));
      default:
        return null;
    }
  }
}

function swap(connection: AppConnection): AppConnection {
  const { stream, client, server, clientPort, serverPort, fromStart } = connection;
  return { stream, client: server, server: client, clientPort: serverPort, serverPort: clientPort, fromStart };
}

function keep<T>(list: T[], item: T): T {
  list.push(item);
  return item;
}
