/**
 * What the capture program says on its standard output, one JSON object a line. On its standard input the line `stop`,
 * or the end of input, ends the capture in an orderly way.
 */

import type { Text } from '../base/language.ts';

/** `libpcap` by FFI is the default; `cap` is for machines where libpcap can't be loaded that way. */
export const CAPTURE_ENGINES = ['libpcap', 'cap'] as const;

export type CaptureEngineName = (typeof CAPTURE_ENGINES)[number];

/** What a capture's time stamps are: the kernel's at the interface, or the moment the program saw the packet. */
export type TimestampSource = 'kernel-nanoseconds' | 'kernel-microseconds' | 'user-space';

export interface CaptureCounters {
  /** Packets that the engine saw, lost ones not counted. */
  received: number;
  /** Packets that the kernel or the library lost; null when the engine can't tell. */
  dropped: number | null;
}

/** What an engine says of itself once it captures. */
export interface CaptureReady {
  engine: CaptureEngineName;
  /** Version text of the library. */
  version: string;
  interface: string;
  timestamps: TimestampSource;
}

export type CaptureEvent =
  | ({ event: 'ready' } & CaptureReady)
  | ({ event: 'stopped' } & CaptureCounters)
  | { event: 'failed'; message: Text; hint: Text | null };
