/** Matches replies with commands: first in, first out, and back in step after bytes were missing. */
import type { Notes } from './notes.ts';

/** RFC 2920 lets a client send a group of commands at once; groups of real clients stay in the hundreds. */
export const MAX_PENDING_COMMANDS = 4096;

export class CommandQueue<T> {
  private pending: T[] = [];
  private lossy: boolean;
  private serverSpoke = false;
  private readonly notes: Notes;

  constructor(fromStart: boolean, notes: Notes) {
    this.lossy = !fromStart;
    this.notes = notes;
  }

  push(command: T): void {
    // Once bytes were missing, a client that speaks again after the server did has had all its replies.
    if (this.lossy && this.serverSpoke) {
      this.pending = [];
      this.lossy = false;
    }
    this.serverSpoke = false;
    if (this.pending.length >= MAX_PENDING_COMMANDS) {
      this.pending.shift();
      this.notes.add('commands-unanswered', 1);
    }
    this.pending.push(command);
  }

  /** The command that a reply answers; while out of step, commands that it can't answer are passed over. */
  match(plausible: (command: T) => boolean): T | undefined {
    this.serverSpoke = true;
    while (this.lossy && this.pending.length > 0 && !plausible(this.pending[0]!)) this.pending.shift();
    return this.pending[0];
  }

  /** The command at the head has had its last reply. */
  settle(): void {
    this.pending.shift();
  }

  /** Bytes of either direction are missing: an unknown number of commands or replies with them. */
  gap(ofServer: boolean): void {
    this.lossy = true;
    if (ofServer) this.serverSpoke = true;
  }

  get length(): number {
    return this.pending.length;
  }

  last(): T | undefined {
    return this.pending.at(-1);
  }
}
