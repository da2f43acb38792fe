/** Throughput: payload sent in each of a few equal spans of time. */
import { measured } from '../number.ts';
import { type ChartView, drawChart, plainTick, wholeView } from './chart.ts';
import { dash, firstFrom, meanLine } from './chart-marks.ts';
import { type ChartSource, type StreamChart, senderName, sideOf } from './stream-chart.ts';
import { at, COLOR, element } from './svg.ts';

/** Two segments a bin make a bar that means something; more bars than this are thinner than their gaps. */
const SEGMENTS_A_BIN = 2;
const BINS = { fewest: 8, most: 40 } as const;

interface Bin {
  readonly fromMs: number;
  readonly toMs: number;
  readonly mbits: number;
  /** Its first segment; 0 where nothing was sent. */
  readonly frame: number;
}

export function throughputChart(source: ChartSource): StreamChart {
  const { samples, stream, say } = source;
  const side = sideOf(samples.fromClient);
  const caption = say(
    `Throughput of tcp.stream ${stream}, data from the ${senderName(source)}`,
    `tcp.stream ${stream} 的吞吐量（${senderName(source)}发送的数据）`,
  );
  const mean = (samples.bytes * 8) / samples.spanMs / 1000;
  const everything = { xMin: samples.fromMs, xMax: samples.toMs };
  const most = binsIn(source, everything).reduce((highest, { mbits }) => Math.max(highest, mbits), 0);
  const legend = [
    {
      text: say('payload sent', '发送的数据'),
      mark: element('rect', { x: 2, y: -6, width: 14, height: 12, fill: COLOR[side], class: `fig-${side}` }),
    },
    {
      text: say(`mean ${measured(mean)} Mbit/s`, `平均 ${measured(mean)} Mbit/s`),
      mark: dash(COLOR.mark, 'mark', '6 4'),
    },
  ];
  return {
    id: `throughput-${stream}`,
    caption,
    description: say(`mean ${measured(mean)} Mbit/s`, `平均 ${measured(mean)} Mbit/s`),
    whole: wholeView(samples.fromMs, samples.toMs, most),
    draw: (view, clip) => {
      const bins = binsIn(source, view);
      const width = bins[0] === undefined ? 0 : bins[0].toMs - bins[0].fromMs;
      const xTitle = say(`time (ms), bins of ${measured(width)} ms`, `时间（ms），每格 ${measured(width)} ms`);
      return drawChart({ title: caption, xTitle, yTitle: 'Mbit/s', view, yTick: plainTick, legend, clip }, (scales) => [
        ...bins
          .filter(({ mbits }) => mbits > 0)
          .map(({ fromMs, toMs, mbits }) =>
            element('rect', {
              x: at(scales.x(fromMs) + 0.5),
              y: at(scales.y(mbits)),
              width: at(Math.max(1, scales.x(toMs) - scales.x(fromMs) - 1)),
              height: at(scales.y(0) - scales.y(mbits)),
              fill: COLOR[side],
              class: `fig-${side}`,
            }),
          ),
        meanLine(mean, view, scales),
      ]);
    },
    points: (view) =>
      binsIn(source, view)
        .filter(({ frame }) => frame > 0)
        .map(({ fromMs, toMs, mbits, frame }) => ({
          ms: (fromMs + toMs) / 2,
          value: mbits,
          frame,
          text: `${measured(fromMs)}–${measured(toMs)} ms · ${measured(mbits)} Mbit/s · ${say('from', '起于')} #${frame}`,
        })),
  };
}

/** Bins over the part of the view in which something was sent: the closer the look, the finer. */
function binsIn({ samples }: ChartSource, { xMin, xMax }: Pick<ChartView, 'xMin' | 'xMax'>): Bin[] {
  const start = Math.max(xMin, samples.segments[0]?.ms ?? 0);
  const end = Math.min(xMax, (samples.segments[0]?.ms ?? 0) + samples.spanMs);
  if (!(end > start)) return [];
  const segments = samples.segments.slice(firstFrom(samples.segments, start), firstFrom(samples.segments, xMax));
  const count = Math.min(BINS.most, Math.max(BINS.fewest, Math.floor(segments.length / SEGMENTS_A_BIN)));
  const width = (end - start) / count;
  const bytes = Array.from({ length: count }, () => 0);
  const frames = Array.from({ length: count }, () => 0);
  for (const { ms, seq, end: next, frame } of segments) {
    const bin = Math.min(count - 1, Math.floor((ms - start) / width));
    bytes[bin] = bytes[bin]! + (next - seq);
    frames[bin] ||= frame;
  }
  return bytes.map((sum, i) => ({
    fromMs: start + i * width,
    toMs: start + (i + 1) * width,
    mbits: (sum * 8) / width / 1000,
    frame: frames[i]!,
  }));
}
