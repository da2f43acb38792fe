/** Where mail waits between SMTP, which delivers it, and POP3, which hands it out. */
import { createHash } from 'node:crypto';

/** Messages that a mailbox holds at most; more are refused. */
const MAX_MESSAGES = 1_000;

export interface StoredMessage {
  /** RFC 1939 §7 (UIDL): never used twice in this mailbox, 1 to 70 printable characters. */
  readonly uid: string;
  /** As delivered, trace headers included; every line ends with CRLF. */
  readonly bytes: Buffer;
}

export interface Account {
  readonly name: string;
  readonly password: string;
}

/** Told of each mail that was put into a mailbox. */
type OnDelivery = (account: string, bytes: Buffer) => void;

export class Mailbox {
  readonly account: Account;
  #messages: StoredMessage[] = [];
  readonly #onDelivery: OnDelivery | undefined;
  #delivered = 0;
  #locked = false;

  constructor(account: Account, onDelivery?: OnDelivery) {
    this.account = account;
    this.#onDelivery = onDelivery;
  }

  get messages(): readonly StoredMessage[] {
    return this.#messages;
  }

  /** Throws when the mailbox is full. */
  deliver(bytes: Buffer): StoredMessage {
    if (this.#messages.length >= MAX_MESSAGES) throw new Error('mailbox is full');
    this.#delivered++;
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const message = { uid: `${this.#delivered}.${digest}`, bytes };
    this.#messages.push(message);
    this.#onDelivery?.(this.account.name, bytes);
    return message;
  }

  remove(uids: ReadonlySet<string>): void {
    this.#messages = this.#messages.filter((message) => !uids.has(message.uid));
  }

  /** RFC 1939 §4: one session at a time. False when another one has it. */
  lock(): boolean {
    if (this.#locked) return false;
    this.#locked = true;
    return true;
  }

  unlock(): void {
    this.#locked = false;
  }
}

/** The mailboxes of one domain. */
export class MailStore {
  readonly domain: string;
  readonly #boxes: ReadonlyMap<string, Mailbox>;

  constructor(domain: string, accounts: readonly Account[], onDelivery?: OnDelivery) {
    this.domain = domain;
    this.#boxes = new Map(accounts.map((account) => [account.name, new Mailbox(account, onDelivery)]));
  }

  get accounts(): Account[] {
    return [...this.#boxes.values()].map(({ account }) => account);
  }

  byAccount(name: string): Mailbox | undefined {
    return this.#boxes.get(name);
  }

  /** The mailbox of `name@domain`; undefined for somebody else's. */
  byAddress(address: string): Mailbox | undefined {
    const at = address.lastIndexOf('@');
    return address.slice(at + 1).toLowerCase() === this.domain ? this.byAccount(address.slice(0, at)) : undefined;
  }

  /** The mailbox whose account these are, if the password is right. People log in with or without their domain. */
  authenticate(user: string, password: string): Mailbox | undefined {
    const box = this.byAccount(user) ?? this.byAddress(user);
    return box?.account.password === password ? box : undefined;
  }
}
