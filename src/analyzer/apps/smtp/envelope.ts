/** Mail transactions (RFC 5321 §3.3): sender, recipients, the message, and whether the server took it. */
import type { SmtpSession } from '../../model.ts';
import type { WirePosition } from '../app.ts';
import { MailRecorder, type MailRoom } from '../mail/recorder.ts';
import type { Notes } from '../notes.ts';

export const MAX_RECIPIENTS = 10_000;
export const MAX_MESSAGES = 10_000;

export interface Recipient {
  address: string;
  accepted: boolean | null;
}

export interface Message {
  sender: string | null;
  recipients: Recipient[];
  via: 'DATA' | 'BDAT';
  recorder: MailRecorder;
  /** False when the server has fetched a part of it elsewhere. */
  whole: boolean;
  accepted: boolean | null;
}

/** What the server says of a message once it has all of it. */
export class Verdict {
  readonly #message: Message;
  readonly #judges: Recipient[];

  /** RFC 2033 §4.2: LMTP (`local`) answers once for each recipient that it took, in their order; SMTP once. */
  constructor(message: Message, local: boolean) {
    this.#message = message;
    this.#judges = local ? message.recipients.filter(({ accepted }) => accepted !== false) : [];
  }

  /** Returns whether more replies are to come. */
  add(accepted: boolean): boolean {
    const message = this.#message;
    const recipient = this.#judges.shift();
    if (recipient) recipient.accepted = accepted;
    message.accepted = accepted || (recipient !== undefined && message.accepted === true);
    return this.#judges.length > 0;
  }
}

export class Transactions {
  readonly #messages: Message[] = [];
  #sender: string | null = null;
  #recipients: Recipient[] = [];
  readonly #room: MailRoom;
  readonly #notes: Notes;
  readonly #stream: number;

  constructor(room: MailRoom, notes: Notes, stream: number) {
    this.#room = room;
    this.#notes = notes;
    this.#stream = stream;
  }

  from(address: string | null): void {
    this.reset();
    this.#sender = address;
  }

  to(address: string | null): Recipient | null {
    if (address === null) return null;
    if (this.#recipients.length >= MAX_RECIPIENTS) {
      this.#notes.add('recipients-cut', 1);
      return null;
    }
    const recipient: Recipient = { address, accepted: null };
    this.#recipients.push(recipient);
    return recipient;
  }

  reset(): void {
    this.#sender = null;
    this.#recipients = [];
  }

  /** A message begins; it takes the envelope with it. */
  begin(via: Message['via'], at: WirePosition): Message {
    const name = `smtp-${this.#stream}-${this.#messages.length + 1}.eml`;
    const recorder = new MailRecorder(this.#room, name, this.#notes, at);
    const envelope = { sender: this.#sender, recipients: this.#recipients };
    const message: Message = { ...envelope, via, recorder, whole: true, accepted: null };
    if (this.#messages.length < MAX_MESSAGES) this.#messages.push(message);
    else this.#notes.add('items-cut', 1);
    this.reset();
    return message;
  }

  async finish(): Promise<SmtpSession['messages']> {
    const described: SmtpSession['messages'] = [];
    for (const { sender, recipients, via, recorder, accepted } of this.#messages) {
      const taken = recipients.filter((recipient) => recipient.accepted !== false).map(({ address }) => address);
      described.push({ ...(await recorder.mail()), sender, recipients: taken, via, accepted });
    }
    return described;
  }
}
