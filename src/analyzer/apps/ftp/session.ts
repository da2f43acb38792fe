/** One FTP control connection (RFC 959 and its extensions): the dialogue, credentials, transfers and refusals. */
import type { Direction, FtpSession } from '../../model.ts';
import type { AppAnalyzer, AppConnection, WirePosition } from '../app.ts';
import { CommandQueue } from '../command-queue.ts';
import { Dialogue, type DialogueBudget } from '../dialogue.ts';
import { type Line, LineAssembler } from '../lines.ts';
import { Notes } from '../notes.ts';
import { type Reply, ReplyAssembler } from '../replies.ts';
import { decodeText } from '../text.ts';
import { TlsWatch } from '../tls.ts';
import { TlsRecords } from '../tls-records.ts';
import { type HostPort, parseEprt, parseEpsvReply, parsePasvReply, parsePort } from './address.ts';
import { canAnswer, FTP_VERBS, type FtpCommand, parseFtpCommand } from './commands.ts';
import type { DataBoard } from './data-board.ts';
import type { DataMode } from './data-connection.ts';
import { FtpLogin, isLoginVerb } from './login.ts';
import { FtpTransfers, type Transfer } from './transfers.ts';

const MAX_REFUSALS = 10_000;

interface Pending {
  command: FtpCommand;
  transfer: Transfer | null;
}

export class FtpAnalyzer implements AppAnalyzer {
  readonly #notes = new Notes();
  readonly #dialogue: Dialogue;
  readonly #commands: CommandQueue<Pending>;
  readonly #lines: Record<Direction, LineAssembler>;
  readonly #replies = new ReplyAssembler();
  readonly #transfers: FtpTransfers;
  readonly #login = new FtpLogin();
  readonly #refused: FtpSession['refused'] = [];
  readonly connection: AppConnection;
  #banner: string | null = null;
  #greeted: boolean;
  readonly tls = new TlsWatch();
  readonly #records: Record<Direction, TlsRecords> = { client: new TlsRecords(), server: new TlsRecords() };

  constructor(connection: AppConnection, board: DataBoard, budget: DialogueBudget) {
    this.connection = connection;
    this.#greeted = !connection.fromStart;
    if (!connection.fromStart) this.#notes.add('late-start');
    this.#dialogue = new Dialogue(budget, this.#notes);
    this.#commands = new CommandQueue<Pending>(connection.fromStart, this.#notes);
    this.#lines = {
      client: new LineAssembler(connection.fromStart),
      server: new LineAssembler(connection.fromStart),
    };
    this.#transfers = new FtpTransfers(connection, board, this.#notes);
    board.addSession(connection);
  }

  get done(): boolean {
    return this.tls.done && this.#records.client.lost && this.#records.server.lost;
  }

  onData(direction: Direction, bytes: Uint8Array, at: WirePosition): void {
    if (this.tls.encrypted) this.tls.version.onData(direction, bytes);
    for (let offset = 0; offset < bytes.length; ) {
      if (this.#isEncrypted(direction, bytes, offset, at)) {
        offset = this.#skipRecords(direction, bytes, offset, at);
        continue;
      }
      const { line, next } = this.#lines[direction].take(bytes, offset, at);
      offset = next;
      if (line) this.#onLine(direction, line);
    }
  }

  onGap(direction: Direction, length: number, at: WirePosition): void {
    if (this.#isUnreadable(direction)) {
      this.#records[direction].gap();
      return;
    }
    this.#flush(direction, this.#lines[direction].gap());
    this.#dialogue.gap(direction, length, at);
    this.#commands.gap(direction === 'server');
    if (direction === 'server') this.#greeted = true;
  }

  onEnd(direction: Direction): void {
    if (!this.#isUnreadable(direction)) this.#flush(direction, this.#lines[direction].flush());
  }

  finish(): FtpSession {
    return {
      connection: this.connection.stream,
      banner: this.#banner,
      dialogue: this.#dialogue.entries(),
      credentials: this.#login.finish(),
      transfers: this.#transfers.finish(),
      refused: this.#refused,
      encryptedFrom: this.tls.encryptedFrom,
      notes: this.#notes.list(),
    };
  }

  #isUnreadable(direction: Direction): boolean {
    return this.tls.encrypted && !this.#records[direction].ended;
  }

  #isEncrypted(direction: Direction, bytes: Uint8Array, offset: number, at: WirePosition): boolean {
    if (this.tls.encrypted) return !this.#records[direction].ended;
    return this.#lines[direction].isEmpty && this.tls.begins(direction, bytes, offset, at.frame);
  }

  /** RFC 4217 §12.3: after CCC both sides end TLS, each with an alert, and the dialogue goes on in plain text. */
  #skipRecords(direction: Direction, bytes: Uint8Array, offset: number, at: WirePosition): number {
    const next = this.#records[direction].take(bytes, offset);
    if (this.#records[direction].ended) this.tls.endAt(at.frame, this.#notes);
    return next;
  }

  #onLine(direction: Direction, line: Line): void {
    if (line.cut > 0) this.#notes.add('line-cut', line.cut);
    if (direction === 'client') {
      this.#onCommand(line);
      return;
    }
    const reply = this.#replies.add(line);
    if (reply) this.#onReply(reply);
  }

  /** Shows what has no line end; it is not acted upon, because the rest of it is not known. */
  #flush(direction: Direction, partial: Line | null): void {
    const unfinished = direction === 'server' ? this.#replies.flush() : null;
    if (unfinished) this.#dialogue.add('server', 'reply', unfinished.raw, unfinished.frames, unfinished.at);
    if (!partial) return;
    const kind = direction === 'client' ? 'command' : 'reply';
    this.#dialogue.add(direction, kind, decodeText(partial.bytes), partial.frames, partial.at);
  }

  #onCommand(line: Line): void {
    const { text, command } = parseFtpCommand(line);
    this.#dialogue.add('client', 'command', text, line.frames, line.at);
    if (command.verb === '' || (line.afterGap && !FTP_VERBS.has(command.verb))) return;
    this.#announce(command);
    this.#commands.push({ command, transfer: this.#transfers.begin(command) }, line.at.frame);
  }

  #onReply(reply: Reply): void {
    this.#dialogue.add('server', 'reply', reply.raw, reply.frames, reply.at);
    const { code } = reply;
    if (code === null) return;
    if (!this.#greeted) {
      this.#greet(reply, code);
      return;
    }
    const head = this.#commands.match(reply.at.frame, ({ command }) => canAnswer(code, command.verb));
    if (!head) return;
    const other = head.transfer?.begun && isOfAnotherCommand(code) ? this.#commands.overtake() : undefined;
    if (other) {
      this.#onFinalReply(other.command, reply, code);
      return;
    }
    this.#onAnswer(head, reply, code);
  }

  #onAnswer(pending: Pending, reply: Reply, code: number): void {
    if (pending.transfer) this.#transfers.reply(pending.transfer, reply);
    if (code < 200) return;
    this.#commands.settle();
    this.#onFinalReply(pending.command, reply, code);
  }

  /** RFC 959 §5.4: the server speaks first, even to a client that did not wait; 120 may come before 220. */
  #greet(reply: Reply, code: number): void {
    this.#banner = reply.text;
    this.#greeted = code !== 120;
  }

  #onFinalReply(command: FtpCommand, reply: Reply, code: number): void {
    if (code >= 400) {
      this.#transfers.refuse(command.verb);
      const { verb, argument, frames } = command;
      const refusal = { command: verb, argument, code, text: reply.text, frames: [...frames, ...reply.frames] };
      if (this.#refused.length < MAX_REFUSALS) this.#refused.push(refusal);
    }
    if (isLoginVerb(command.verb)) this.#login.reply(command.verb, code, reply.frames);
    else if (code < 400) this.#onSuccess(command, reply, code);
  }

  /** What takes effect without waiting for its reply: the next command may follow at once. */
  #announce({ verb, argument, frames, at }: FtpCommand): void {
    if (verb === 'PORT') this.#agree('active', parsePort(argument), at.frame);
    else if (verb === 'EPRT') this.#agree('extended-active', parseEprt(argument), at.frame);
    else if (verb === 'TYPE') this.#transfers.setType(argument);
    else if (verb === 'REST') this.#transfers.setRestart(argument);
    else if (verb === 'USER') this.#login.user(argument, frames);
    else if (verb === 'PASS') this.#login.password(argument, frames);
    else if (verb === 'ACCT') this.#login.account(frames);
  }

  #onSuccess({ verb, argument }: FtpCommand, { text, at }: Reply, code: number): void {
    if (verb === 'PASV') this.#agree('passive', parsePasvReply(text), at.frame);
    else if (verb === 'EPSV') this.#agree('extended-passive', parseEpsvReply(text), at.frame);
    else if (verb === 'REIN') this.#transfers.reset();
    else if (verb === 'MODE' && !/^\s*S/i.test(argument)) this.#notes.add('mode-not-stream');
    else if (verb === 'PROT' && /^\s*P/i.test(argument)) this.#notes.add('data-protected');
    // RFC 4217 §4: 234, and the client begins the TLS handshake.
    else if (verb === 'AUTH' && code === 234) this.tls.agree();
  }

  #agree(mode: DataMode, address: HostPort | null, frame: number): void {
    if (address) this.#transfers.agree(mode, address, frame);
  }
}

/** RFC 959 §5.4: no transfer that has begun ends so; it answers what was asked meanwhile, such as STAT (§4.1.3) or NOOP. */
function isOfAnotherCommand(code: number): boolean {
  return code >= 200 && code < 400 && code !== 226 && code !== 250;
}
