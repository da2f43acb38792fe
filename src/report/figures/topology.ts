/** The lab network: hosts on one bridge, and the point at which the capture was taken. */
import type { SvgNode } from '../model.ts';
import { COLOR, element, frameSvg, label, line, MONO, rectangle, shorten } from './svg.ts';

export interface TopologyInput {
  readonly title: string;
  /** A host without a name has its address for one. */
  readonly hosts: readonly { readonly name: string | null; readonly address: string; readonly server: boolean }[];
  readonly network: string;
  readonly capture: string;
}

const BOX = { width: 190, height: 74, gap: 40 };
const BUS_Y = 168;
const MIN_WIDTH = 480;

export function drawTopology(input: TopologyInput): { svg: SvgNode; width: number; height: number } {
  const across = input.hosts.length * BOX.width + (input.hosts.length - 1) * BOX.gap;
  const width = Math.max(MIN_WIDTH, across + 80);
  const left = (width - across) / 2;
  const parts: SvgNode[] = [];
  input.hosts.forEach((host, i) => {
    const x = left + i * (BOX.width + BOX.gap);
    parts.push(...hostBox(host, x));
  });
  parts.push(...bus(width, input));
  return { svg: frameSvg(width, 250, input.title, parts), width, height: 250 };
}

function hostBox(host: TopologyInput['hosts'][number], x: number): SvgNode[] {
  const side = host.server ? 'server' : 'client';
  const middle = x + BOX.width / 2;
  return [
    rectangle(x, 20, BOX.width, BOX.height, {
      rx: 6,
      fill: COLOR.paper,
      stroke: COLOR[side],
      'stroke-width': host.server ? 2.4 : 1.4,
      class: `fig-box fig-${side}-stroke`,
    }),
    ...(host.name === null
      ? [addressLabel(middle, 62, host.address, side)]
      : [
          label(middle, 52, shorten(host.name, 24), {
            'text-anchor': 'middle',
            'font-weight': 600,
            'font-size': 14,
            fill: COLOR[side],
            class: `fig-${side}`,
          }),
          addressLabel(middle, 75, host.address, 'ink'),
        ]),
    line(middle, 20 + BOX.height, middle, BUS_Y, { stroke: COLOR.faint, 'stroke-width': 1.5, class: 'fig-axis' }),
    element('circle', { cx: middle, cy: BUS_Y, r: 4, fill: COLOR.faint, class: 'fig-faint' }),
  ];
}

/** Smaller where an IPv6 address is as long as one can be: 39 characters. */
function addressLabel(middle: number, y: number, address: string, color: 'client' | 'server' | 'ink'): SvgNode {
  return label(middle, y, address, {
    'text-anchor': 'middle',
    'font-family': MONO,
    'font-size': address.length > 24 ? 7.4 : 12,
    fill: COLOR[color],
    class: `fig-${color}`,
  });
}

function bus(width: number, input: TopologyInput): SvgNode[] {
  const middle = width / 2;
  return [
    line(40, BUS_Y, width - 40, BUS_Y, {
      stroke: COLOR.ink,
      'stroke-width': 4,
      'stroke-linecap': 'round',
      class: 'fig-ink-stroke',
    }),
    label(44, BUS_Y + 24, input.network, {
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
