/** One POP3 session (RFC 1939, RFC 2449) without its transport: command lines in, replies out. */
import { createHash, randomBytes } from 'node:crypto';
import type { Mailbox, MailStore, StoredMessage } from '../mail/mailbox.ts';
import { type Pop3Command, parseCommand, parseNumber } from './command.ts';
import { Maildrop } from './maildrop.ts';
import { encodeMultiLine, topOf } from './multi-line.ts';

export interface Pop3Reply {
  /** `+OK …` or `-ERR …`, without CRLF. */
  readonly status: string;
  /** Multi-line content as it goes over the wire. */
  readonly body?: Buffer;
  /** The server closes after this reply. */
  readonly close?: boolean;
}

/** What the server's log may know of a session. */
export interface Pop3Observer {
  onLogin?(event: { user: string; mechanism: 'USER/PASS' | 'APOP'; accepted: boolean }): void;
  onRetrieved?(event: { user: string; number: number; message: StoredMessage }): void;
  onUpdate?(event: { user: string; deleted: number }): void;
}

type Handler = (command: Pop3Command) => Pop3Reply;

const CAPABILITIES = ['TOP', 'USER', 'UIDL', 'RESP-CODES', 'PIPELINING', 'EXPIRE NEVER', 'IMPLEMENTATION wirelab'];

export class Pop3Session {
  readonly #store: MailStore;
  readonly #observer: Pop3Observer;
  /** RFC 1939 §7 (APOP): a msg-id that is different each time. */
  readonly #timestamp: string;
  #user: string | undefined;
  #open: { mailbox: Mailbox; maildrop: Maildrop } | undefined;

  constructor(store: MailStore, observer: Pop3Observer = {}) {
    this.#store = store;
    this.#observer = observer;
    this.#timestamp = `<${randomBytes(8).toString('hex')}.${Date.now()}@${store.domain}>`;
  }

  greeting(): Pop3Reply {
    return { status: `+OK POP3 server ready ${this.#timestamp}` };
  }

  handle(line: string): Pop3Reply {
    const command = parseCommand(line);
    const handlers = this.#open ? this.#inTransaction(this.#open.maildrop) : this.#inAuthorization();
    const handler = Object.hasOwn(handlers, command.keyword) ? handlers[command.keyword] : undefined;
    return handler ? handler(command) : error('unknown command, or not in this state');
  }

  /** The connection has ended. Without QUIT nothing is deleted (RFC 1939 §6). */
  end(): void {
    this.#open?.maildrop.abandon();
    this.#open = undefined;
  }

  #inAuthorization(): { readonly [keyword: string]: Handler } {
    return {
      CAPA: capa,
      QUIT: () => ({ status: '+OK bye', close: true }),
      USER: ({ rest }) => {
        this.#user = rest;
        // The answer is the same for everybody: it must not tell which mailboxes exist.
        return rest === '' ? error('a name, please') : ok('send PASS');
      },
      PASS: ({ rest }) => {
        if (this.#user === undefined) return error('USER first');
        const user = this.#user;
        this.#user = undefined;
        return this.#logIn(user, 'USER/PASS', this.#store.authenticate(user, rest));
      },
      APOP: ({ args: [user = '', digest = ''] }) => {
        const mailbox = this.#store.byAccount(user);
        const expected = createHash('md5').update(`${this.#timestamp}${mailbox?.account.password}`).digest('hex');
        return this.#logIn(user, 'APOP', mailbox && digest.toLowerCase() === expected ? mailbox : undefined);
      },
    };
  }

  #logIn(user: string, mechanism: 'USER/PASS' | 'APOP', mailbox: Mailbox | undefined): Pop3Reply {
    this.#observer.onLogin?.({ user, mechanism, accepted: mailbox !== undefined });
    if (mailbox === undefined) return error('invalid user name or password');
    const maildrop = Maildrop.open(mailbox);
    if (maildrop === undefined) return error('[IN-USE] another session has this mailbox');
    this.#open = { mailbox, maildrop };
    return ok(`maildrop has ${maildrop.messages.length} message(s) (${maildrop.octets} octets)`);
  }

  #inTransaction(maildrop: Maildrop): { readonly [keyword: string]: Handler } {
    const user = this.#open?.mailbox.account.name ?? '';
    return {
      CAPA: capa,
      NOOP: () => ok(''),
      STAT: () => ok(`${maildrop.messages.length} ${maildrop.octets}`),
      LIST: (command) => listing(maildrop, command, (message) => String(message.bytes.length)),
      UIDL: (command) => listing(maildrop, command, (message) => message.uid),
      RETR: (command) =>
        withMessage(maildrop, command, (message, number) => {
          this.#observer.onRetrieved?.({ user, number, message });
          return { status: `+OK ${message.bytes.length} octets`, body: encodeMultiLine(message.bytes) };
        }),
      TOP: (command) =>
        withMessage(maildrop, command, (message) => {
          const count = parseNumber(command.args[1]);
          if (count === undefined) return error('TOP takes a message number and a line count');
          return { status: '+OK top of message follows', body: encodeMultiLine(topOf(message.bytes, count)) };
        }),
      DELE: (command) =>
        withMessage(maildrop, command, (message, number) => {
          maildrop.markDeleted(message);
          return ok(`message ${number} deleted`);
        }),
      RSET: () => {
        maildrop.reset();
        return ok(`maildrop has ${maildrop.messages.length} message(s) (${maildrop.octets} octets)`);
      },
      QUIT: () => {
        const before = this.#open!.mailbox.messages.length;
        maildrop.update();
        this.#observer.onUpdate?.({ user, deleted: before - this.#open!.mailbox.messages.length });
        this.#open = undefined;
        return { status: '+OK bye', close: true };
      },
    };
  }
}

function ok(text: string): Pop3Reply {
  return { status: text === '' ? '+OK' : `+OK ${text}` };
}

function error(text: string): Pop3Reply {
  return { status: `-ERR ${text}` };
}

const capa: Handler = () => ({
  status: '+OK capability list follows',
  body: encodeMultiLine(Buffer.from(CAPABILITIES.map((line) => `${line}\r\n`).join(''))),
});

/** LIST and UIDL: one message, or all of them. */
function listing(maildrop: Maildrop, command: Pop3Command, tell: (message: StoredMessage) => string): Pop3Reply {
  if (command.args.length > 0) {
    return withMessage(maildrop, command, (message, number) => ok(`${number} ${tell(message)}`));
  }
  const lines = maildrop.messages.map(({ number, message }) => `${number} ${tell(message)}\r\n`);
  return { status: `+OK ${lines.length} message(s)`, body: encodeMultiLine(Buffer.from(lines.join(''))) };
}

function withMessage(
  maildrop: Maildrop,
  { args }: Pop3Command,
  answer: (message: StoredMessage, number: number) => Pop3Reply,
): Pop3Reply {
  const number = parseNumber(args[0]);
  const message = number === undefined ? undefined : maildrop.message(number);
  return message === undefined || number === undefined ? error('no such message') : answer(message, number);
}
