/** A small SMTP client over a plain socket: pipelining (RFC 2920), BDAT (RFC 3030), and a closing of one's choice. */
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Text } from '../../base/language.ts';
import { bytesShown } from '../journal.ts';
import { LineConnection } from '../line-connection.ts';
import { encodeMultiLine } from '../pop3/multi-line.ts';
import { descriptorOf, setQuickAck } from '../socket-options.ts';
import { type PlainStyle, SmtpRefusal, type Submission } from './sending.ts';

/** RFC 5321 §4.5.3.1.5: reply lines are at most 512 octets; some servers say more. */
const MAX_REPLY_LINE = 4_096;

/** Longer than any delayed acknowledgement (40 to 200 ms): the server's FIN is acknowledged on its own before ours goes. */
const LONG_AFTER_MS = 300;

/** Long enough for whatever the server's host does after its reply. */
const A_WHILE_MS = 300;

interface Reply {
  readonly code: number;
  readonly text: string;
}

/** A command, or octets, and what the transcript shows of them. */
interface Part {
  readonly bytes: Buffer;
  readonly shown: Text;
  /** What a refusal names; null for octets, which get no reply of their own. */
  readonly verb: string | null;
}

/** Returns the server's reply to the mail. Throws `SmtpRefusal` for 4yz and 5yz. */
export async function sendPlainly(submission: Submission, style: PlainStyle): Promise<string> {
  const { host, port, journal } = submission;
  const connection = await LineConnection.open({ host, port, maxLineLength: MAX_REPLY_LINE }, journal);
  try {
    expectCode(await readReply(connection), 2, 'connection');
    const { opening, envelope, content } = planDialogue(submission, style);
    for (const part of opening) await say(connection, [part]);
    const batches = style.pipelined
      ? [[...envelope, ...content.slice(0, firstBatch(style))]]
      : envelope.map((part) => [part]);
    const rest = style.pipelined ? content.slice(firstBatch(style)) : content;
    for (const batch of batches) await say(connection, batch);
    const text = await sayContent(connection, rest, style);
    await quit(connection, style);
    return text;
  } catch (error) {
    if (error instanceof SmtpRefusal) await quit(connection, { ...style, closing: 'after-server' });
    throw error;
  }
}

/** Every byte that the client will send, QUIT included: known before the connection is open. */
export function countClientBytes(submission: Submission, style: PlainStyle): number {
  const { opening, envelope, content } = planDialogue(submission, style);
  const parts = [...opening, ...envelope, ...content, command('QUIT')];
  return parts.reduce((sum, part) => sum + part.bytes.length, 0);
}

function planDialogue(
  submission: Submission,
  style: PlainStyle,
): { opening: Part[]; envelope: Part[]; content: Part[] } {
  const { clientName, login, from, to, message } = submission;
  return {
    opening: [command(`EHLO ${clientName}`), ...(login ? authentication(login) : [])],
    envelope: [command(`MAIL FROM:<${from}>`), command(`RCPT TO:<${to}>`)],
    content: style.chunks > 0 ? inChunks(message, style.chunks) : [command('DATA'), octets(encodeMultiLine(message))],
  };
}

function authentication(login: NonNullable<Submission['login']>): Part[] {
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  if (login.mechanism === 'PLAIN') {
    // RFC 4616: authorization identity (none), user, password.
    return [command(`AUTH PLAIN ${encode(`\0${login.user}\0${login.password}`)}`)];
  }
  return [command('AUTH LOGIN'), command(encode(login.user), 'AUTH'), command(encode(login.password), 'AUTH')];
}

function inChunks(message: Buffer, count: number): Part[] {
  const size = Math.ceil(message.length / count);
  return Array.from({ length: count }, (_, index) => {
    const chunk = message.subarray(index * size, (index + 1) * size);
    const isLast = index === count - 1;
    return [command(`BDAT ${chunk.length}${isLast ? ' LAST' : ''}`), octets(chunk)];
  }).flat();
}

/** With the envelope go DATA, or the first BDAT and its octets: BDAT may be pipelined, octets and all (RFC 3030 §4.2). */
function firstBatch(style: PlainStyle): number {
  return style.chunks > 0 ? 2 : 1;
}

/** Sends parts in one write and reads a reply for each command among them; any refusal is thrown after all are read. */
async function say(connection: LineConnection, parts: readonly Part[]): Promise<Reply[]> {
  for (const part of parts) connection.journal.say(part.verb === null ? '#' : '>', part.shown);
  connection.socket.write(Buffer.concat(parts.map((part) => part.bytes)));
  const replies: Reply[] = [];
  let refusal: SmtpRefusal | undefined;
  for (const { verb } of parts) {
    if (verb === null) continue;
    const reply = await readReply(connection);
    replies.push(reply);
    if (reply.code >= 400) refusal ??= new SmtpRefusal(verb, reply.code, reply.text);
  }
  if (refusal) throw refusal;
  return replies;
}

/** The text of the reply that accepts the mail. */
async function sayContent(connection: LineConnection, parts: readonly Part[], style: PlainStyle): Promise<string> {
  let last = '';
  if (style.chunks > 0) {
    for (let index = 0; index < parts.length; index += 2) {
      const [reply] = await say(connection, parts.slice(index, index + 2));
      last = reply?.text ?? last;
    }
    return last;
  }
  for (const part of parts) {
    await say(connection, [part]);
    if (part.verb !== null) continue;
    const reply = await readReply(connection);
    expectCode(reply, 2, 'DATA');
    last = reply.text;
  }
  return last;
}

async function quit(connection: LineConnection, { closing }: PlainStyle): Promise<void> {
  try {
    const acknowledge = (): void => acknowledgeFor(connection.socket, closing);
    connection.socket.once('end', acknowledge);
    acknowledge();
    await say(connection, [command('QUIT')]);
    acknowledge();
    if (closing === 'after-a-while') await pause(A_WHILE_MS);
    if (closing === 'at-once' || closing === 'after-a-while') await connection.close();
    else await connection.closeAfterPeer(closing === 'long-after-server' ? LONG_AFTER_MS : 0);
  } catch (error) {
    // The mail was accepted before: a connection that breaks now is told, and no failure.
    connection.journal.say('#', `${(error as Error).message}`);
    connection.journal.record('mail.broken', { message: (error as Error).message });
    connection.socket.destroy();
  }
}

/**
 * An acknowledgement that waits for data to ride on rides on our FIN: three segments in place of four. One that waits
 * though our FIN comes much later makes the server send its own again (RFC 8985 §7: a tail loss probe after 2 RTT).
 */
function acknowledgeFor(socket: Socket, closing: PlainStyle['closing']): void {
  if (descriptorOf(socket) === undefined) return;
  if (closing === 'after-server') setQuickAck(socket, false);
  if (closing === 'long-after-server') setQuickAck(socket, true);
}

async function readReply(connection: LineConnection): Promise<Reply> {
  const lines: string[] = [];
  for (;;) {
    const line = (await connection.readLine()).toString();
    connection.journal.say('<', line);
    lines.push(line.slice(4));
    // RFC 5321 §4.2.1: a hyphen after the code says that more lines follow.
    if (line[3] !== '-') return { code: Number.parseInt(line, 10), text: lines.join('\n') };
  }
}

function expectCode(reply: Reply, kind: number, what: string): void {
  if (Math.floor(reply.code / 100) !== kind) throw new SmtpRefusal(what, reply.code, reply.text);
}

function command(line: string, verb = line.split(' ')[0] ?? ''): Part {
  return { bytes: Buffer.from(`${line}\r\n`), shown: line, verb };
}

function octets(bytes: Buffer): Part {
  return { bytes, shown: bytesShown(bytes.length), verb: null };
}
