/** USER, PASS and ACCT, and whether the server took them (RFC 959 §5.4). */
import type { Credential } from '../../model.ts';
import { FrameList } from '../wire-position.ts';

export const MAX_CREDENTIALS = 10_000;

interface Attempt {
  user: string | null;
  password: string | null;
  frames: FrameList;
}

export type LoginVerb = 'USER' | 'PASS' | 'ACCT';

export function isLoginVerb(verb: string): verb is LoginVerb {
  return verb === 'USER' || verb === 'PASS' || verb === 'ACCT';
}

export class FtpLogin {
  readonly #credentials: Credential[] = [];
  #attempt: Attempt | null = null;

  user(name: string, frames: readonly number[]): void {
    this.#settle(null);
    this.#attempt = { user: name, password: null, frames: new FrameList() };
    this.#attempt.frames.addAll(frames);
  }

  password(secret: string, frames: readonly number[]): void {
    this.#attempt ??= { user: null, password: null, frames: new FrameList() };
    this.#attempt.password = secret;
    this.#attempt.frames.addAll(frames);
  }

  /** Some servers ask for an account besides. */
  account(frames: readonly number[]): void {
    this.#attempt?.frames.addAll(frames);
  }

  /** The final reply to one of them. */
  reply(verb: LoginVerb, code: number, frames: readonly number[]): void {
    this.#attempt?.frames.addAll(frames);
    // 331 and 332 ask for more; 230 lets in; 202 says that no password, or no account, was needed.
    if (code >= 400) this.#settle(false);
    else if (code < 300 && (verb !== 'USER' || code === 230)) this.#settle(true);
  }

  finish(): Credential[] {
    this.#settle(null);
    return this.#credentials;
  }

  #settle(accepted: boolean | null): void {
    if (!this.#attempt) return;
    const { user, password, frames } = this.#attempt;
    this.#attempt = null;
    if (this.#credentials.length >= MAX_CREDENTIALS) return;
    this.#credentials.push({ mechanism: 'USER/PASS', user, password, accepted, frames: frames.list() });
  }
}
