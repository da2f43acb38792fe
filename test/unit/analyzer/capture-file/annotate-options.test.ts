/** What an annotated pcapng keeps of the old one. */
import { expect, test } from 'vitest';
import { annotateCapture } from '../../../../src/analyzer/capture-file/annotate.ts';
import type { CaptureOption } from '../../../../src/analyzer/capture-file/options.ts';
import { PacketRecord } from '../../../../src/analyzer/capture-file/packet-record.ts';
import { CaptureReader } from '../../../../src/analyzer/capture-file/reader.ts';
import { join } from '../../../support/capture-formats.ts';

type Options = readonly (readonly [code: number, value: string | readonly number[]])[];

/** Blocks in either byte order; option values are bytes as they stand. */
class Pcapng {
  readonly #littleEndian: boolean;
  readonly #bytes: number[] = [];

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  block(type: number, body: readonly number[], options: Options): this {
    const encoded = [...options, [0, []] as const].flatMap(([code, value]) => {
      const bytes = typeof value === 'string' ? [...new TextEncoder().encode(value)] : value;
      return [...this.#number(code, 2), ...this.#number(bytes.length, 2), ...padded(bytes)];
    });
    const length = this.#number(body.length + encoded.length + 12, 4);
    this.#bytes.push(...this.#number(type, 4), ...length, ...body, ...encoded, ...length);
    return this;
  }

  section(options: Options): this {
    return this.block(0x0a0d0d0a, [...this.#number(0x1a2b3c4d, 4), 1, 0, 0, 0, ...Array(8).fill(255)], options);
  }

  port(options: Options): this {
    return this.block(1, [...this.#number(1, 2), 0, 0, 0, 0, 0, 0], options);
  }

  packet(port: number, options: Options): this {
    const head = [port, 0, 1_000_000, 4, 4].flatMap((value) => this.#number(value, 4));
    return this.block(6, [...head, 1, 2, 3, 4], options);
  }

  lost(port: number, packets: number): this {
    const count = this.#number(packets, 8);
    return this.block(
      5,
      [port, 0, 1_000_000].flatMap((value) => this.#number(value, 4)),
      [[5, count]],
    );
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #number(value: number, size: number): number[] {
    const bytes = Array.from({ length: size }, (_, index) => Math.floor(value / 256 ** index) % 256);
    return this.#littleEndian ? bytes : bytes.reverse();
  }
}

function padded(bytes: readonly number[]): number[] {
  return [...bytes, ...Array((4 - (bytes.length % 4)) % 4).fill(0)];
}

/** Everything that a reader is told of options, in order. */
function optionsOf(capture: Uint8Array): string[] {
  const told: string[] = [];
  const ignore = () => undefined;
  const reader = new CaptureReader(new PacketRecord(), {
    onPacket: ignore,
    onName: ignore,
    onDropped: (packets) => told.push(`lost ${packets}`),
    onCaptureEnd: ignore,
    onWarning: (_code, message) => told.push(message),
    onOptions: (owner, options) => told.push(`${owner} ${options.map(text).join(' ')}`.trim()),
  });
  reader.push(capture);
  reader.finish();
  return told;
}

function text({ code, value }: CaptureOption): string {
  const isText = value.every((byte) => byte >= 0x20 && byte < 0x7f);
  return `${code}=${isText ? new TextDecoder().decode(value) : [...value].join(',')}`;
}

/** A file with options of every kind, its numbers in its own byte order. */
function old(littleEndian: boolean): Uint8Array {
  const number = (...bytes: number[]) => (littleEndian ? bytes : bytes.reverse());
  return new Pcapng(littleEndian)
    .section([
      [1, 'about the file'],
      [2, 'old hardware'],
      [4, 'dumpcap'],
    ])
    .port([
      [2, 'eth0'],
      [3, 'uplink'],
      [8, number(0, 202, 154, 59, 0, 0, 0, 0)],
      [9, [6]],
      [11, [0, 116, 99, 112]],
    ])
    .port([[2, 'eth1']])
    .packet(1, [
      [1, 'first'],
      [2, number(1, 0, 0, 0)],
    ])
    .packet(0, [])
    .packet(0, [
      [1, 'third'],
      [1, 'again'],
      [0x7777, [1]],
    ])
    .bytes();
}

test.each([
  ['little', true],
  ['big', false],
])('%s-endian file, no annotations: comments, names and options stay, numbers as numbers', (_, littleEndian) => {
  expect(optionsOf(annotateCapture(old(littleEndian), {}))).toEqual([
    'section 1=about the file 2=old hardware 4=dumpcap',
    'interface 2=eth1',
    'packet 1=first 2=1,0,0,0',
    'interface 2=eth0 3=uplink 8=0,202,154,59,0,0,0,0 11=0,116,99,112',
    'packet 1=third 1=again',
  ]);
});

test('annotations that say the same thing: they win, and comments are added up', () => {
  const annotations = {
    comment: 'ours',
    application: 'wirelab',
    interfaceName: 'lab',
    comments: new Map([
      [1, ['step 1']],
      [2, ['step 2']],
    ]),
  };
  expect(optionsOf(annotateCapture(old(true), annotations))).toEqual([
    'section 1=ours 4=wirelab 1=about the file 2=old hardware',
    'interface 2=lab',
    'packet 1=first 2=1,0,0,0 1=step 1',
    'interface 2=eth0 3=uplink 8=0,202,154,59,0,0,0,0 11=0,116,99,112',
    'packet 1=step 2',
    'packet 1=third 1=again',
  ]);
});

/** Two sections of different byte order, each with its own header, an interface 0 and what it lost. */
function twoSections(): Uint8Array {
  const first = new Pcapng(true)
    .section([[4, 'dumpcap']])
    .port([[2, 'eth0']])
    .packet(0, [])
    .lost(0, 3);
  const second = new Pcapng(false)
    .section([
      [1, 'next day'],
      [4, 'tcpdump'],
    ])
    .port([[2, 'wlan0']])
    .packet(0, [[1, 'late']])
    .lost(0, 5);
  return join([first.bytes(), second.bytes()]);
}

test('two sections: each keeps its own header options, interfaces and losses', async () => {
  const annotated = annotateCapture(twoSections(), { comment: 'ours' });
  expect(optionsOf(annotated)).toEqual([
    'section 1=ours 4=dumpcap',
    'interface 2=eth0',
    'lost 3',
    'section 1=next day 4=tcpdump',
    'interface 2=wlan0',
    'packet 1=late',
    'lost 8',
  ]);
});

test('two sections, losses counted by who captured: told once, in the last one', () => {
  const statistics = { received: 2, dropped: 1 };
  const lost = optionsOf(annotateCapture(twoSections(), { statistics })).filter((line) => line.startsWith('lost'));
  expect(lost).toEqual(['lost 1']);
});

test('a first section without anything: the annotations go to the one with packets', () => {
  const empty = new Pcapng(true).section([]).bytes();
  const annotated = annotateCapture(join([empty, twoSections()]), { comment: 'ours' });
  expect(optionsOf(annotated)[0]).toBe('section 1=ours 4=dumpcap');
});
