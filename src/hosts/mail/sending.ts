/** What both mail clients take and give. */
import type { CLIENT_CLOSINGS } from '../../lab/actions/mail.ts';
import type { Journal } from '../journal.ts';

export interface Submission {
  readonly host: string;
  readonly port: number;
  /** What the client calls itself in EHLO: the host's name in the lab, never this machine's. */
  readonly clientName: string;
  readonly login: { readonly mechanism: 'PLAIN' | 'LOGIN'; readonly user: string; readonly password: string } | null;
  readonly from: string;
  readonly to: string;
  readonly message: Buffer;
  readonly journal: Journal;
}

export interface PlainStyle {
  readonly pipelined: boolean;
  /** 0 for DATA. */
  readonly chunks: number;
  readonly closing: (typeof CLIENT_CLOSINGS)[number];
}

/** The server said 4yz or 5yz. */
export class SmtpRefusal extends Error {
  readonly code: number;
  readonly command: string;

  constructor(command: string, code: number, text: string) {
    super(text);
    this.command = command;
    this.code = code;
  }
}
