/**
 * What the capture program says on its standard output, one JSON object a line, and what it listens for on its standard
 * input: the line `stop`, or the end of input, ends the capture in an orderly way.
 */

/** `libpcap` by FFI is the default; `cap` is for machines where libpcap can't be loaded that way. */
export type CaptureEngineName = 'libpcap' | 'cap';

export interface CaptureCounters {
  engine: CaptureEngineName;
  /** Version text of the library. */
  version: string;
  packets: number;
  bytes: number;
  /** Packets that the kernel or the library lost; null when the engine can't tell. */
  dropped: number | null;
  /** The largest captured frame, link header included: larger than the MSS allows tells of offloading. */
  largestFrame: number;
  timestamps: 'nanoseconds' | 'microseconds' | 'user-space';
}

export type CaptureEvent =
  | { event: 'ready'; engine: CaptureEngineName; version: string; interface: string }
  | { event: 'stopped'; counters: CaptureCounters }
  | { event: 'failed'; message: string; hint: string | null };
