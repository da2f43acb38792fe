import { describe, expect, test } from 'vitest';
import { decodePackets, encodePackets } from '../../../src/report/packets/codec.ts';
import { HEADER_BYTES, PacketCollector } from '../../../src/report/packets/collector.ts';
import { dissect } from '../../../src/report/packets/dissect/dissect.ts';
import type { Field } from '../../../src/report/packets/dissect/field.ts';
import { infoOf, protocolOf } from '../../../src/report/packets/info.ts';
import { leaveOutBulk } from '../../../src/report/packets/leave-out.ts';
import { layoutOf } from '../../../src/report/packets/payload.ts';
import { type PacketRow, rowAt } from '../../../src/report/packets/table.ts';
import { sampleLab } from './sample-lab.ts';

const lab = sampleLab();
const hints = { app: 'ftp', startNs: lab.packets.startNs, flagNames: ['retransmission', 'fast_retransmission'] };
const rows = Array.from({ length: lab.packets.count }, (_, i) => rowAt(lab.packets, i));
const stream = {
  app: 'ftp',
  about: null,
  tls: null,
  mails: [],
  client: { address: '10.21.0.2', port: 40000 },
  server: { address: '10.21.0.3', port: 21 },
};

describe('packet codec', () => {
  test('encoded and decoded: every column, byte and chunk is as it was', () => {
    const { columns, bytes } = encodePackets(lab.packets);
    const decoded = decodePackets(columns, bytes);
    expect(Array.from({ length: decoded.count }, (_, i) => rowAt(decoded, i))).toEqual(rows);
    expect(decoded.chunks).toEqual(lab.packets.chunks);
    expect(decoded.startNs).toBe(lab.packets.startNs);
  });
});

describe('leaveOutBulk', () => {
  test('above the limit: file data goes, headers and dialogue stay', () => {
    const kept = leaveOutBulk(lab.packets, lab.analysis, 1000);
    for (const [i, row] of rows.entries()) {
      const now = rowAt(kept, i);
      const payload = layoutOf(row.bytes, row.linkType)!.payload;
      expect(now.bytes.length).toBe(row.stream === 0 ? row.bytes.length : payload);
      expect(now.capturedLength).toBe(row.bytes.length);
    }
  });

  test('below the limit: nothing is left out', () => {
    expect(leaveOutBulk(lab.packets, lab.analysis)).toBe(lab.packets);
  });
});

describe('PacketCollector', () => {
  test('beyond its bound: only headers are kept, and the row says how much was captured', () => {
    const collector = new PacketCollector(200);
    const bytes = new Uint8Array(1000).fill(7);
    for (let frame = 1; frame <= 3; frame++) {
      collector.onOtherFrame({
        number: frame,
        seconds: 1,
        nanoseconds: frame,
        originalLength: 1500,
        linkType: 1,
        bytes,
      });
    }
    const table = collector.finish(lab.analysis);
    const kept = [0, 1, 2].map((i) => rowAt(table, i));
    expect(kept.map((row) => row.bytes.length)).toEqual([1000, HEADER_BYTES, HEADER_BYTES]);
    expect(kept.map((row) => row.capturedLength)).toEqual([1000, 1000, 1000]);
  });
});

describe('Info column', () => {
  test.each([
    [0, '40000 → 21 [SYN] Seq=0 Win=64240 Len=0', 'TCP'],
    [1, '21 → 40000 [SYN, ACK] Seq=0 Ack=1 Win=64240 Len=0', 'TCP'],
    [4, 'Request: USER lihua', 'FTP'],
    [5, 'Response: 331 need password', 'FTP'],
  ])('row %i of an FTP control connection: %s', (index, info, protocol) => {
    expect(infoOf(rows[index]!, stream, hints.flagNames)).toBe(info);
    expect(protocolOf(rows[index]!, stream)).toBe(protocol);
  });

  test('a fast retransmission: is named once, by its more exact name', () => {
    const again: PacketRow = { ...rows[0]!, analysis: 0b11 };
    expect(infoOf(again, stream, hints.flagNames)).toMatch(/^\[TCP Fast Retransmission\] 40000/);
  });
});

describe('dissect', () => {
  const flat = (fields: readonly Field[]): Field[] => fields.flatMap((item) => [item, ...flat(item.children)]);

  test('a USER command: each layer, and the fields with their bytes', () => {
    const fields = dissect(rows[4]!, hints);
    expect(fields.map((item) => item.text.split(',')[0])).toEqual([
      'Frame 5: 66 bytes on wire',
      'Ethernet II',
      'Internet Protocol Version 4',
      'Transmission Control Protocol',
      'File Transfer Protocol (FTP)',
    ]);
    const byName = (name: string) => flat(fields).find((item) => item.name === name)!;
    expect(byName('tcp.dstport')).toMatchObject({ text: 'Destination Port: 21', start: 36, end: 38 });
    expect(byName('ftp.request.command')).toMatchObject({ text: 'Request command: USER', start: 54, end: 58 });
    expect(byName('ftp.request.arg')).toMatchObject({ text: 'Request arg: lihua', start: 59, end: 66 });
  });

  const inner = rows[4]!.bytes.subarray(14);
  const outer = [0x45, 0, 0, 24 + inner.length, 0, 1, 0, 0, 64, 47, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2];
  const pppoe = [0x11, 0, 0, 1, 0, 2 + inner.length, 0, 0x21];
  test.each([
    ['a GRE tunnel', [8, 0, ...outer, 0, 0, 8, 0], ['Internet Protocol Version 4', 'Encapsulation (4 bytes)']],
    ['a PPPoE session', [0x88, 0x64, ...pppoe], ['Encapsulation (8 bytes)']],
  ])('a USER command in %s: the layers within, their bytes and the Info text', (_title, before, between) => {
    const bytes = Uint8Array.from([...rows[4]!.bytes.subarray(0, 12), ...before, ...inner]);
    const row = { ...rows[4]!, bytes, capturedLength: bytes.length, originalLength: bytes.length };
    const fields = dissect(row, hints);
    expect(fields.map((item) => item.text.split(',')[0]).slice(1)).toEqual([
      'Ethernet II',
      ...between,
      'Internet Protocol Version 4',
      'Transmission Control Protocol',
      'File Transfer Protocol (FTP)',
    ]);
    const at = bytes.length - inner.length;
    expect(flat(fields).find((item) => item.name === 'tcp.dstport')).toMatchObject({ start: at + 22, end: at + 24 });
    expect(infoOf(row, stream, [])).toBe(infoOf(rows[4]!, stream, []));
  });

  test('a fragment that is not the first: no TCP header is read in it', () => {
    const bytes = rows[4]!.bytes.slice();
    bytes[21] = 1;
    expect(layoutOf(bytes, 1)).toBeNull();
  });

  test('a frame cut at any byte: never throws, and no field reaches past what is there', () => {
    const row = rows[4]!;
    for (let length = 0; length <= row.bytes.length; length++) {
      const cut = { ...row, bytes: row.bytes.subarray(0, length) };
      expect(() => flat(dissect(cut, hints))).not.toThrow();
    }
  });

  test('random bytes under every link type: never throws', () => {
    let random = 7;
    for (const linkType of [0, 1, 12, 101, 108, 113, 228, 229, 276, 999]) {
      for (let round = 0; round < 200; round++) {
        const bytes = Uint8Array.from({ length: round % 120 }, () => {
          random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
          return random >>> 24;
        });
        const row = { ...rows[4]!, bytes, linkType };
        expect(() => [dissect(row, hints), infoOf(row, stream, [])]).not.toThrow();
      }
    }
  });
});
