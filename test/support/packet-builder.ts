/** Packets made by hand, as a pcap with nanosecond times: what a test needs to say, and right in everything it does not say. */

const PCAP_NANOSECONDS_MAGIC = 0xa1b23c4d;
const LINK_TYPE_ETHERNET = 1;
const FIRST_SECOND = 1_700_000_000;
const FLAG_BITS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16, U: 32, E: 64, C: 128 };

export type Speaker = 'client' | 'server';

export interface SegmentSpec {
  /** Letters of Wireshark's flag names: `S`, `SA`, `PA`, `FA`, `R` … */
  flags: string;
  /** Relative to the side's initial sequence number; where it would continue by default. */
  seq?: number;
  /** Relative to the other side's; what was sent so far by default. */
  ack?: number;
  data?: string | Uint8Array;
  /** Not scaled. */
  window?: number;
  mss?: number;
  windowScale?: number;
  sackPermitted?: boolean;
  /** Relative edges, in pairs. */
  sack?: readonly (readonly [number, number])[];
  /** Value and echo. */
  timestamps?: readonly [number, number];
  ipId?: number;
  timeToLive?: number;
  /** `pseudo`: only the pseudo-header's sum, as a stack leaves it to the card. */
  checksum?: 'right' | 'pseudo' | number;
  /** How many bytes at its end the snapshot left out. */
  cut?: number;
}

export interface Endpoints {
  client: string;
  server: string;
  clientPort: number;
  serverPort: number;
}

const DEFAULT_ENDPOINTS: Endpoints = { client: '10.0.0.1', server: '10.0.0.2', clientPort: 40_000, serverPort: 80 };

/** Collects packets of any number of connections; frame numbers count from 1. */
export class TestCapture {
  readonly #records: Uint8Array[] = [];

  get frames(): number {
    return this.#records.length;
  }

  /** Adds an Ethernet frame at a time in milliseconds since the start; returns its number. */
  addFrame(timeMs: number, frame: Uint8Array, kept: number = frame.length): number {
    const nanoseconds = Math.round(timeMs * 1e6);
    const record = new Uint8Array(16 + kept);
    const view = new DataView(record.buffer);
    view.setUint32(0, FIRST_SECOND + Math.floor(nanoseconds / 1e9), true);
    view.setUint32(4, nanoseconds % 1e9, true);
    view.setUint32(8, kept, true);
    view.setUint32(12, frame.length, true);
    record.set(frame.subarray(0, kept), 16);
    this.#records.push(record);
    return this.#records.length;
  }

  pcap(): Uint8Array {
    const header = new Uint8Array(24);
    const view = new DataView(header.buffer);
    view.setUint32(0, PCAP_NANOSECONDS_MAGIC, true);
    view.setUint16(4, 2, true);
    view.setUint16(6, 4, true);
    view.setUint32(16, 262_144, true);
    view.setUint32(20, LINK_TYPE_ETHERNET, true);
    return concat([header, ...this.#records]);
  }
}

interface SideState {
  isn: number;
  /** Relative: the next number that it sends, and the next that it expects. */
  next: number;
  expects: number;
  ipId: number;
}

/** One connection: each call sends a segment and returns its frame number. */
export class Talk {
  readonly capture: TestCapture;
  readonly #endpoints: Endpoints;
  readonly #sides: Record<Speaker, SideState>;
  #timeMs: number;

  constructor(capture: TestCapture = new TestCapture(), endpoints: Partial<Endpoints> = {}, timeMs = 0) {
    this.capture = capture;
    this.#endpoints = { ...DEFAULT_ENDPOINTS, ...endpoints };
    this.#timeMs = timeMs;
    this.#sides = {
      client: { isn: 1_000_000, next: 0, expects: 0, ipId: 100 },
      server: { isn: 4_294_900_000, next: 0, expects: 0, ipId: 5000 },
    };
  }

  /** Lets time pass. */
  wait(ms: number): this {
    this.#timeMs += ms;
    return this;
  }

  client(flags: string, data: string | Uint8Array = '', more: Partial<SegmentSpec> = {}): number {
    return this.#send('client', { ...more, flags, data });
  }

  server(flags: string, data: string | Uint8Array = '', more: Partial<SegmentSpec> = {}): number {
    return this.#send('server', { ...more, flags, data });
  }

  /** SYN, SYN+ACK, ACK, 10 ms apart each way unless said otherwise. */
  open(roundTripMs = 1, mss: { client?: number; server?: number } = {}, more: Partial<SegmentSpec> = {}): this {
    this.client('S', '', { ...more, mss: mss.client ?? 1460, sackPermitted: true });
    this.wait(roundTripMs).server('SA', '', { ...more, mss: mss.server ?? 1460, sackPermitted: true });
    this.wait(0.02).client('A', '', more);
    return this;
  }

  /** FIN, ACK, FIN, ACK, begun by the client. */
  closeInFour(): this {
    this.wait(1).client('FA');
    this.wait(1).server('A');
    this.wait(1).server('FA');
    this.wait(0.02).client('A');
    return this;
  }

  /** What the capture does not see: the numbers go on, no frame is made. */
  unseen(from: Speaker, bytes: number): this {
    const side = this.#sides[from];
    side.next += bytes;
    this.#other(from).expects = side.next;
    return this;
  }

  #other(from: Speaker): SideState {
    return this.#sides[from === 'client' ? 'server' : 'client'];
  }

  #send(from: Speaker, spec: SegmentSpec): number {
    const side = this.#sides[from];
    const other = this.#other(from);
    const data = typeof spec.data === 'string' ? new TextEncoder().encode(spec.data) : (spec.data ?? new Uint8Array());
    const seq = spec.seq ?? side.next;
    const ack = spec.ack ?? side.expects;
    const span = data.length + (spec.flags.includes('S') ? 1 : 0) + (spec.flags.includes('F') ? 1 : 0);
    if (!spec.flags.includes('R')) {
      side.next = Math.max(side.next, seq + span);
      // A segment that leaves a hole is not what the other side acknowledges next.
      if (seq <= other.expects) other.expects = Math.max(other.expects, seq + span);
    }
    const addresses = from === 'client' ? this.#endpoints : swapped(this.#endpoints);
    const frame = ethernetFrame(addresses, {
      ...spec,
      data,
      seq: side.isn + seq,
      ack: spec.flags.includes('A') ? other.isn + ack : 0,
      sack: (spec.sack ?? []).map(([left, right]) => [other.isn + left, other.isn + right] as const),
      ipId: spec.ipId ?? side.ipId++,
    });
    return this.capture.addFrame(this.#timeMs, frame, frame.length - (spec.cut ?? 0));
  }
}

function swapped({ client, server, clientPort, serverPort }: Endpoints): Endpoints {
  return { client: server, server: client, clientPort: serverPort, serverPort: clientPort };
}

type WholeSpec = SegmentSpec & { data: Uint8Array; seq: number; ack: number; ipId: number };

function ethernetFrame(endpoints: Endpoints, spec: WholeSpec): Uint8Array {
  const segment = tcpSegment(endpoints, spec);
  const addresses = concat([ipAddress(endpoints.client), ipAddress(endpoints.server)]);
  const ipv6 = addresses.length === 32;
  const ip = ipv6 ? ipv6Header(addresses, segment.length, spec) : ipv4Header(addresses, segment.length, spec);
  const macs = Uint8Array.of(2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, ...(ipv6 ? [0x86, 0xdd] : [0x08, 0x00]));
  return concat([macs, ip, segment]);
}

function ipv4Header(addresses: Uint8Array, length: number, spec: WholeSpec): Uint8Array {
  const header = new Uint8Array(20);
  const view = new DataView(header.buffer);
  header[0] = 0x45;
  view.setUint16(2, 20 + length);
  view.setUint16(4, spec.ipId);
  view.setUint16(6, 0x4000);
  header[8] = spec.timeToLive ?? 64;
  header[9] = 6;
  header.set(addresses, 12);
  view.setUint16(10, ~onesSum(header) & 0xffff);
  return header;
}

function ipv6Header(addresses: Uint8Array, length: number, spec: WholeSpec): Uint8Array {
  const header = new Uint8Array(40);
  const view = new DataView(header.buffer);
  header[0] = 0x60;
  view.setUint16(4, length);
  header[6] = 6;
  header[7] = spec.timeToLive ?? 64;
  header.set(addresses, 8);
  return header;
}

function tcpSegment(endpoints: Endpoints, spec: WholeSpec): Uint8Array {
  const options = tcpOptions(spec);
  const segment = new Uint8Array(20 + options.length + spec.data.length);
  const view = new DataView(segment.buffer);
  view.setUint16(0, endpoints.clientPort);
  view.setUint16(2, endpoints.serverPort);
  view.setUint32(4, spec.seq >>> 0);
  view.setUint32(8, spec.ack >>> 0);
  segment[12] = ((20 + options.length) / 4) << 4;
  segment[13] = spec.flags.split('').reduce((bits, letter) => bits | (FLAG_BITS[letter] ?? 0), 0);
  view.setUint16(14, spec.window ?? 60_000);
  segment.set(options, 20);
  segment.set(spec.data, 20 + options.length);
  const pseudo = concat([
    ipAddress(endpoints.client),
    ipAddress(endpoints.server),
    Uint8Array.of(0, 6, segment.length >> 8, segment.length & 0xff),
  ]);
  const { checksum = 'right' } = spec;
  if (checksum === 'right') view.setUint16(16, ~onesSum(concat([pseudo, segment])) & 0xffff);
  else view.setUint16(16, checksum === 'pseudo' ? onesSum(pseudo) : checksum);
  return segment;
}

function tcpOptions(spec: SegmentSpec): Uint8Array {
  const bytes: number[] = [];
  if (spec.mss !== undefined) bytes.push(2, 4, spec.mss >> 8, spec.mss & 0xff);
  if (spec.sackPermitted) bytes.push(1, 1, 4, 2);
  if (spec.timestamps !== undefined) bytes.push(1, 1, 8, 10, ...spec.timestamps.flatMap(word));
  if (spec.windowScale !== undefined) bytes.push(1, 3, 3, spec.windowScale);
  if (spec.sack !== undefined && spec.sack.length > 0) {
    bytes.push(1, 1, 5, 2 + spec.sack.length * 8, ...spec.sack.flat().flatMap(word));
  }
  return Uint8Array.from(bytes);
}

function word(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
}

function ipAddress(text: string): Uint8Array {
  if (!text.includes(':')) return Uint8Array.from(text.split('.').map(Number));
  const [head = '', tail = ''] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [before, after] = [groups(head), groups(tail)];
  const all = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

/** RFC 1071, folded, not complemented; an odd byte counts as the high one. */
function onesSum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
