/** A large, valid capture made in memory: many connections with handshake, data, acknowledgments and closing. */

const LINK_ETHERNET = 1;
const FLAG = { fin: 0x01, syn: 0x02, psh: 0x08, ack: 0x10 } as const;

export interface LargeCapture {
  readonly connections: number;
  /** Data segments a connection; each is acknowledged. */
  readonly segments: number;
  readonly payloadBytes: number;
}

/** pcap with nanosecond times. Payload is pseudo-random, so that nothing compresses away. */
export function largeCapture({ connections, segments, payloadBytes }: LargeCapture): Uint8Array {
  const perConnection = 3 + segments * 2 + 4;
  const frames = connections * perConnection;
  const bytes = new Uint8Array(24 + frames * (16 + 54) + connections * segments * payloadBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xa1b23c4d, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, 262144, true);
  view.setUint32(20, LINK_ETHERNET, true);
  let at = 24;
  let time = 0;
  let random = 12345;
  const write = (port: number, fromClient: boolean, seq: number, ack: number, flags: number, length: number) => {
    time += 37_000 + (random & 0x3fff);
    view.setUint32(at, 1_700_000_000 + Math.floor(time / 1e9), true);
    view.setUint32(at + 4, time % 1e9, true);
    view.setUint32(at + 8, 54 + length, true);
    view.setUint32(at + 12, 54 + length, true);
    const eth = at + 16;
    bytes.set(fromClient ? [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2] : [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1], eth);
    bytes.set([8, 0, 0x45, 0], eth + 12);
    view.setUint16(eth + 16, 40 + length);
    bytes.set([64, 6], eth + 22);
    bytes.set(fromClient ? [10, 0, 0, 2, 10, 0, 0, 1] : [10, 0, 0, 1, 10, 0, 0, 2], eth + 26);
    view.setUint16(eth + 34, fromClient ? port : 8080);
    view.setUint16(eth + 36, fromClient ? 8080 : port);
    view.setUint32(eth + 38, (fromClient ? 1000 : 5000) + seq);
    view.setUint32(eth + 42, flags & FLAG.ack ? (fromClient ? 5000 : 1000) + ack : 0);
    bytes.set([0x50, flags], eth + 46);
    view.setUint16(eth + 48, 60000);
    for (let i = 0; i < length; i++) {
      // Marsaglia's xorshift32.
      random ^= random << 13;
      random ^= random >>> 17;
      random ^= random << 5;
      bytes[eth + 54 + i] = random;
    }
    at = eth + 54 + length;
  };
  for (let c = 0; c < connections; c++) {
    const port = 20000 + c;
    write(port, true, 0, 0, FLAG.syn, 0);
    write(port, false, 0, 1, FLAG.syn | FLAG.ack, 0);
    write(port, true, 1, 1, FLAG.ack, 0);
    let seq = 1;
    for (let i = 0; i < segments; i++) {
      write(port, true, seq, 1, FLAG.psh | FLAG.ack, payloadBytes);
      seq += payloadBytes;
      write(port, false, 1, seq, FLAG.ack, 0);
    }
    write(port, true, seq, 1, FLAG.fin | FLAG.ack, 0);
    write(port, false, 1, seq + 1, FLAG.ack, 0);
    write(port, false, 1, seq + 1, FLAG.fin | FLAG.ack, 0);
    write(port, true, seq + 1, 2, FLAG.ack, 0);
  }
  return bytes.subarray(0, at);
}
