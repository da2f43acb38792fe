/** The three ways to log in to POP3: USER and PASS, APOP (RFC 1939 §7), AUTH (RFC 5034). */
import type { Credential } from '../../model.ts';
import { AuthExchange } from '../sasl.ts';
import { FrameList } from '../wire-position.ts';
import type { Pop3Command } from './commands.ts';

export const MAX_CREDENTIALS = 10_000;

export class Pop3Login {
  /** The AUTH exchange under way. */
  auth: AuthExchange | null = null;
  readonly #credentials: Credential[] = [];
  #attempt: { user: string | null; password: string | null; frames: FrameList } | null = null;

  /** A command was sent; the initial response of AUTH is returned. */
  onCommand({ verb, argument, frames }: Pop3Command): string | null {
    if (verb === 'USER') {
      this.#end(null, []);
      this.#attempt = { user: argument, password: null, frames: new FrameList() };
      this.#attempt.frames.addAll(frames);
    } else if (verb === 'PASS') {
      this.#attempt ??= { user: null, password: null, frames: new FrameList() };
      this.#attempt.password = argument;
      this.#attempt.frames.addAll(frames);
    } else if (verb === 'AUTH' && argument.trim() !== '') {
      const [mechanism = '', initial = null] = argument.trim().split(/\s+/);
      this.auth = new AuthExchange(mechanism, initial, frames);
      return initial;
    }
    return null;
  }

  onReply(command: Pop3Command, ok: boolean, frames: readonly number[]): void {
    const { verb, argument } = command;
    if (verb === 'USER') {
      this.#attempt?.frames.addAll(frames);
      if (!ok) this.#end(false, []);
    } else if (verb === 'PASS') this.#end(ok, frames);
    else if (verb === 'AUTH') this.#endAuth(ok, frames);
    else if (verb === 'APOP') {
      const user = argument.split(' ')[0] || null;
      this.#add({ mechanism: 'APOP', user, password: null, accepted: ok, frames: [...command.frames, ...frames] });
    }
  }

  finish(): Credential[] {
    this.#end(null, []);
    this.#endAuth(null, []);
    return this.#credentials;
  }

  #end(accepted: boolean | null, frames: readonly number[]): void {
    if (!this.#attempt) return;
    const { user, password, frames: seen } = this.#attempt;
    seen.addAll(frames);
    this.#attempt = null;
    this.#add({ mechanism: 'USER/PASS', user, password, accepted, frames: seen.list() });
  }

  #endAuth(accepted: boolean | null, frames: readonly number[]): void {
    if (this.auth) this.#add(this.auth.end(accepted, frames));
    this.auth = null;
  }

  #add(credential: Credential): void {
    if (this.#credentials.length < MAX_CREDENTIALS) this.#credentials.push(credential);
  }
}
