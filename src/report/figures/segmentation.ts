/** How a file was cut into segments and put together again: each block is one segment, as wide as its payload. */
import type { Language } from '../../base/language.ts';
import type { SvgNode } from '../model.ts';
import type { PacketRow } from '../packets/table.ts';
import { at, COLOR, element, frameSvg, label, line, MONO, rectangle, textWidth } from './svg.ts';

export interface SegmentationInput {
  readonly title: string;
  readonly name: string;
  readonly rows: readonly PacketRow[];
  /** Segments that are not drawn. */
  readonly left: number;
  readonly language: Language;
}

const WIDTH = 760;
const MARGIN = 30;
const FILE_Y = 44;
const FILE_HEIGHT = 30;
const SEGMENT_Y = 128;
const SEGMENT_HEIGHT = 30;

export function drawSegmentation(input: SegmentationInput): { svg: SvgNode; width: number; height: number } {
  const { rows } = input;
  const base = Math.min(...rows.map((row) => row.seq));
  const end = Math.max(...rows.map((row) => row.seq + row.length));
  const scale = (WIDTH - 2 * MARGIN) / Math.max(1, end - base);
  const x = (seq: number) => MARGIN + (seq - base) * scale;
  const again = resent(rows);
  const height = again.some(Boolean) ? 236 : 202;
  const parts: SvgNode[] = [
    label(MARGIN, FILE_Y - 12, `${input.name} · ${end - base} B`, {
      'font-weight': 600,
      fill: COLOR.ink,
      class: 'fig-ink',
    }),
    rectangle(MARGIN, FILE_Y, (end - base) * scale, FILE_HEIGHT, {
      fill: COLOR.panel,
      stroke: COLOR.ink,
      'stroke-width': 1.2,
      class: 'fig-panel fig-ink-stroke',
    }),
  ];
  for (const [i, row] of rows.entries()) parts.push(...segment(row, i, x, scale, again[i]!));
  parts.push(...axis(base, end, x, height));
  if (input.left > 0) {
    const text =
      input.language === 'zh' ? `其余 ${input.left} 个报文段未画出` : `${input.left} more segments not drawn`;
    parts.push(
      label(WIDTH - MARGIN, FILE_Y - 12, text, {
        'text-anchor': 'end',
        fill: COLOR.faint,
        'font-size': 11,
        class: 'fig-faint',
      }),
    );
  }
  return { svg: frameSvg(WIDTH, height, input.title, parts), width: WIDTH, height };
}

/** True where a row's first byte had been sent already. */
function resent(rows: readonly PacketRow[]): boolean[] {
  let sent = Number.NEGATIVE_INFINITY;
  return rows.map((row) => {
    const again = row.seq < sent;
    sent = Math.max(sent, row.seq + row.length);
    return again;
  });
}

function segment(row: PacketRow, index: number, x: (seq: number) => number, scale: number, again: boolean): SvgNode[] {
  const left = x(row.seq);
  const width = Math.max(1, row.length * scale);
  const y = SEGMENT_Y + (again ? SEGMENT_HEIGHT + 8 : 0);
  const text = `#${row.frame}`;
  const fits = textWidth(text, 11) + 4 < width;
  const shade = index % 2 === 0 ? '#dfe7f5' : '#f7e4df';
  return [
    line(left, FILE_Y + FILE_HEIGHT, left, y, {
      stroke: COLOR.faint,
      'stroke-width': 0.8,
      'stroke-dasharray': '2 3',
      class: 'fig-axis',
    }),
    element(
      'g',
      { 'data-frame': row.frame, class: 'fig-rung' },
      rectangle(left, y, width, SEGMENT_HEIGHT, {
        fill: shade,
        stroke: again ? COLOR.mark : COLOR.ink,
        'stroke-width': again ? 2 : 0.8,
        class: index % 2 === 0 ? 'fig-even' : 'fig-odd',
      }),
      ...(fits
        ? [
            label(left + width / 2, y + 19, text, {
              'text-anchor': 'middle',
              'font-size': 11,
              'font-family': MONO,
              fill: COLOR.ink,
              class: 'fig-ink',
            }),
          ]
        : []),
    ),
    ...(textWidth(String(row.length), 10) + 4 < width
      ? [
          label(left + width / 2, y - 6, String(row.length), {
            'text-anchor': 'middle',
            'font-size': 10,
            fill: COLOR.faint,
            class: 'fig-faint',
          }),
        ]
      : []),
  ];
}

function axis(base: number, end: number, x: (seq: number) => number, height: number): SvgNode[] {
  const y = height - 26;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(base + (end - base) * part));
  return [
    line(x(base), y, x(end), y, { stroke: COLOR.faint, 'stroke-width': 1, class: 'fig-axis' }),
    ...ticks.flatMap((seq) => [
      line(x(seq), y, x(seq), y + 4, { stroke: COLOR.faint, 'stroke-width': 1, class: 'fig-axis' }),
      label(x(seq), y + 17, `Seq ${seq}`, {
        'text-anchor': 'middle',
        'font-size': 10,
        fill: COLOR.faint,
        class: 'fig-faint',
        x: at(clampTick(x(seq))),
      }),
    ]),
  ];
}

function clampTick(x: number): number {
  return Math.min(WIDTH - MARGIN - 8, Math.max(MARGIN + 8, x));
}
