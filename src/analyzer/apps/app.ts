/** The contract of every application analyzer: payload in order, gaps by length, and the end of each direction. */
import type { Analysis, Direction, Endpoint } from '../model.ts';
import type { ArtifactSink, Hasher } from '../observer.ts';

/** Where on the wire something is. */
export interface WirePosition {
  frame: number;
  seconds: number;
  nanoseconds: number;
}

export type EndOfDirection = 'fin' | 'rst' | 'capture-end';

/** The connection that an application analyzer is fed from. */
export interface AppConnection {
  readonly stream: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** The ports alone: asking for them costs nothing. */
  readonly clientPort: number;
  readonly serverPort: number;
  /** False when the capture started after the connection did: its first bytes may be the middle of a dialogue. */
  readonly fromStart: boolean;
}

/** What an application analyzer may use. */
export interface AppContext {
  readonly connection: AppConnection;
  readonly artifacts: ArtifactSink | null;
  createHasher(): Hasher;
}

/**
 * One connection's application analyzer. `bytes` is a view that is valid only during the call; nothing may throw.
 * After `onGap` the next bytes follow `length` missing ones.
 */
export interface AppAnalyzer {
  /** True once nothing more of this connection is wanted: the caller may stop feeding (and reassembling) it. */
  readonly done?: boolean;
  onData(direction: Direction, bytes: Uint8Array, at: WirePosition): void;
  onGap(direction: Direction, length: number, at: WirePosition): void;
  onEnd(direction: Direction, how: EndOfDirection, at: WirePosition): void;
}

/** What the applications part adds to the analysis. */
export type AppResults = Analysis['apps'];
