/** One POP3 connection (RFC 1939): the dialogue, credentials and messages. The commands decide what the server's bytes are. */
import type { Direction, Pop3Session } from '../../model.ts';
import type { AppAnalyzer, AppConnection, WirePosition } from '../app.ts';
import { CommandQueue } from '../command-queue.ts';
import { Dialogue, type DialogueBudget } from '../dialogue.ts';
import { type Line, LineAssembler } from '../lines.ts';
import type { MailRoom } from '../mail/recorder.ts';
import { Notes } from '../notes.ts';
import { readableBase64 } from '../sasl.ts';
import { StrayLines } from '../stray-lines.ts';
import { decodeText } from '../text.ts';
import { TlsWatch } from '../tls.ts';
import { Block } from './block.ts';
import { followsOk, messageNumber, POP3_VERBS, type Pop3Command, parsePop3Command } from './commands.ts';
import { Pop3Login } from './login.ts';
import { Mailbox } from './mailbox.ts';

/** RFC 1939 §3, and servers that put something else than a space behind it; or RFC 5034 §4: `+` and a challenge. */
const STATUS = /^(\+OK|-ERR)(?!\w)\s?(.*)$|^\+(?: (.*))?$/is;

export class Pop3Analyzer implements AppAnalyzer {
  readonly #notes = new Notes();
  readonly #dialogue: Dialogue;
  readonly #commands: CommandQueue<Pop3Command>;
  readonly #lines: Record<Direction, LineAssembler>;
  readonly #login = new Pop3Login();
  readonly #mailbox: Mailbox;
  readonly tls = new TlsWatch();
  readonly connection: AppConnection;
  readonly #stray = new StrayLines('client');
  /** What the server is sending; null between blocks. */
  #block: Block | null = null;
  /** Bytes of the server are missing: the next ones may be the middle of a block. */
  #astray: { length: number } | null;
  #banner: string | null = null;
  #greeted: boolean;

  constructor(connection: AppConnection, room: MailRoom, budget: DialogueBudget) {
    const { fromStart, stream } = connection;
    this.connection = connection;
    this.#greeted = !fromStart;
    this.#astray = fromStart ? null : { length: 0 };
    if (!fromStart) this.#notes.add('late-start');
    this.#dialogue = new Dialogue(budget, this.#notes);
    this.#commands = new CommandQueue<Pop3Command>(fromStart, this.#notes);
    this.#lines = { client: new LineAssembler(fromStart), server: new LineAssembler(fromStart) };
    this.#mailbox = new Mailbox(room, this.#notes, stream);
  }

  get done(): boolean {
    return this.tls.done;
  }

  onData(direction: Direction, bytes: Uint8Array, at: WirePosition): void {
    if (this.tls.encrypted) this.tls.version.onData(direction, bytes);
    for (let offset = 0; offset < bytes.length && !this.tls.encrypted; ) {
      offset = direction === 'client' ? this.#takeClient(bytes, offset, at) : this.#takeServer(bytes, offset, at);
    }
  }

  onGap(direction: Direction, length: number, at: WirePosition): void {
    if (this.tls.encrypted) return;
    if (direction === 'client') this.#flushLine('client', this.#lines.client.gap());
    else this.#serverGap(length, at);
    this.#dialogue.gap(direction, length, at);
    this.#commands.gap(direction === 'server');
  }

  onEnd(direction: Direction): void {
    if (this.tls.encrypted) return;
    this.#flushLine(direction, this.#lines[direction].flush());
    if (direction === 'client') this.#stray.flush(this.#dialogue);
    else this.#endBlock(false);
  }

  async finish(): Promise<Pop3Session> {
    this.#endBlock(false);
    this.#stray.flush(this.#dialogue);
    return {
      connection: this.connection.stream,
      banner: this.#banner,
      dialogue: this.#dialogue.entries(),
      credentials: this.#login.finish(),
      messages: await this.#mailbox.finish(),
      encryptedFrom: this.tls.encryptedFrom,
      notes: this.#notes.list(),
    };
  }

  #takeClient(bytes: Uint8Array, offset: number, at: WirePosition): number {
    if (this.#lines.client.isEmpty && this.tls.begins('client', bytes, offset, at.frame)) return bytes.length;
    const { line, next } = this.#lines.client.take(bytes, offset, at);
    if (line) this.#onClientLine(line);
    return next;
  }

  #onClientLine(line: Line): void {
    if (line.cut > 0) this.#notes.add('line-cut', line.cut);
    if (this.#block?.mayHaveEnded) this.#endBlock(true);
    const command = parsePop3Command(line);
    const known = POP3_VERBS.has(command.verb);
    const { auth } = this.#login;
    if (auth && (auth.challenged || !known)) {
      this.#dialogue.addDecoded('client', 'command', command, readableBase64(command.text));
      auth.respond(command.text, line.frames);
      return;
    }
    if (line.afterGap && !known) {
      this.#stray.add(command);
      return;
    }
    this.#stray.flush(this.#dialogue);
    const initial = this.#login.onCommand(command);
    this.#dialogue.addDecoded('client', 'command', command, initial === null ? null : readableBase64(initial));
    this.#commands.push(command, line.at.frame);
  }

  #takeServer(bytes: Uint8Array, offset: number, at: WirePosition): number {
    if (this.#block?.isMail) return this.#takeMail(this.#block, bytes, offset, at);
    const atLineStart = this.#lines.server.isEmpty;
    if (atLineStart && this.tls.begins('server', bytes, offset, at.frame)) return bytes.length;
    if (atLineStart && this.#astray) {
      this.#findPlace(this.#astray.length, bytes[offset]!, at);
      if (this.#block?.isMail) return offset;
    }
    const { line, next } = this.#lines.server.take(bytes, offset, at);
    if (line) this.#onServerLine(line);
    return next;
  }

  #takeMail(mail: Block, bytes: Uint8Array, offset: number, at: WirePosition): number {
    const { next, ended } = mail.takeMail(bytes, offset, at);
    if (ended) this.#endBlock(true, true);
    return next;
  }

  #onServerLine(line: Line): void {
    if (line.cut > 0) this.#notes.add('line-cut', line.cut);
    if (this.#block === null) this.#onStatus(line);
    else if (this.#block.takeLine(line)) this.#endBlock(true);
  }

  #onStatus(line: Line): void {
    const text = decodeText(line.bytes);
    const { frames, at } = line;
    const status = STATUS.exec(text);
    this.#dialogue.addDecoded('server', 'reply', { text, frames, at }, readableBase64(status?.[3] ?? ''));
    if (!status) return;
    if (!status[1]) {
      this.#commands.match(at.frame, ({ verb }) => verb === 'AUTH');
      this.#login.auth?.challenge(frames);
      return;
    }
    const ok = status[1].toUpperCase() === '+OK';
    // RFC 1939 §4: the server speaks first, even to a client that did not wait for it.
    if (!this.#greeted) {
      this.#banner = (status[2] ?? '').trimEnd();
      this.#greeted = true;
      return;
    }
    const command = this.#commands.match(at.frame, () => true);
    if (command) this.#onAnswer(command, ok, frames, at);
    // A reply without a command that is known may go on with a block.
    else if (ok) this.#astray = { length: 0 };
  }

  #onAnswer(command: Pop3Command, ok: boolean, frames: number[], at: WirePosition): void {
    this.#login.onReply(command, ok, frames);
    const follows = ok ? followsOk(command) : null;
    if (follows) {
      this.#beginBlock(follows, command, at);
      return;
    }
    this.#commands.settle();
    if (!ok) return;
    if (command.verb === 'DELE') this.#mailbox.delete(messageNumber(command));
    else if (command.verb === 'RSET') this.#mailbox.undelete();
    else if (command.verb === 'STLS') this.tls.agree();
  }

  #beginBlock(kind: 'mail' | 'lines', command: Pop3Command | null, at: WirePosition): Block {
    const number = command ? messageNumber(command) : 0;
    const fetched = command?.verb === 'TOP' ? 'TOP' : 'RETR';
    this.#block = new Block(kind === 'mail' ? this.#mailbox.fetch(number, fetched, at) : null);
    return this.#block;
  }

  /** `answered`: the command that asked for the block has had its whole answer; `seen`: and its end was seen. */
  #endBlock(answered: boolean, seen = false): void {
    const block = this.#block;
    if (block === null) return;
    this.#block = null;
    block.end(this.#dialogue, seen);
    if (answered) this.#commands.settle();
  }

  #serverGap(length: number, at: WirePosition): void {
    const block = this.#block;
    const partial = block?.isMail ? null : this.#lines.server.gap();
    if (block) block.gap(length, at, partial);
    else {
      this.#flushLine('server', partial);
      this.#astray = { length: (this.#astray?.length ?? 0) + length };
    }
    this.#greeted = true;
  }

  /** After missing bytes, at the start of what is there again: a status line, or the middle of a block? */
  #findPlace(missing: number, firstByte: number, at: WirePosition): void {
    this.#astray = null;
    const first = String.fromCharCode(firstByte);
    if (first === '+' || first === '-') return;
    const command = missing > 0 ? this.#commands.match(at.frame, (pending) => followsOk(pending) !== null) : undefined;
    const asked = command && followsOk(command);
    if (asked === 'mail') this.#beginBlock('mail', command ?? null, at).gap(missing, at, null);
    else this.#beginBlock('lines', null, at).hasGap = true;
  }

  /** Shows what has no line end; it is not acted upon, because the rest of it is not known. */
  #flushLine(direction: Direction, partial: Line | null): void {
    if (!partial) return;
    const kind = direction === 'client' ? 'command' : 'reply';
    this.#dialogue.add(direction, kind, decodeText(partial.bytes), partial.frames, partial.at);
  }
}
