/** One connection being followed: its key, its two sides and what happened so far. */
import type { AppAnalyzer } from '../apps/app.ts';
import { ANALYSIS_FLAGS } from './analysis-flags.ts';
import { Side } from './side.ts';

export class Flow {
  /** Wireshark's `tcp.stream`. */
  readonly stream: number;
  readonly ipVersion: number;
  /** Of the key, for the table. */
  hash = 0;
  /** Addresses and ports of side 0 (the lower) and side 1. */
  readonly words: Int32Array;
  readonly lowPort: number;
  readonly highPort: number;
  readonly low: Side = new Side(0);
  readonly high: Side = new Side(1);

  // Sequence analysis.
  sawReset = false;
  sawFinAck = false;
  /** When the latest SYN without ACK was sent. */
  synTime = 0;
  synTimed = false;
  /** Initial round trip in nanoseconds; 0 while unknown, as in Wireshark. */
  initialRoundTrip = 0;
  completeness = 0;
  readonly analysis: Uint32Array = new Uint32Array(ANALYSIS_FLAGS.length);

  // The connection's life.
  firstFrame = 0;
  lastFrame = 0;
  packets = 0;
  firstSeconds = 0;
  firstNanoseconds = 0;
  lastSeconds = 0;
  lastNanoseconds = 0;
  lastTime = 0;
  longestIdle = 0;
  synFrame = 0;
  synAckFrame = 0;
  ackFrame = 0;
  readonly retryFrames: number[] = [];
  retries = 0;
  /** A FIN was seen. */
  closing = false;
  /** RSTs in order, bounded. */
  readonly resets: { frame: number; side: number; withData: boolean }[] = [];
  /** Index of the client's side, and how it was told. */
  client = 0;
  rolesFrom: 'syn' | 'application' | 'port' | 'first-packet' = 'first-packet';
  history = '';
  historySeen = 0;

  // Round trips, in nanoseconds.
  rttCount = 0;
  rttSum = 0;
  rttMin = 0;
  rttMax = 0;

  // Applications.
  app: AppAnalyzer | null = null;
  appOpened = false;

  constructor(stream: number, ipVersion: number, words: Int32Array, lowPort: number, highPort: number) {
    this.stream = stream;
    this.ipVersion = ipVersion;
    this.words = words;
    this.lowPort = lowPort;
    this.highPort = highPort;
  }

  side(index: number): Side {
    return index === 0 ? this.low : this.high;
  }

  /** `client` or `server`, by the roles as they are known now. */
  directionOf(side: Side): 'client' | 'server' {
    return side.index === this.client ? 'client' : 'server';
  }
}
