/** What the lab needs of an SMTP connection beyond smtp-server: CHUNKING (RFC 3030), and ways to end. */
import type { Socket } from 'node:net';
import type { SMTPServer, SMTPServerSession } from 'smtp-server';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';
import type { SERVER_CLOSINGS } from '../../lab/actions/mail.ts';
import { setCork, stopReading, unacknowledgedBytes, unreadBytes } from '../socket-options.ts';
import { setLink } from '../tcp/shaping.ts';
import { ChunkStream } from './chunk-stream.ts';

export interface ConnectionStyle {
  readonly chunking: boolean;
  readonly closing: (typeof SERVER_CLOSINGS)[number];
  /** Returns the text of the 250 reply; throws an error with `responseCode` to refuse. */
  deliver(message: Buffer, session: SMTPServerSession): string;
}

/** A mail larger than this is refused with 552, whatever its chunks announce. */
const MAX_MESSAGE_SIZE = 32 * 1024 * 1024;

/** How often we look whether the client has written more, or acknowledged what we wrote. */
const LOOK_MS = 2;

export class LabSmtpConnection extends SMTPConnection {
  readonly #style: ConnectionStyle;
  #message: Buffer[] = [];
  #size = 0;

  constructor(server: SMTPServer, socket: Socket, options: object, style: ConnectionStyle) {
    super(server, socket, options);
    this.#style = style;
  }

  override _createParser(): ChunkStream {
    const parser = new ChunkStream({ maxCommandLength: this._server.options.maxCommandLength });
    parser.oncommand = (command, callback) => this._onCommand(command, callback);
    parser.on('error', (error) => this.send(421, `Error: ${error.message}`));
    return parser;
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    const isEhlo = code === 250 && Array.isArray(data);
    super.send(code, isEhlo && this.#style.chunking ? [...data, 'CHUNKING'] : data, context);
    if (context === 'DATA_OK' && this.#style.closing === 'crash') this.#dieWithUnreadInput();
  }

  override handler_QUIT(command: Buffer, callback: () => void): void {
    switch (this.#style.closing) {
      case 'never':
        this.send(221, 'Bye');
        return;
      case 'fin-after-ack':
        this.send(221, 'Bye');
        this.#closeOnceAcknowledged();
        callback();
        return;
      case 'power-cut':
        // The reply is on its way; then the host vanishes from the network, and nothing of it is heard any more.
        this.send(221, 'Bye');
        setLink(false).catch(() => {});
        return;
      case 'fin-with-reply':
        // The reply waits in the kernel until the shutdown puts a FIN on it: one segment.
        setCork(this._socket as Socket, true);
        super.handler_QUIT(command, callback);
        return;
      case 'fin':
      case 'crash':
        super.handler_QUIT(command, callback);
    }
  }

  /**
   * With the reply acknowledged our FIN is the only segment under way, and a tail loss probe waits for 200 ms and more in
   * place of two round trips (RFC 8985 §7.2): the other side has time to let its ACK ride on its own FIN.
   */
  #closeOnceAcknowledged(): void {
    const timer = setInterval(() => {
      if (unacknowledgedBytes(this._socket as Socket) > 0) return;
      clearInterval(timer);
      this.close();
    }, LOOK_MS);
  }

  override _resetSession(): void {
    super._resetSession();
    this.#message = [];
    this.#size = 0;
  }

  /** smtp-server looks commands up by this name. */
  handler_BDAT(command: Buffer, callback: () => void): void {
    const match = /^BDAT (\d{1,9})( LAST)?$/i.exec(command.toString().trim());
    if (!match || !this.#style.chunking) {
      this.send(match ? 502 : 501, match ? 'Error: command not implemented' : 'Error: syntax: BDAT size [LAST]');
      callback();
      return;
    }
    // RFC 3030 §2: the octets follow the command whether the server likes it or not, so they are read in any case.
    const isLast = match[2] !== undefined;
    (this._parser as ChunkStream).startChunk(Number(match[1]), (bytes) => this.#takeChunk(bytes, isLast));
    callback();
  }

  #takeChunk(bytes: Buffer, isLast: boolean): void {
    if (this.session.envelope.rcptTo.length === 0) {
      this.send(503, 'Error: need RCPT command');
      return;
    }
    this.#size += bytes.length;
    if (this.#size > MAX_MESSAGE_SIZE) {
      this._resetSession();
      this.send(552, 'Error: message exceeds fixed maximum message size', 'MESSAGE_TOO_BIG');
      return;
    }
    this.#message.push(bytes);
    if (isLast) this.#deliver(Buffer.concat(this.#message));
    else this.send(250, `OK: ${bytes.length} octets received`);
  }

  #deliver(message: Buffer): void {
    try {
      this.send(250, this.#style.deliver(message, this.session), 'DATA_OK');
    } catch (error) {
      const { responseCode, message: text } = error as Error & { responseCode?: number };
      this.send(responseCode ?? 451, text);
    }
    this._resetSession();
  }

  /**
   * Kills this process, which serves nothing else, once the client has written what will never be read: the kernel closes
   * the socket, and says RST because of the unread bytes (RFC 2525 §2.17). Without them it would say FIN.
   */
  #dieWithUnreadInput(): void {
    const socket = this._socket as Socket;
    if (this._parser) socket.unpipe(this._parser);
    stopReading(socket);
    const timer = setInterval(() => {
      if (unreadBytes(socket) > 0) process.kill(process.pid, 'SIGKILL');
      else if (socket.destroyed) clearInterval(timer);
    }, LOOK_MS);
  }
}
