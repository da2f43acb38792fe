/** One SMTP connection (RFC 5321): the dialogue, credentials and messages. The client's side decides what bytes are. */
import type { Credential, Direction, SmtpSession } from '../../model.ts';
import type { AppAnalyzer, AppConnection, WirePosition } from '../app.ts';
import { CommandQueue } from '../command-queue.ts';
import { Dialogue, type DialogueBudget } from '../dialogue.ts';
import { type Line, LineAssembler } from '../lines.ts';
import { DotLines } from '../mail/dot-lines.ts';
import type { MailRoom } from '../mail/recorder.ts';
import { Notes } from '../notes.ts';
import { type Reply, ReplyAssembler } from '../replies.ts';
import { AuthExchange, readableBase64 } from '../sasl.ts';
import { StrayLines } from '../stray-lines.ts';
import { decodeText } from '../text.ts';
import { TlsWatch } from '../tls.ts';
import { FrameSet } from '../wire-position.ts';
import { parseBdat, parsePath, parseSmtpCommand, SMTP_VERBS, type SmtpCommand } from './commands.ts';
import { type Message, type Recipient, Transactions } from './envelope.ts';

/** What a client may send after DATA before the server's reply to it is seen. */
export const MAX_HELD_BYTES = 256 * 1024;
export const MAX_HELD_PARTS = 4096;
export const MAX_CREDENTIALS = 10_000;

interface Pending {
  verb: string;
  argument: string;
  recipient?: Recipient | null;
  /** What it carries; `last` when the reply judges it. */
  message?: Message;
  last?: boolean;
  auth?: AuthExchange;
}

/** What the client's next bytes are. */
type Mode =
  | { kind: 'command' }
  /** DATA was sent: a message, if the server says 354. */
  | { kind: 'held'; parts: { bytes: Uint8Array; at: WirePosition }[]; length: number }
  | { kind: 'data'; message: Message; dots: DotLines }
  | { kind: 'chunk'; message: Message; left: number; last: boolean };

export class SmtpAnalyzer implements AppAnalyzer {
  private readonly notes = new Notes();
  private readonly dialogue: Dialogue;
  private readonly commands: CommandQueue<Pending>;
  private readonly lines: Record<Direction, LineAssembler>;
  private readonly replies = new ReplyAssembler();
  private readonly transactions: Transactions;
  private readonly credentials: Credential[] = [];
  readonly tls = new TlsWatch();
  readonly connection: AppConnection;
  /** Frames in which a mail ended. */
  readonly mailEnds = new FrameSet();
  private mode: Mode = { kind: 'command' };
  private chunked: Message | null = null;
  private auth: AuthExchange | null = null;
  /** The message under way was judged before its end was seen. */
  private judgedEarly = false;
  /** Bytes of the client are missing, and no command was seen since. */
  private astray = false;
  private readonly stray = new StrayLines('client');
  private banner: string | null = null;
  private helo: string | null = null;
  private extensions: string[] = [];
  private greeted: boolean;

  constructor(connection: AppConnection, room: MailRoom, budget: DialogueBudget) {
    const { fromStart } = connection;
    this.connection = connection;
    this.greeted = !fromStart;
    if (!fromStart) this.notes.add('late-start');
    this.dialogue = new Dialogue(budget, this.notes);
    this.commands = new CommandQueue<Pending>(fromStart, this.notes);
    this.lines = { client: new LineAssembler(fromStart), server: new LineAssembler(fromStart) };
    this.transactions = new Transactions(room, this.notes, connection.stream);
  }

  get done(): boolean {
    return this.tls.done;
  }

  onData(direction: Direction, bytes: Uint8Array, at: WirePosition): void {
    if (this.tls.encrypted) this.tls.version.onData(direction, bytes);
    else if (direction === 'client') this.takeClient(bytes, at);
    else this.takeServer(bytes, at);
  }

  onGap(direction: Direction, length: number, at: WirePosition): void {
    if (this.tls.encrypted) return;
    if (direction === 'server') {
      this.flush('server', this.lines.server.gap());
      this.greeted = true;
    } else if (!this.messageGap(length, at)) {
      this.release();
      this.flush('client', this.lines.client.gap());
    }
    this.dialogue.gap(direction, length, at);
    this.commands.gap(direction === 'server');
    if (direction === 'server' && this.mode.kind === 'held' && this.mode.length > 0) this.release();
  }

  onEnd(direction: Direction): void {
    if (this.tls.encrypted) return;
    if (this.mode.kind === 'held') this.release();
    this.flush(direction, this.lines[direction].flush());
    if (direction === 'client') this.endMessage();
  }

  async finish(): Promise<SmtpSession> {
    this.release();
    this.endMessage();
    if (this.auth) this.endAuth(this.auth, null, []);
    this.stray.flush(this.dialogue);
    return {
      connection: this.connection.stream,
      banner: this.banner,
      helo: this.helo,
      extensions: this.extensions,
      dialogue: this.dialogue.entries(),
      credentials: this.credentials,
      messages: await this.transactions.finish(),
      encryptedFrom: this.tls.encryptedFrom,
      notes: this.notes.list(),
    };
  }

  private takeClient(bytes: Uint8Array, at: WirePosition): void {
    for (let offset = 0; offset < bytes.length && !this.tls.encrypted; ) offset = this.takeSome(bytes, offset, at);
  }

  /** Takes some bytes by what they are, and returns where the rest begins. */
  private takeSome(bytes: Uint8Array, offset: number, at: WirePosition): number {
    const { mode } = this;
    switch (mode.kind) {
      case 'held':
        this.hold(mode, bytes.slice(offset), at);
        return bytes.length;
      case 'data': {
        mode.message.recorder.touch(at.frame);
        const write = (part: Uint8Array) => mode.message.recorder.write(part, at.frame);
        const { next, ended } = mode.dots.take(bytes, offset, write);
        if (ended) {
          this.mailEnds.add(at.frame);
          this.terminate(mode.message, at.frame);
        }
        return next;
      }
      case 'chunk': {
        const length = Math.min(mode.left, bytes.length - offset);
        mode.message.recorder.write(bytes.subarray(offset, offset + length), at.frame);
        mode.left -= length;
        if (mode.left === 0) this.endChunk(mode);
        return offset + length;
      }
      case 'command': {
        if (this.lines.client.isEmpty && this.tls.begins('client', bytes, offset, at.frame)) return bytes.length;
        const { line, next } = this.lines.client.take(bytes, offset, at);
        if (line) this.onClientLine(line);
        return next;
      }
      default:
        return mode satisfies never;
    }
  }

  private takeServer(bytes: Uint8Array, at: WirePosition): void {
    for (let offset = 0; offset < bytes.length && !this.tls.encrypted; ) {
      if (this.lines.server.isEmpty && this.tls.begins('server', bytes, offset, at.frame)) return;
      const { line, next } = this.lines.server.take(bytes, offset, at);
      offset = next;
      if (line && line.cut > 0) this.notes.add('line-cut', line.cut);
      const reply = line && this.replies.add(line);
      if (reply) this.onReply(reply);
    }
  }

  private onClientLine(line: Line): void {
    if (line.cut > 0) this.notes.add('line-cut', line.cut);
    const command = parseSmtpCommand(line);
    const known = SMTP_VERBS.has(command.verb);
    if (this.auth && (this.auth.challenged || !known)) {
      this.dialogue.addDecoded('client', 'command', command, readableBase64(command.text));
      this.auth.respond(command.text, line.frames);
      return;
    }
    if (line.afterGap) this.astray = true;
    if (this.astray && !known) {
      this.stray.add(command);
      return;
    }
    this.astray = false;
    this.stray.flush(this.dialogue);
    this.onCommand(command);
  }

  private onCommand(command: SmtpCommand): void {
    const { verb, argument, frames } = command;
    const pending: Pending = { verb, argument };
    let initial: string | null = null;
    if (verb === 'MAIL') this.transactions.from(parsePath(argument));
    else if (verb === 'RCPT') pending.recipient = this.transactions.to(parsePath(argument));
    else if (verb === 'RSET' || verb === 'HELO' || verb === 'EHLO' || verb === 'LHLO') this.reset();
    else if (verb === 'DATA') this.mode = { kind: 'held', parts: [], length: 0 };
    else if (verb === 'BDAT') this.onBdat(command, pending);
    else if (verb === 'AUTH') {
      const [mechanism = '', response] = argument.split(/\s+/);
      initial = response ?? null;
      this.auth = new AuthExchange(mechanism, initial, frames);
      pending.auth = this.auth;
    }
    this.dialogue.addDecoded('client', 'command', command, initial === null ? null : readableBase64(initial));
    this.commands.push(pending, command.at.frame);
  }

  private onBdat({ argument, at }: SmtpCommand, pending: Pending): void {
    const chunk = parseBdat(argument);
    if (!chunk) return;
    const message = this.chunked ?? this.transactions.begin('BDAT', at);
    this.chunked = message;
    pending.message = message;
    pending.last = chunk.last;
    const mode: Mode = { kind: 'chunk', message, left: chunk.size, last: chunk.last };
    this.mode = mode;
    if (chunk.size === 0) this.endChunk(mode);
  }

  private onReply(reply: Reply): void {
    const { code, frames, raw } = reply;
    const line = { text: raw, frames, at: reply.at };
    this.stray.flush(this.dialogue);
    this.dialogue.addDecoded('server', 'reply', line, code === 334 ? readableBase64(reply.text) : null);
    if (code === null) return;
    if (this.mode.kind === 'data' && this.commands.length === 0) {
      this.onVerdictDuringData(this.mode.message, code);
      return;
    }
    // RFC 5321 §3.1: the server speaks first, even to a client that did not wait for it.
    if (!this.greeted) {
      this.banner = reply.text;
      this.greeted = true;
      return;
    }
    const pending = this.commands.match(reply.at.frame, ({ verb }) => canAnswer(code, verb));
    if (!pending) this.onUnasked(reply, code);
    else if (code === 334 && pending.auth) pending.auth.challenge(frames);
    else {
      this.commands.settle();
      this.onFinalReply(pending, reply, code);
    }
  }

  private onUnasked(reply: Reply, code: number): void {
    if (code === 354 && this.mode.kind === 'command') this.startData(reply.at);
  }

  /** The server has judged a message whose end was not seen: it is lost, or still on its way. */
  private onVerdictDuringData(message: Message, code: number): void {
    if (code === 354) return;
    message.accepted = code < 400;
    if (message.recorder.hasGap || message.recorder.endsBarely()) this.endMessage();
    else this.judgedEarly = true;
  }

  private onFinalReply(pending: Pending, reply: Reply, code: number): void {
    const { verb, argument, recipient, message, auth } = pending;
    const accepted = code < 400;
    if (auth) this.endAuth(auth, accepted, reply.frames);
    else if (recipient) recipient.accepted = accepted;
    else if (verb === 'DATA') this.onDataReply(code, reply.at);
    else if (message && (pending.last || !accepted)) message.accepted = accepted;
    else if ((verb === 'STARTTLS' || verb === 'X-ANONYMOUSTLS') && code === 220) this.tls.agree();
    else if (accepted && /^(EHLO|HELO|LHLO)$/.test(verb)) {
      this.helo = argument;
      this.extensions = verb === 'HELO' ? [] : reply.text.split('\n').slice(1);
    }
  }

  private onDataReply(code: number, at: WirePosition): void {
    if (this.mode.kind !== 'held') return;
    const { parts } = this.mode;
    this.mode = { kind: 'command' };
    if (code === 354) this.startData(at);
    for (const part of parts) this.takeClient(part.bytes, part.at);
  }

  private startData(at: WirePosition): void {
    this.mode = { kind: 'data', message: this.transactions.begin('DATA', at), dots: new DotLines() };
    this.judgedEarly = false;
  }

  private hold(mode: Extract<Mode, { kind: 'held' }>, bytes: Uint8Array, at: WirePosition): void {
    mode.parts.push({ bytes, at: { ...at } });
    mode.length += bytes.length;
    if (mode.length > MAX_HELD_BYTES || mode.parts.length > MAX_HELD_PARTS) this.release();
  }

  /** The reply to DATA will not come: what the client went on to say tells what it was. */
  private release(): void {
    if (this.mode.kind !== 'held') return;
    const { parts } = this.mode;
    this.mode = { kind: 'command' };
    const [first] = parts;
    if (!first) return;
    const verb = /^[A-Za-z]+/.exec(decodeText(first.bytes.subarray(0, 64)))?.[0].toUpperCase() ?? '';
    if (!SMTP_VERBS.has(verb)) {
      this.notes.add('reply-to-data-guessed');
      this.commands.settle();
      this.startData(first.at);
    }
    for (const part of parts) this.takeClient(part.bytes, part.at);
  }

  /** The lone dot was seen. */
  private terminate(message: Message, frame: number): void {
    this.closeMessage(message, true);
    if (!this.judgedEarly) this.commands.push({ verb: '.', argument: '', message, last: true }, frame);
  }

  /** A message that ends without its lone dot. */
  private endMessage(): void {
    if (this.mode.kind === 'data') this.closeMessage(this.mode.message, this.mode.message.recorder.endsBarely());
    else if (this.mode.kind === 'chunk') this.closeMessage(this.mode.message, false);
  }

  private endChunk(mode: Extract<Mode, { kind: 'chunk' }>): void {
    this.mode = { kind: 'command' };
    if (mode.last) this.closeMessage(mode.message, true);
  }

  private closeMessage(message: Message, ended: boolean): void {
    this.mode = { kind: 'command' };
    this.chunked = null;
    message.recorder.close(ended);
    const { text, frames } = message.recorder.preview();
    this.dialogue.add('client', 'data', text, frames, message.recorder.start);
  }

  private reset(): void {
    if (this.chunked) this.closeMessage(this.chunked, false);
    this.transactions.reset();
  }

  /** True when the missing bytes belong to a message. */
  private messageGap(length: number, at: WirePosition): boolean {
    const { mode } = this;
    if (mode.kind === 'data') {
      mode.message.recorder.gap(length, at.frame);
      mode.dots.gap();
      if (this.judgedEarly) this.endMessage();
      return true;
    }
    if (mode.kind !== 'chunk') return false;
    const inside = Math.min(length, mode.left);
    mode.message.recorder.gap(inside, at.frame);
    mode.left -= inside;
    if (mode.left === 0) this.endChunk(mode);
    return length === inside;
  }

  /** Shows what has no line end; it is not acted upon, because the rest of it is not known. */
  private flush(direction: Direction, partial: Line | null): void {
    const unfinished = direction === 'server' ? this.replies.flush() : null;
    if (unfinished) this.dialogue.add('server', 'reply', unfinished.raw, unfinished.frames, unfinished.at);
    if (direction === 'client') this.stray.flush(this.dialogue);
    if (!partial) return;
    const kind = direction === 'client' ? 'command' : 'reply';
    this.dialogue.add(direction, kind, decodeText(partial.bytes), partial.frames, partial.at);
  }

  private endAuth(auth: AuthExchange, accepted: boolean | null, frames: readonly number[]): void {
    if (this.auth === auth) this.auth = null;
    if (this.credentials.length < MAX_CREDENTIALS) this.credentials.push(auth.end(accepted, frames));
  }
}

/** Which commands a reply can't belong to; only asked after bytes were missing (RFC 5321 §4.3.2). */
function canAnswer(code: number, verb: string): boolean {
  if (code === 354) return verb === 'DATA';
  if (code === 334 || code === 235 || code === 535) return verb === 'AUTH';
  if (code === 221) return verb === 'QUIT';
  if (code === 220) return verb === 'STARTTLS' || verb === 'X-ANONYMOUSTLS';
  return code >= 400 || !['DATA', 'AUTH', 'QUIT', 'STARTTLS'].includes(verb);
}
