/** A small POP3 client that keeps every byte of a message and however the network cuts it. */
import { createHash } from 'node:crypto';
import { bytesShown, type Journal } from '../journal.ts';
import { LineConnection } from '../line-connection.ts';
import { decodeLine } from './multi-line.ts';

/** RFC 5322 §2.1.1 allows 998 characters a line; some mailers send more. */
const MAX_LINE_LENGTH = 64 * 1024;

/** What a message may weigh, here in the lab. */
const MAX_MESSAGE_LENGTH = 32 * 1024 * 1024;

/** The server said `-ERR`. */
export class Pop3Refusal extends Error {}

export class Pop3Client {
  readonly #connection: LineConnection;
  readonly greeting: string;

  private constructor(connection: LineConnection, greeting: string) {
    this.#connection = connection;
    this.greeting = greeting;
  }

  static async connect(target: { host: string; port: number }, journal: Journal): Promise<Pop3Client> {
    const connection = await LineConnection.open({ ...target, maxLineLength: MAX_LINE_LENGTH }, journal);
    return new Pop3Client(connection, await readStatus(connection));
  }

  /** Sends one command and returns its status line without `+OK`. Throws `Pop3Refusal` for `-ERR`. */
  async command(line: string): Promise<string> {
    this.#connection.send(line);
    return readStatus(this.#connection);
  }

  async logIn(user: string, password: string): Promise<void> {
    await this.command(`USER ${user}`);
    await this.command(`PASS ${password}`);
  }

  /** RFC 1939 §7: the password itself does not travel. */
  async logInByApop(user: string, password: string): Promise<void> {
    const timestamp = /<[^<>\s]+>/.exec(this.greeting)?.[0];
    if (timestamp === undefined) throw new Pop3Refusal('the server offers no APOP');
    const digest = createHash('md5')
      .update(timestamp + password)
      .digest('hex');
    await this.command(`APOP ${user} ${digest}`);
  }

  /** The lines of a multi-line reply. */
  async list(line: string): Promise<string[]> {
    await this.command(line);
    const lines = (await this.#readContent()).toString('latin1').split('\r\n').slice(0, -1);
    for (const entry of lines) this.#connection.journal.say('<', entry);
    return lines;
  }

  async retrieve(number: number): Promise<Buffer> {
    await this.command(`RETR ${number}`);
    const message = await this.#readContent();
    this.#connection.journal.say('#', bytesShown(message.length));
    return message;
  }

  /** QUIT, its reply, the server's FIN, then ours. */
  async quit(): Promise<void> {
    await this.command('QUIT');
    await this.#connection.closeAfterPeer();
  }

  /** After a refusal or an error: no more than FIN. */
  async abandon(): Promise<void> {
    await this.#connection.close();
  }

  async #readContent(): Promise<Buffer> {
    const lines: Buffer[] = [];
    let length = 0;
    for (;;) {
      const line = decodeLine(await this.#connection.readLine());
      if (line === null) return Buffer.concat(lines);
      length += line.length + 2;
      if (length > MAX_MESSAGE_LENGTH) throw new Error('the message is too long');
      lines.push(line, Buffer.from('\r\n'));
    }
  }
}

async function readStatus(connection: LineConnection): Promise<string> {
  const line = (await connection.readLine()).toString('latin1');
  connection.journal.say('<', line);
  if (line.startsWith('+OK')) return line.slice(3).trim();
  throw new Pop3Refusal(line);
}
