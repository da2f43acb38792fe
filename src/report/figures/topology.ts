/** The lab network: hosts on one bridge, and the point at which the capture was taken. */
import type { SvgNode } from '../model.ts';
import { at, COLOR, element, frameSvg, label, line, MONO, rectangle, shorten, textWidth } from './svg.ts';

export interface TopologyInput {
  readonly title: string;
  /** A host without a name has its address for one. */
  readonly hosts: readonly { readonly name: string | null; readonly address: string; readonly server: boolean }[];
  readonly network: string;
  readonly capture: string;
}

const BOX = { width: 190, height: 74, gap: 40 };
/** More than these stand on both sides of the network, or their letters would be too small to read. */
const MOST_IN_A_ROW = 4;
const MIN_WIDTH = 480;
/** So many side by side can still be read on a phone's screen, as a whole; more are wider than the screen. */
const MOST_ON_A_PHONE = 2;
const TOP = 20;
const BUS_Y = 168;
const SECOND_ROW = 262;
/** A name that is too wide for its box gets smaller letters, down to these, before it is shortened. */
const NAME_SIZE = { largest: 14, smallest: 11 } as const;
const NAME_ROOM = BOX.width - 12;
/** A box has room for so many letters of an address; a longer one, which is IPv6, takes two lines. */
const ADDRESS_LINE = 22;

type Host = TopologyInput['hosts'][number];

export function drawTopology(input: TopologyInput): { svg: SvgNode; width: number; height: number } {
  const { hosts } = input;
  const columns = Math.min(hosts.length, MOST_IN_A_ROW);
  const across = columns * BOX.width + (columns - 1) * BOX.gap;
  const width = Math.max(MIN_WIDTH, across + 80);
  const left = (width - across) / 2;
  const twoRows = hosts.length > MOST_IN_A_ROW;
  const height = twoRows ? SECOND_ROW + BOX.height + TOP : 250;
  const parts = hosts.flatMap((host, i) => {
    const x = left + (i % MOST_IN_A_ROW) * (BOX.width + BOX.gap);
    return hostBox(host, x, i < MOST_IN_A_ROW ? TOP : SECOND_ROW);
  });
  // Between the lines of the first two hosts below, where there are such.
  parts.push(...bus(width, input, twoRows ? left + BOX.width / 2 + 12 : 44));
  const svg = frameSvg(width, height, input.title, parts);
  return { svg: hosts.length > MOST_ON_A_PHONE ? svg : fitting(svg), width, height };
}

function fitting(svg: SvgNode): SvgNode {
  return { ...svg, attributes: { ...svg.attributes, class: `${svg.attributes.class} fits-any-screen` } };
}

function hostBox(host: Host, x: number, y: number): SvgNode[] {
  const side = host.server ? 'server' : 'client';
  const middle = x + BOX.width / 2;
  const edge = y < BUS_Y ? y + BOX.height : y;
  return [
    rectangle(x, y, BOX.width, BOX.height, {
      rx: 6,
      fill: COLOR.paper,
      stroke: COLOR[side],
      'stroke-width': host.server ? 2.4 : 1.4,
      class: `fig-box fig-${side}-stroke`,
    }),
    ...hostLabels(host, middle, y),
    line(middle, edge, middle, BUS_Y, { stroke: COLOR.faint, 'stroke-width': 1.5, class: 'fig-axis' }),
    element('circle', { cx: middle, cy: BUS_Y, r: 4, fill: COLOR.faint, class: 'fig-faint' }),
  ];
}

function hostLabels({ name, address, server }: Host, middle: number, y: number): SvgNode[] {
  const color = server ? 'server' : 'client';
  const lines = addressLines(address);
  if (name === null) {
    const first = lines.length === 1 ? 42 : 33;
    return lines.map((part, i) => addressLabel(middle, y + first + 18 * i, part, color));
  }
  const { text, size } = fitted(name);
  const title = label(middle, y + (lines.length === 1 ? 32 : 25), text, {
    'text-anchor': 'middle',
    'font-weight': 600,
    'font-size': at(size),
    fill: COLOR[color],
    class: `fig-${color}`,
  });
  const first = lines.length === 1 ? 55 : 45;
  return [title, ...lines.map((part, i) => addressLabel(middle, y + first + 16 * i, part, 'ink'))];
}

function fitted(name: string): { text: string; size: number } {
  const { largest, smallest } = NAME_SIZE;
  const size = Math.max(smallest, Math.min(largest, (largest * NAME_ROOM) / textWidth(name, largest)));
  let text = name;
  for (let limit = name.length - 1; limit > 1 && textWidth(text, size) > NAME_ROOM + 0.01; limit--) {
    text = shorten(name, limit);
  }
  return { text, size };
}

/** Cut after the first colon behind the middle, but not within `::`. */
function addressLines(address: string): string[] {
  if (address.length <= ADDRESS_LINE) return [address];
  const half = Math.floor(address.length / 2) - 1;
  const cut = half + Math.max(0, address.slice(half).search(/:(?!:)/) + 1);
  return [address.slice(0, cut), address.slice(cut)];
}

function addressLabel(middle: number, y: number, address: string, color: 'client' | 'server' | 'ink'): SvgNode {
  return label(middle, y, address, {
    'text-anchor': 'middle',
    'font-family': MONO,
    'font-size': 12,
    fill: COLOR[color],
    class: `fig-${color}`,
  });
}

function bus(width: number, input: TopologyInput, nameAt: number): SvgNode[] {
  const middle = width / 2;
  return [
    line(40, BUS_Y, width - 40, BUS_Y, {
      stroke: COLOR.ink,
      'stroke-width': 4,
      'stroke-linecap': 'round',
      class: 'fig-ink-stroke',
    }),
    label(nameAt, BUS_Y + 24, input.network, {
      'font-family': MONO,
      'font-size': 12,
      fill: COLOR.faint,
      class: 'fig-faint',
    }),
    line(middle, BUS_Y, middle, BUS_Y + 26, {
      stroke: COLOR.mark,
      'stroke-width': 1.6,
      'stroke-dasharray': '4 3',
      class: 'fig-mark-stroke',
    }),
    rectangle(middle - 70, BUS_Y + 26, 140, 34, {
      rx: 17,
      fill: COLOR.paper,
      stroke: COLOR.mark,
      'stroke-width': 1.6,
      'stroke-dasharray': '4 3',
      class: 'fig-box fig-mark-stroke',
    }),
    label(middle, BUS_Y + 48, input.capture, {
      'text-anchor': 'middle',
      'font-weight': 600,
      fill: COLOR.mark,
      class: 'fig-mark',
    }),
  ];
}
