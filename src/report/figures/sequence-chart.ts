/** Time and sequence numbers, after tcptrace: segments as bars from first to last byte, ACKs as stairs beneath them. */
import type { SvgNode } from '../model.ts';
import { exact, measured } from '../number.ts';
import { byteTick, drawChart, type Scales, wholeView } from './chart.ts';
import { curve, dash, diamond, inView, rung } from './chart-marks.ts';
import type { Segment } from './samples.ts';
import { type ChartPoint, type ChartSource, type StreamChart, senderName, sideOf, timeTitle } from './stream-chart.ts';
import { COLOR, line } from './svg.ts';

/** Half the width of the strokes that end a segment's bar. */
const CAP = 2.5;

export function sequenceChart(source: ChartSource): StreamChart {
  const { samples, stream, say } = source;
  const side = sideOf(samples.fromClient);
  const other = sideOf(!samples.fromClient);
  const again = samples.segments.filter((segment) => segment.again);
  const caption = say(
    `Time and sequence numbers of tcp.stream ${stream}, data from the ${senderName(source)}`,
    `tcp.stream ${stream} 的时间—序号图（${senderName(source)}发送的数据）`,
  );
  const highest = samples.segments.reduce((most, { end }) => Math.max(most, end), 0);
  const legend = [
    { text: say('segment', '报文段'), mark: dash(COLOR[side], side) },
    { text: 'ACK', mark: dash(COLOR[other], other, '5 3') },
    ...(samples.sacks.length > 0 ? [{ text: 'SACK', mark: dash(COLOR.good, 'good', '2 2') }] : []),
    ...(again.length > 0 ? [{ text: say('sent again', '重传'), mark: diamond(9, 0) }] : []),
  ];
  return {
    id: `sequence-${stream}`,
    caption,
    description: say(
      `${samples.segments.length} segments, ${again.length} of them sent again, ${exact(samples.bytes)} bytes in ${measured(samples.spanMs)} ms`,
      `共 ${samples.segments.length} 个报文段，其中重传 ${again.length} 个，${measured(samples.spanMs)} ms 内传送 ${exact(samples.bytes)} 字节`,
    ),
    whole: wholeView(samples.fromMs, samples.toMs, highest),
    draw: (view, clip) =>
      drawChart(
        {
          title: caption,
          xTitle: timeTitle(say),
          yTitle: say('relative sequence number', '相对序号'),
          view,
          yTick: byteTick,
          legend,
          clip,
        },
        (scales) => [
          ...curve(
            inView(samples.acks, view),
            scales,
            { stroke: COLOR[other], 'stroke-width': 1.4, 'stroke-dasharray': '5 3', class: `fig-${other}-stroke` },
            true,
          ),
          ...inView(samples.sacks, view).map(({ ms, left, right }) =>
            line(scales.x(ms), scales.y(left), scales.x(ms), scales.y(right), {
              stroke: COLOR.good,
              'stroke-width': 1.6,
              'stroke-dasharray': '2 2',
              class: 'fig-good-stroke',
            }),
          ),
          ...inView(samples.segments, view).map((segment) => bar(segment, scales, side)),
          ...inView(again, view).map(({ ms, seq, frame }) => rung(frame, diamond(scales.x(ms), scales.y(seq)))),
        ],
      ),
    points: () => points(source),
  };
}

function bar({ ms, seq, end, frame }: Segment, { x, y }: Scales, side: 'client' | 'server'): SvgNode {
  const stroke = { stroke: COLOR[side], class: `fig-${side}-stroke` };
  const cap = (value: number) => line(x(ms) - CAP, y(value), x(ms) + CAP, y(value), { ...stroke, 'stroke-width': 1.2 });
  return rung(
    frame,
    line(x(ms), y(seq), x(ms), y(end), { ...stroke, 'stroke-width': 2.4 }),
    ...(y(seq) - y(end) > 2 * CAP ? [cap(seq), cap(end)] : []),
  );
}

function points({ samples, say }: ChartSource): ChartPoint[] {
  const sent = samples.segments.map(({ ms, seq, end, frame, again }) => ({
    ms,
    value: end,
    frame,
    text: `#${frame} · ${measured(ms)} ms · Seq ${exact(seq)}–${exact(end)} · ${exact(end - seq)} B${again ? ` · ${say('sent again', '重传')}` : ''}`,
  }));
  const acked = samples.acks
    .filter(({ frame }) => frame > 0)
    .map(({ ms, value, frame }) => ({
      ms,
      value,
      frame,
      text: `#${frame} · ${measured(ms)} ms · Ack ${exact(value)}`,
    }));
  return [...sent, ...acked].sort((a, b) => a.ms - b.ms);
}
