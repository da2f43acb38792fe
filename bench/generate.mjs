// Captures for the benchmarks, written packet by packet so that generating takes little memory.
//
//   bulk      one transfer in segments of 1448 bytes, an ACK for every 32 of them
//   small     connections that open, exchange small packets and close, many of them open at once
//   lossy     a bulk transfer with 5% of the data lost and sent again, and 5% reordered
//   flood     SYNs from as many addresses and ports, none answered
import { closeSync, openSync, writeSync } from 'node:fs';

const RECORD = 16;
const ETHERNET = 14;
const IPV4 = 20;
const TCP = 32;
const SEGMENT = 1448;
const SEGMENTS_PER_ACK = 32;
const FIN = 0x01;
const SYN = 0x02;
const PSH = 0x08;
const ACK = 0x10;

class PcapWriter {
  #file;
  #buffer = Buffer.alloc(4 * 1024 * 1024);
  #used = 24;
  #nanoseconds = 0n;
  packets = 0;

  constructor(path) {
    this.#file = openSync(path, 'w');
    this.#buffer.writeUInt32LE(0xa1b23c4d, 0);
    this.#buffer.writeUInt16LE(2, 4);
    this.#buffer.writeUInt16LE(4, 6);
    this.#buffer.writeUInt32LE(262_144, 16);
    this.#buffer.writeUInt32LE(1, 20);
  }

  /** Writes one segment, `microseconds` after the one before it. */
  segment({ from, to, sourcePort, destinationPort, seq, ack, flags, length = 0, window = 502 }, microseconds = 10) {
    const syn = (flags & SYN) !== 0;
    const header = syn ? TCP + 8 : TCP;
    const size = ETHERNET + IPV4 + header + length;
    if (this.#used + RECORD + size > this.#buffer.length) this.#flush();
    const b = this.#buffer;
    let at = this.#used;
    this.#nanoseconds += BigInt(microseconds) * 1000n;
    b.writeUInt32LE(1_700_000_000 + Number(this.#nanoseconds / 1_000_000_000n), at);
    b.writeUInt32LE(Number(this.#nanoseconds % 1_000_000_000n), at + 4);
    b.writeUInt32LE(size, at + 8);
    b.writeUInt32LE(size, at + 12);
    at += RECORD;
    b.fill(0, at, at + 12);
    b.writeUInt16BE(0x0800, at + 12);
    at += ETHERNET;
    b.fill(0, at, at + IPV4 + header);
    b[at] = 0x45;
    b.writeUInt16BE(IPV4 + header + length, at + 2);
    b.writeUInt16BE(this.packets & 0xffff, at + 4);
    b[at + 8] = 64;
    b[at + 9] = 6;
    b.writeUInt32BE(from, at + 12);
    b.writeUInt32BE(to, at + 16);
    at += IPV4;
    b.writeUInt16BE(sourcePort, at);
    b.writeUInt16BE(destinationPort, at + 2);
    b.writeUInt32BE(seq >>> 0, at + 4);
    b.writeUInt32BE(ack >>> 0, at + 8);
    b.writeUInt16BE(((header / 4) << 12) | flags, at + 12);
    b.writeUInt16BE(window, at + 14);
    b.writeUInt32BE(0x0101080a, at + 20);
    b.writeUInt32BE(this.packets, at + 24);
    b.writeUInt32BE(this.packets, at + 28);
    if (syn) {
      b.writeUInt32BE(0x020405b4, at + 32);
      b.writeUInt32BE(0x01030307, at + 36);
    }
    b.fill(0x41, at + header, at + header + length);
    this.#used += RECORD + size;
    this.packets++;
  }

  close() {
    this.#flush();
    closeSync(this.#file);
  }

  #flush() {
    writeSync(this.#file, this.#buffer, 0, this.#used);
    this.#used = 0;
  }
}

/** Both directions of one connection, with their sequence numbers. */
class Peer {
  constructor(writer, index, serverPort = 5001) {
    this.writer = writer;
    this.client = { address: 0x0a000001 + ((index / 20_000) | 0), port: 20_000 + (index % 20_000), seq: index * 7919 };
    this.server = { address: 0x0a640001, port: serverPort, seq: index * 104_729 };
  }

  send(from, to, flags, { length = 0, seq = from.seq, again = false, microseconds = 10 } = {}) {
    this.writer.segment(
      {
        from: from.address,
        to: to.address,
        sourcePort: from.port,
        destinationPort: to.port,
        seq,
        ack: flags & ACK ? to.seq : 0,
        flags,
        length,
      },
      microseconds,
    );
    if (!again) from.seq += length + (flags & (SYN | FIN) ? 1 : 0);
  }

  open() {
    this.send(this.client, this.server, SYN);
    this.send(this.server, this.client, SYN | ACK);
    this.send(this.client, this.server, ACK);
  }

  close() {
    this.send(this.client, this.server, FIN | ACK);
    this.send(this.server, this.client, FIN | ACK);
    this.send(this.client, this.server, ACK);
  }
}

export function bulk(path, packets) {
  const writer = new PcapWriter(path);
  const peer = new Peer(writer, 1);
  peer.open();
  while (writer.packets < packets - 3) {
    for (let i = 0; i < SEGMENTS_PER_ACK && writer.packets < packets - 4; i++) {
      peer.send(peer.client, peer.server, ACK | PSH, { length: SEGMENT });
    }
    peer.send(peer.server, peer.client, ACK);
  }
  peer.close();
  writer.close();
  return writer.packets;
}

/** `open` connections at a time, until there are `packets`. */
export function small(path, packets, connections, open = connections) {
  const writer = new PcapWriter(path);
  const rounds = Math.max(1, Math.round((packets / connections - 6) / 4));
  for (let first = 0; first < connections; first += open) {
    const peers = Array.from({ length: Math.min(open, connections - first) }, (_, i) => new Peer(writer, first + i));
    for (const peer of peers) peer.open();
    for (let round = 0; round < rounds; round++) {
      for (const peer of peers) {
        peer.send(peer.client, peer.server, ACK | PSH, { length: 32, microseconds: 1 });
        peer.send(peer.server, peer.client, ACK, { microseconds: 1 });
        peer.send(peer.server, peer.client, ACK | PSH, { length: 64, microseconds: 1 });
        peer.send(peer.client, peer.server, ACK, { microseconds: 1 });
      }
    }
    for (const peer of peers) peer.close();
  }
  writer.close();
  return writer.packets;
}

export function lossy(path, packets) {
  const writer = new PcapWriter(path);
  const peer = new Peer(writer, 1);
  let state = 1;
  const chance = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  peer.open();
  const { client, server } = peer;
  while (writer.packets < packets - 3) {
    const start = client.seq;
    const burst = Array.from({ length: 20 }, (_, i) => start + i * SEGMENT);
    for (let i = 0; i + 1 < burst.length; i++) {
      if (chance() < 0.05) [burst[i], burst[i + 1]] = [burst[i + 1], burst[i]];
    }
    const lost = burst.filter(() => chance() < 0.05);
    for (const seq of burst) {
      if (lost.includes(seq)) continue;
      peer.send(client, server, ACK, { length: SEGMENT, seq, again: true });
    }
    for (const seq of lost) {
      for (let i = 0; i < 3; i++) {
        client.seq = seq;
        peer.send(server, client, ACK, { again: true });
      }
      peer.send(client, server, ACK, { length: SEGMENT, seq, again: true, microseconds: 1000 });
    }
    client.seq = start + 20 * SEGMENT;
    peer.send(server, client, ACK);
  }
  peer.close();
  writer.close();
  return writer.packets;
}

export function flood(path, packets) {
  const writer = new PcapWriter(path);
  const to = { address: 0x0a640001, port: 80 };
  for (let i = 0; i < packets; i++) {
    const from = { address: 0x0b000000 + i, port: 1024 + (i % 60_000) };
    writer.segment(
      {
        from: from.address,
        to: to.address,
        sourcePort: from.port,
        destinationPort: to.port,
        seq: i * 7919,
        ack: 0,
        flags: SYN,
      },
      1000,
    );
  }
  writer.close();
  return writer.packets;
}
