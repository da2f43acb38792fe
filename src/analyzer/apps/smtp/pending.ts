/** A command, or a message as a whole, that waits for its reply. */
import type { AuthExchange } from '../sasl.ts';
import type { Message, Recipient, Verdict } from './envelope.ts';

export interface Pending {
  verb: string;
  argument: string;
  recipient?: Recipient | null;
  /** What it carries; `last` when the reply judges it. */
  message?: Message;
  last?: boolean;
  verdict?: Verdict;
  auth?: AuthExchange;
}
