/** One connection being followed: its key, its two sides and what happened so far. */
import type { AppAnalyzer } from '../apps/app.ts';
import { NO_TIME } from './segment.ts';
import { Side } from './side.ts';

export interface ResetFacts {
  frame: number;
  seq: number;
  side: number;
  withData: boolean;
}

export class Flow {
  // As in a side, what every segment needs comes first.
  /** Wireshark's `tcp.stream`. */
  stream = 0;
  ipVersion = 0;
  /** The last 32 bits of the addresses of side 0 (the lower) and side 1: for IPv4, all of them. */
  lowWord = 0;
  highWord = 0;
  /** All eight words of a pair of IPv6 addresses, the lower one first. */
  words: Int32Array | null = null;
  lowPort = 0;
  highPort = 0;
  readonly low: Side = new Side(0);
  readonly high: Side = new Side(1);
  packets = 0;
  lastFrame = 0;
  lastSeconds = 0;
  lastNanoseconds = 0;
  lastTime = NO_TIME;
  longestIdle = NO_TIME;
  completeness = 0;
  ackFrame = 0;
  /** Initial round trip in nanoseconds; 0 while unknown, as in Wireshark. */
  initialRoundTrip = NO_TIME;
  /** A FIN was seen. */
  closing = false;
  /** Index of the side that spoke first. */
  firstSender = 0;
  historySeen = 0;
  app: AppAnalyzer | null = null;
  appOpened = false;
  /** Where the findings keep what they noted of it; negative while they have noted nothing. */
  notesSlot = -1;
  // Round trips, in nanoseconds.
  rttCount = 0;
  rttSum = NO_TIME;
  rttMin = NO_TIME;
  rttMax = NO_TIME;
  /** Index of the client's side, and how it was told. */
  client = 0;
  rolesFrom: 'syn' | 'application' | 'port' | 'first-packet' = 'first-packet';

  // Seldom touched from here on.
  /** Of the key, for the table. */
  hash = 0;
  /** When the latest SYN without ACK was sent. */
  synTime = NO_TIME;
  synTimed = false;
  sawReset = false;
  sawFinAck = false;
  /** Packets that carry each of ANALYSIS_FLAGS; null while none does. */
  analysis: Uint32Array | null = null;
  firstFrame = 0;
  /** Of its first segment. */
  firstFlags = 0;
  firstSeconds = 0;
  firstNanoseconds = 0;
  synFrame = 0;
  synAckFrame = 0;
  retryFrames: number[] | null = null;
  retries = 0;
  /** RSTs in order, bounded. */
  resets: ResetFacts[] | null = null;
  /** The stream that Wireshark counts the connection's earlier packets to, or -1; and whether its later ones are another stream. */
  continues = -1;
  continued = false;
  /** Another connection took its ports. */
  replaced = false;
  /** Zeek's letters; `historyOf` shows them by the roles. */
  history = '';

  constructor(stream: number, ipVersion: number, lowPort: number, highPort: number) {
    this.stream = stream;
    this.ipVersion = ipVersion;
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

  /** As in a new flow of this key: one that was let go is used again, so that a flood of connections leaves no garbage. */
  reset(stream: number, ipVersion: number, lowPort: number, highPort: number): void {
    this.stream = stream;
    this.ipVersion = ipVersion;
    this.lowPort = lowPort;
    this.highPort = highPort;
    this.low.reset();
    this.high.reset();
    this.hash = 0;
    this.lowWord = 0;
    this.highWord = 0;
    this.words = null;
    this.sawReset = false;
    this.sawFinAck = false;
    this.synTime = NO_TIME;
    this.synTimed = false;
    this.initialRoundTrip = NO_TIME;
    this.completeness = 0;
    this.analysis = null;
    this.firstFrame = 0;
    this.firstFlags = 0;
    this.lastFrame = 0;
    this.packets = 0;
    this.firstSeconds = 0;
    this.firstNanoseconds = 0;
    this.lastSeconds = 0;
    this.lastNanoseconds = 0;
    this.lastTime = NO_TIME;
    this.longestIdle = NO_TIME;
    this.synFrame = 0;
    this.synAckFrame = 0;
    this.ackFrame = 0;
    this.retryFrames = null;
    this.retries = 0;
    this.closing = false;
    this.resets = null;
    this.continues = -1;
    this.continued = false;
    this.replaced = false;
    this.client = 0;
    this.firstSender = 0;
    this.rolesFrom = 'first-packet';
    this.history = '';
    this.historySeen = 0;
    this.rttCount = 0;
    this.rttSum = NO_TIME;
    this.rttMin = NO_TIME;
    this.rttMax = NO_TIME;
    this.app = null;
    this.appOpened = false;
    this.notesSlot = -1;
  }
}
