/** Matches replies with commands: first in, first out, and back in step after bytes were missing. */
import type { Notes } from './notes.ts';

/** RFC 2920 lets a client send a group of commands at once; groups of real clients stay in the hundreds. */
export const MAX_PENDING_COMMANDS = 4096;

interface Sent<T> {
  command: T;
  frame: number;
}

export class CommandQueue<T> {
  #pending: Sent<T>[] = [];
  /** Bytes were missing: which command a reply answers is not certain until both sides are in step again. */
  #lossy: boolean;
  #lastServerFrame = 0;
  #repliesMissing = false;
  readonly #notes: Notes;

  constructor(fromStart: boolean, notes: Notes) {
    this.#lossy = !fromStart;
    this.#notes = notes;
  }

  push(command: T, frame: number): void {
    if (this.#pending.length >= MAX_PENDING_COMMANDS) {
      this.#pending.shift();
      this.#notes.add('commands-unanswered', 1);
    }
    this.#pending.push({ command, frame });
  }

  /**
   * The command that a reply in `frame` answers. While out of step, a command that it can't answer is passed over, and
   * so is one before which the server had already spoken again: who speaks after a reply has had all its replies.
   */
  match(frame: number, plausible: (command: T) => boolean): T | undefined {
    const inStep = !this.#lossy;
    if (!inStep) this.#findStep(frame, plausible);
    this.#lastServerFrame = frame;
    const head = this.#pending[0];
    return head && (inStep || head.frame <= frame) ? head.command : undefined;
  }

  /** The command at the head has had its last reply. */
  settle(): void {
    this.#pending.shift();
  }

  /** Takes out the command behind the head, which has its last reply before it. */
  overtake(): T | undefined {
    return this.#pending.splice(1, 1)[0]?.command;
  }

  /** Bytes of either direction are missing: an unknown number of commands or replies with them. */
  gap(ofServer: boolean): void {
    this.#lossy = true;
    if (ofServer) this.#repliesMissing = true;
  }

  get length(): number {
    return this.#pending.length;
  }

  #findStep(frame: number, plausible: (command: T) => boolean): void {
    const current = this.#repliesMissing ? this.#latestGroup(frame) : this.#firstSince(this.#lastServerFrame, frame);
    this.#repliesMissing = false;
    if (current >= 0) {
      this.#pending.splice(0, current);
      this.#lossy = false;
    }
    while (this.#pending.length > 0 && this.#pending[0]!.frame <= frame && !plausible(this.#pending[0]!.command)) {
      this.#pending.shift();
    }
  }

  #firstSince(serverFrame: number, frame: number): number {
    return this.#pending.findIndex((sent) => sent.frame > serverFrame && sent.frame <= frame);
  }

  /** What the client sent last before `frame`, in one segment: RFC 2920 groups fill segments, others send one by one. */
  #latestGroup(frame: number): number {
    const latest = this.#pending.findLast((sent) => sent.frame <= frame)?.frame;
    return latest === undefined ? -1 : this.#pending.findIndex((sent) => sent.frame === latest);
  }
}
