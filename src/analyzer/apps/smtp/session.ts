/** One SMTP connection (RFC 5321): the dialogue, credentials and messages. The client's side decides what bytes are. */
import type { Credential, Direction, SmtpSession } from '../../model.ts';
import type { AppAnalyzer, AppConnection, WirePosition } from '../app.ts';
import { CommandQueue } from '../command-queue.ts';
import { Dialogue, type DialogueBudget } from '../dialogue.ts';
import { type Line, LineAssembler } from '../lines.ts';
import type { MailRoom } from '../mail/recorder.ts';
import { Notes } from '../notes.ts';
import { type Reply, ReplyAssembler } from '../replies.ts';
import { AuthExchange, readableBase64 } from '../sasl.ts';
import { StrayLines } from '../stray-lines.ts';
import { decodeText } from '../text.ts';
import { TlsWatch } from '../tls.ts';
import type { FrameSet } from '../wire-position.ts';
import { ClientBytes, type ClientListener } from './client-bytes.ts';
import { canAnswer, parseChunk, parsePath, parseSmtpCommand, SMTP_VERBS, type SmtpCommand } from './commands.ts';
import { type Message, Transactions, Verdict } from './envelope.ts';
import type { Pending } from './pending.ts';

export const MAX_CREDENTIALS = 10_000;

export class SmtpAnalyzer implements AppAnalyzer, ClientListener {
  readonly #notes = new Notes();
  readonly #dialogue: Dialogue;
  readonly #commands: CommandQueue<Pending>;
  readonly #client: ClientBytes;
  readonly #serverLines: LineAssembler;
  readonly #replies = new ReplyAssembler();
  readonly #transactions: Transactions;
  readonly #credentials: Credential[] = [];
  readonly tls = new TlsWatch();
  readonly connection: AppConnection;
  #auth: AuthExchange | null = null;
  /** Bytes of the client are missing, and no command was seen since. */
  #astray = false;
  readonly #stray = new StrayLines('client');
  #banner: string | null = null;
  #helo: string | null = null;
  #extensions: string[] = [];
  /** It is LMTP (RFC 2033). */
  #local = false;
  #greeted: boolean;

  constructor(connection: AppConnection, room: MailRoom, budget: DialogueBudget) {
    const { fromStart } = connection;
    this.connection = connection;
    this.#greeted = !fromStart;
    if (!fromStart) this.#notes.add('late-start');
    this.#dialogue = new Dialogue(budget, this.#notes);
    this.#commands = new CommandQueue<Pending>(fromStart, this.#notes);
    this.#serverLines = new LineAssembler(fromStart);
    this.#transactions = new Transactions(room, this.#notes, connection.stream);
    this.#client = new ClientBytes(
      { fromStart, transactions: this.#transactions, dialogue: this.#dialogue, notes: this.#notes, tls: this.tls },
      this,
    );
  }

  /** Frames in which a mail ended. */
  get mailEnds(): FrameSet {
    return this.#client.mailEnds;
  }

  get done(): boolean {
    return this.tls.done;
  }

  onData(direction: Direction, bytes: Uint8Array, at: WirePosition): void {
    if (this.tls.encrypted) this.tls.version.onData(direction, bytes);
    else if (direction === 'client') this.#client.take(bytes, at);
    else this.#takeServer(bytes, at);
  }

  onGap(direction: Direction, length: number, at: WirePosition): void {
    if (this.tls.encrypted) return;
    if (direction === 'server') {
      this.#flushServer(this.#serverLines.gap());
      this.#greeted = true;
    } else this.#flushClient(this.#client.gap(length, at));
    this.#dialogue.gap(direction, length, at);
    this.#commands.gap(direction === 'server');
    if (direction === 'server') this.#client.onServerGap();
  }

  onEnd(direction: Direction): void {
    if (this.tls.encrypted) return;
    if (direction === 'client') {
      // What follows DATA stays held: a client that closed at once still has its replies to come.
      this.#flushClient(this.#client.end());
      return;
    }
    this.#client.release();
    this.#flushServer(this.#serverLines.flush());
  }

  async finish(): Promise<SmtpSession> {
    this.#client.release();
    this.#client.endMessage();
    if (this.#auth) this.#endAuth(this.#auth, null, []);
    this.#stray.flush(this.#dialogue);
    return {
      connection: this.connection.stream,
      banner: this.#banner,
      helo: this.#helo,
      extensions: this.#extensions,
      dialogue: this.#dialogue.entries(),
      credentials: this.#credentials,
      messages: await this.#transactions.finish(),
      encryptedFrom: this.tls.encryptedFrom,
      notes: this.#notes.list(),
    };
  }

  #takeServer(bytes: Uint8Array, at: WirePosition): void {
    for (let offset = 0; offset < bytes.length && !this.tls.encrypted; ) {
      if (this.#serverLines.isEmpty && this.tls.begins('server', bytes, offset, at.frame)) return;
      const { line, next } = this.#serverLines.take(bytes, offset, at);
      offset = next;
      if (line && line.cut > 0) this.#notes.add('line-cut', line.cut);
      const reply = line && this.#replies.add(line);
      if (reply) this.#onReply(reply);
    }
  }

  onClientLine(line: Line): void {
    if (line.cut > 0) this.#notes.add('line-cut', line.cut);
    const command = parseSmtpCommand(line);
    const known = SMTP_VERBS.has(command.verb);
    if (this.#auth && (this.#auth.challenged || !known)) {
      this.#dialogue.addDecoded('client', 'command', command, readableBase64(command.text));
      this.#auth.respond(command.text, line.frames);
      return;
    }
    if (line.afterGap) this.#astray = true;
    if (this.#astray && !known) {
      this.#stray.add(command);
      return;
    }
    this.#astray = false;
    this.#stray.flush(this.#dialogue);
    this.#onCommand(command);
  }

  onMessageEnd(message: Message, frame: number): void {
    this.#commands.push({ verb: '.', argument: '', message, last: true }, frame);
  }

  onDataGuessed(): void {
    this.#commands.settle();
  }

  #onCommand(command: SmtpCommand): void {
    const { verb, argument, frames } = command;
    const pending: Pending = { verb, argument };
    let initial: string | null = null;
    // RFC 5321 Appendix F.6: the other three, which went to a terminal, begin a mail all the same.
    if (/^(MAIL|SEND|SOML|SAML)$/.test(verb)) {
      this.#client.reset();
      this.#transactions.from(parsePath(argument));
    } else if (verb === 'RCPT') pending.recipient = this.#transactions.to(parsePath(argument));
    else if (verb === 'RSET' || verb === 'HELO' || verb === 'EHLO' || verb === 'LHLO') this.#client.reset();
    else if (verb === 'DATA') this.#client.awaitData();
    else if (verb === 'BDAT' || verb === 'BURL') this.#onChunk(command, pending);
    else if (verb === 'AUTH') {
      const [mechanism = '', response] = argument.split(/\s+/);
      initial = response ?? null;
      this.#auth = new AuthExchange(mechanism, initial, frames);
      pending.auth = this.#auth;
    }
    this.#dialogue.addDecoded('client', 'command', command, initial === null ? null : readableBase64(initial));
    this.#commands.push(pending, command.at.frame);
  }

  #onChunk(command: SmtpCommand, pending: Pending): void {
    const chunk = parseChunk(command);
    if (!chunk) return;
    if (chunk.fetched) this.#notes.add('part-fetched', 1);
    pending.message = this.#client.beginChunk(chunk, command.at);
    pending.last = chunk.last;
  }

  #onReply(reply: Reply): void {
    const { code, frames, raw } = reply;
    const line = { text: raw, frames, at: reply.at };
    this.#stray.flush(this.#dialogue);
    const isVerdict = this.#client.unfinished && this.#commands.length === 0;
    // What is judged stands before its verdict.
    if (isVerdict && code !== null && code !== 354) this.#client.onVerdict(code < 400);
    this.#dialogue.addDecoded('server', 'reply', line, code === 334 ? readableBase64(reply.text) : null);
    if (code === null || isVerdict) return;
    // RFC 5321 §3.1: the server speaks first, even to a client that did not wait for it.
    if (!this.#greeted) {
      this.#banner = reply.text;
      this.#greeted = true;
      return;
    }
    const pending = this.#commands.match(reply.at.frame, ({ verb }) => canAnswer(code, verb));
    if (!pending) {
      if (code === 354) this.#client.onUnaskedInvitation(reply.at);
    } else if (code === 334 && pending.auth) pending.auth.challenge(frames);
    else {
      if (!this.#awaitsMore(pending, code)) this.#commands.settle();
      this.#onFinalReply(pending, reply, code);
    }
  }

  /** The reply judges a message, and others will for its other recipients. */
  #awaitsMore(pending: Pending, code: number): boolean {
    if (!pending.message || !pending.last) return false;
    pending.verdict ??= new Verdict(pending.message, this.#local);
    return pending.verdict.add(code < 400);
  }

  #onFinalReply(pending: Pending, reply: Reply, code: number): void {
    const { verb, argument, recipient, message, auth } = pending;
    const accepted = code < 400;
    if (auth) this.#endAuth(auth, accepted, reply.frames);
    else if (recipient) recipient.accepted = accepted;
    else if (verb === 'DATA') this.#client.onDataReply(code, reply.at);
    else if (message && !pending.last && !accepted) message.accepted = false;
    else if ((verb === 'STARTTLS' || verb === 'X-ANONYMOUSTLS') && code === 220) this.tls.agree();
    else if (accepted && /^(EHLO|HELO|LHLO)$/.test(verb)) {
      this.#helo = argument;
      this.#local = verb === 'LHLO';
      this.#extensions = verb === 'HELO' ? [] : reply.text.split('\n').slice(1);
    }
  }

  /** Shows what has no line end; it is not acted upon, because the rest of it is not known. */
  #flushServer(partial: Line | null): void {
    const unfinished = this.#replies.flush();
    if (unfinished) this.#dialogue.add('server', 'reply', unfinished.raw, unfinished.frames, unfinished.at);
    if (partial) this.#dialogue.add('server', 'reply', decodeText(partial.bytes), partial.frames, partial.at);
  }

  /** The same of the client. */
  #flushClient(partial: Line | null): void {
    this.#stray.flush(this.#dialogue);
    if (partial) this.#dialogue.add('client', 'command', decodeText(partial.bytes), partial.frames, partial.at);
  }

  #endAuth(auth: AuthExchange, accepted: boolean | null, frames: readonly number[]): void {
    if (this.#auth === auth) this.#auth = null;
    if (this.#credentials.length < MAX_CREDENTIALS) this.#credentials.push(auth.end(accepted, frames));
  }
}
