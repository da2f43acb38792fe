/** What a capture engine is to the capture program: open it, and it writes a pcap file until it is stopped. */
import type { CaptureCounters, CaptureReady } from './protocol.ts';

export interface CaptureRequest {
  /** Name of the interface in this network namespace. */
  readonly interface: string;
  /** A pcap file is written here; it is readable up to the last flush at every moment. */
  readonly outputFile: string;
  /** Only packets that this filter lets through (pcap-filter(7)); all of them where it is empty. */
  readonly filter: string;
}

export interface RunningCapture {
  readonly ready: CaptureReady;
  /** Settles when capturing ended without being asked to, with what went wrong. */
  readonly failed: Promise<Error>;
  /** Takes what the kernel still holds, closes the file, and tells the counters. */
  stop(): Promise<CaptureCounters>;
}

/** Longer than any lab segment, jumbo frames and offloaded ones included. */
export const SNAPSHOT_LENGTH = 262_144;

/**
 * Room for the largest scheduling pause seen here: a 300 MB upload at 800 Mbit/s lost nothing with half of it. More
 * would cost the kernel a noticeable time to set up (a second for 256 MB on a busy machine).
 */
export const KERNEL_BUFFER_BYTES = 64 * 1024 * 1024;

/** How long the kernel may hold packets back before it hands them over. */
export const DELIVERY_TIMEOUT_MS = 20;

/** A killed capture loses at most what came within this time. */
export const FLUSH_INTERVAL_MS = 20;
