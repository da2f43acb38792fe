/** The puzzle of the missing FIN as the report tells it: guess by guess, and what falls for many closings only once. */
import { expect, test } from 'vitest';
import type { Block, Inline, Inlines, Section } from '../../../src/report/model.ts';
import { contextOf } from '../../../src/report/sections/context.ts';
import { puzzleSection } from '../../../src/report/sections/puzzle.ts';
import { analyse } from '../../support/analyse.ts';
import { Talk, TestCapture } from '../../support/packet-builder.ts';
import { NO_OPTIONS, sampleLab } from './sample-lab.ts';

/** Who sends which flags, one segment after the other; an entry may carry data, and acknowledge less than was sent. */
type Closing = readonly (readonly ['client' | 'server', string, string?, number?])[];

const threeSegments: Closing = [
  ['client', 'FA'],
  ['server', 'FA'],
  ['client', 'A'],
];
const reset: Closing = [['server', 'RA']];
const halfClosed: Closing = [
  ['client', 'FA'],
  ['server', 'A'],
];
const finOnData: Closing = [
  ['server', 'FPA', 'bye\r\n'],
  ['client', 'A'],
  ['client', 'FA'],
  ['server', 'A'],
];

/** Behind SYN and "hello" the client's FIN has the number 6: the server's FIN does not know of it. */
const simultaneous: Closing = [
  ['client', 'FA'],
  ['server', 'FA', '', 6],
  ['client', 'A'],
  ['server', 'A'],
];

/** One connection for each closing, long before a last one, so that the capture was there to see what might follow. */
async function puzzleOf(closings: readonly Closing[]): Promise<Section> {
  const capture = new TestCapture();
  for (const [i, closing] of closings.entries()) {
    const talk = new Talk(capture, { clientPort: 40_000 + i }, i).open();
    for (const [from, flags, data = '', ack] of [['client', 'PA', 'hello'], ['server', 'A'], ...closing] as Closing) {
      talk.wait(1)[from](flags, data, ack === undefined ? {} : { ack });
    }
  }
  new Talk(capture, { clientPort: 50_000 }, 60_000).client('S');
  const { analysis } = await analyse(capture.pcap());
  const { packets } = sampleLab();
  return puzzleSection(contextOf({ analysis, manifest: null, packets, options: NO_OPTIONS, language: 'en' }))!;
}

const text = (inline: Inline): string => (typeof inline === 'string' ? inline : 'text' in inline ? inline.text : '');

/** The cells of each row of a section's table, as text. */
function rowsOf({ blocks }: Section): string[][] {
  const tables = blocks.filter((block): block is Block & { kind: 'table' } => block.kind === 'table');
  return tables.flatMap(({ rows }) => rows.map((row) => row.map((cell) => cell.map(text).join(''))));
}

/** What the list of refuted guesses says: each guess, and its reasons. */
function fallenOf({ blocks }: Section): { guess: string; reasons: readonly Inlines[] }[] {
  return blocks.flatMap((block, i) => {
    const list = blocks[i + 1];
    return block.kind === 'paragraph' && list?.kind === 'list'
      ? [{ guess: block.text.map(text).join(''), reasons: list.items }]
      : [];
  });
}

const verdictsOf = (section: Section): Set<string> => new Set(rowsOf(section).map((row) => row[1]!));

test('three kinds of closing: each has every guess in a table of its own', async () => {
  const { sections } = await puzzleOf([threeSegments, reset, halfClosed]);
  expect(sections.map(({ title }) => title)).toEqual([
    'tcp.stream 0 (TCP): three segments (FIN, FIN+ACK, ACK)',
    'tcp.stream 1 (TCP): reset (RST)',
    'tcp.stream 2 (TCP): half-closed',
  ]);
  for (const section of sections) expect(verdictsOf(section)).toContain('refuted');
});

test('four kinds of closing: each has what does not fall, and what falls stands once, for all streams', async () => {
  const { blocks, sections } = await puzzleOf([threeSegments, reset, halfClosed, finOnData]);
  expect(JSON.stringify(blocks)).toContain('"id":"puzzle-refuted"');
  const kinds = sections.slice(0, -1);
  expect(kinds).toHaveLength(4);
  for (const kind of kinds) expect(verdictsOf(kind)).not.toContain('refuted');
  expect(sections.at(-1)!.id).toBe('puzzle-refuted');
  const fallen = fallenOf(sections.at(-1)!);
  expect(new Set(fallen.map(({ guess }) => guess)).size).toBe(fallen.length);
  const noReset = fallen.find(({ guess }) => guess === 'A RST took the place of the FIN.');
  expect(noReset?.reasons).toHaveLength(1);
  const [reason] = noReset!.reasons;
  expect(reason!.filter((inline) => typeof inline === 'object' && inline.kind === 'stream')).toEqual([
    { kind: 'stream', stream: 0 },
    { kind: 'stream', stream: 2 },
    { kind: 'stream', stream: 3 },
  ]);
  expect(reason!.at(-1)).toEqual({ kind: 'filter', text: 'tcp.stream in {0, 2, 3} && tcp.flags.reset == 1' });
});

test('five kinds of closing, one simultaneous, for which no guess holds: it says so in place of a table', async () => {
  const { sections } = await puzzleOf([threeSegments, reset, halfClosed, finOnData, simultaneous]);
  const kind = sections.find(({ title }) => title.includes('simultaneous'))!;
  expect(rowsOf(kind)).toEqual([]);
  expect(kind.blocks.at(-1)).toEqual({ kind: 'paragraph', text: ['Every guess is refuted.'] });
});
