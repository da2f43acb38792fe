/** A received mail against what was sent: servers may add headers at the top, and nothing else. */
import type { SentMail } from './account.ts';

export interface Comparison {
  /** Everything after the added headers is what was sent, byte for byte. */
  readonly equal: boolean;
  readonly messageId: string | null;
  /** Names of the headers that the server added, in order. */
  readonly addedHeaders: string[];
}

export function compareMail(received: Buffer, sent: readonly SentMail[]): Comparison {
  const match = sent.find(({ bytes }) => received.subarray(-bytes.length).equals(bytes));
  if (!match) return { equal: false, messageId: null, addedHeaders: [] };
  const added = received.subarray(0, received.length - match.bytes.length).toString('latin1');
  return { equal: true, messageId: match.messageId, addedHeaders: headerNames(added) };
}

/** Continuation lines begin with white space (RFC 5322 §2.2.3). */
function headerNames(text: string): string[] {
  return text
    .split('\r\n')
    .filter((line) => /^[!-9;-~]+:/.test(line))
    .map((line) => line.slice(0, line.indexOf(':')));
}
