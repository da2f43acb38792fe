/** The messages that a POP3 session fetched, and what became of them. */
import type { Pop3Session } from '../../model.ts';
import type { WirePosition } from '../app.ts';
import { MailRecorder, type MailRoom } from '../mail/recorder.ts';
import type { Notes } from '../notes.ts';

export const MAX_MESSAGES = 10_000;

interface Fetched {
  number: number;
  via: 'RETR' | 'TOP';
  recorder: MailRecorder;
}

export class Mailbox {
  readonly #fetched: Fetched[] = [];
  readonly #deleted = new Set<number>();
  readonly #room: MailRoom;
  readonly #notes: Notes;
  readonly #stream: number;

  constructor(room: MailRoom, notes: Notes, stream: number) {
    this.#room = room;
    this.#notes = notes;
    this.#stream = stream;
  }

  fetch(number: number, via: Fetched['via'], at: WirePosition): MailRecorder {
    const name = `pop3-${this.#stream}-${this.#fetched.length + 1}.eml`;
    const recorder = new MailRecorder(this.#room, name, this.#notes, at);
    if (this.#fetched.length < MAX_MESSAGES) this.#fetched.push({ number, via, recorder });
    else this.#notes.add('items-cut', 1);
    return recorder;
  }

  /** RFC 1939 §5: marked as deleted. */
  delete(number: number): void {
    if (number > 0 && this.#deleted.size < MAX_MESSAGES) this.#deleted.add(number);
  }

  /** RFC 1939 §5, RSET: the marks are taken back. */
  undelete(): void {
    this.#deleted.clear();
  }

  async finish(): Promise<Pop3Session['messages']> {
    const messages: Pop3Session['messages'] = [];
    for (const { number, via, recorder } of this.#fetched) {
      messages.push({ ...(await recorder.mail()), number, via, deleted: this.#deleted.has(number) });
    }
    return messages;
  }
}
