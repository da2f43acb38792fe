/** A session's view of a mailbox: numbered when the session began, with deletions that count only at its end. */
import type { Mailbox, StoredMessage } from '../mail/mailbox.ts';

export class Maildrop {
  readonly #mailbox: Mailbox;
  /** Message numbers are places in this list, from 1. */
  readonly #messages: readonly StoredMessage[];
  readonly #deleted = new Set<string>();

  private constructor(mailbox: Mailbox) {
    this.#mailbox = mailbox;
    this.#messages = [...mailbox.messages];
  }

  /** Undefined while another session has the mailbox. */
  static open(mailbox: Mailbox): Maildrop | undefined {
    return mailbox.lock() ? new Maildrop(mailbox) : undefined;
  }

  /** What is there and not marked as deleted. */
  get messages(): { number: number; message: StoredMessage }[] {
    return this.#messages
      .map((message, index) => ({ number: index + 1, message }))
      .filter(({ message }) => !this.#deleted.has(message.uid));
  }

  get octets(): number {
    return this.messages.reduce((sum, { message }) => sum + message.bytes.length, 0);
  }

  message(number: number): StoredMessage | undefined {
    return this.messages.find((entry) => entry.number === number)?.message;
  }

  markDeleted(message: StoredMessage): void {
    this.#deleted.add(message.uid);
  }

  /** Unmarks everything (RSET). */
  reset(): void {
    this.#deleted.clear();
  }

  /** RFC 1939 §6, the UPDATE state: deletes what is marked and lets go of the mailbox. */
  update(): void {
    this.#mailbox.remove(this.#deleted);
    this.#mailbox.unlock();
  }

  /** Ends without UPDATE: nothing is deleted. */
  abandon(): void {
    this.#mailbox.unlock();
  }
}
