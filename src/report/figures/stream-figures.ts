/** The curves of one connection: time-sequence, round-trip time, throughput, window and bytes in flight. */
import type { Language } from '../../base/language.ts';
import type { SvgNode } from '../model.ts';
import { exact, measured } from '../number.ts';
import { type PacketTable, rowsOfStream } from '../packets/table.ts';
import { curve, drawChart } from './chart.ts';
import { type StreamSamples, sampleStream, thin } from './samples.ts';
import { at, COLOR, element, line } from './svg.ts';

export interface StreamFigure {
  readonly id: string;
  readonly caption: string;
  readonly description: string;
  readonly svg: SvgNode;
  readonly width: number;
  readonly height: number;
}

export interface StreamFiguresInput {
  readonly table: PacketTable;
  readonly stream: number;
  readonly language: Language;
}

/** Marks a figure may have; a denser one shows no more to the eye. */
const MAX_MARKS = 1200;
const THROUGHPUT_BINS = 40;

type Say = (english: string, chinese: string) => string;

export function streamFigures({ table, stream, language }: StreamFiguresInput): StreamFigure[] {
  const samples = sampleStream(rowsOfStream(table, stream));
  const say: Say = (english, chinese) => (language === 'zh' ? chinese : english);
  if (samples.segments.length === 0) return [];
  return [
    timeSequence(samples, stream, say),
    ...(samples.rtts.length > 0 ? [roundTrips(samples, stream, say)] : []),
    throughput(samples, stream, say),
    windowAndFlight(samples, stream, say),
  ];
}

const client = (fromClient: boolean) => (fromClient ? 'client' : 'server');

function sender(samples: StreamSamples, say: Say): string {
  return samples.fromClient ? say('client', '客户端') : say('server', '服务器');
}

function formatBytes(value: number): string {
  if (value >= 1e6) return `${exact(value / 1e6)} MB`;
  return value >= 10_000 ? `${exact(value / 1e3)} kB` : exact(value);
}

function dash(color: string, name: string, pattern?: string): SvgNode {
  return line(0, 0, 18, 0, {
    stroke: color,
    'stroke-width': 2,
    class: `fig-${name}-stroke`,
    ...(pattern === undefined ? {} : { 'stroke-dasharray': pattern }),
  });
}

function diamond(x: number, y: number): SvgNode {
  return element('path', { d: `M${at(x)} ${at(y - 5)}l5 5l-5 5l-5 -5z`, fill: COLOR.mark, class: 'fig-mark' });
}

function timeSequence(samples: StreamSamples, stream: number, say: Say): StreamFigure {
  const side = client(samples.fromClient);
  const again = samples.segments.filter((segment) => segment.again);
  const caption = say(
    `Time and sequence numbers of tcp.stream ${stream}, data from the ${sender(samples, say)}`,
    `tcp.stream ${stream} 的时间—序号图（${sender(samples, say)}发送的数据）`,
  );
  const yMax = Math.max(...samples.segments.map((segment) => segment.end));
  const other = samples.fromClient ? 'server' : 'client';
  const drawn = drawChart(
    {
      title: caption,
      xTitle: say('time since the connection’s first segment (ms)', '时间（自连接的首个报文段起，ms）'),
      yTitle: say('relative sequence number', '相对序号'),
      xMin: samples.fromMs,
      xMax: samples.toMs,
      yMax,
      formatX: exact,
      formatY: formatBytes,
      legend: [
        { text: say('segment', '报文段'), mark: dash(COLOR[side], side) },
        { text: 'ACK', mark: dash(COLOR[other], other, '5 3') },
        ...(samples.sacks.length > 0 ? [{ text: 'SACK', mark: dash(COLOR.good, 'good', '2 2') }] : []),
        ...(again.length > 0 ? [{ text: say('sent again', '重传'), mark: diamond(9, 0) }] : []),
      ],
    },
    ({ x, y }) => [
      ...curve(
        thin(samples.acks, MAX_MARKS),
        { x, y },
        { stroke: COLOR[other], 'stroke-width': 1.4, 'stroke-dasharray': '5 3', class: `fig-${other}-stroke` },
        true,
      ),
      ...thin(samples.sacks, MAX_MARKS).map(({ ms, left, right }) =>
        line(x(ms), y(left), x(ms), y(right), {
          stroke: COLOR.good,
          'stroke-width': 1.6,
          'stroke-dasharray': '2 2',
          class: 'fig-good-stroke',
        }),
      ),
      ...thin(samples.segments, MAX_MARKS).map(({ ms, seq, end, frame }) =>
        element(
          'g',
          { 'data-frame': frame, class: 'fig-rung' },
          line(x(ms), y(seq), x(ms), Math.min(y(end), y(seq) - 1.5), {
            stroke: COLOR[side],
            'stroke-width': 2.4,
            class: `fig-${side}-stroke`,
          }),
        ),
      ),
      ...thin(again, MAX_MARKS).map(({ ms, seq }) => diamond(x(ms), y(seq))),
    ],
  );
  const description = say(
    `${samples.segments.length} segments, ${again.length} of them sent again, ${exact(samples.bytes)} bytes in ${measured(samples.spanMs)} ms`,
    `共 ${samples.segments.length} 个报文段，其中重传 ${again.length} 个，${measured(samples.spanMs)} ms 内传送 ${exact(samples.bytes)} 字节`,
  );
  return { id: `sequence-${stream}`, caption, description, ...drawn };
}

function roundTrips(samples: StreamSamples, stream: number, say: Say): StreamFigure {
  const caption = say(
    `Round-trip times of tcp.stream ${stream}, data from the ${sender(samples, say)}`,
    `tcp.stream ${stream} 的往返时间（${sender(samples, say)}发送的数据）`,
  );
  const values = samples.rtts.map(({ rtt }) => rtt);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const drawn = drawChart(
    {
      title: caption,
      xTitle: say('time since the connection’s first segment (ms)', '时间（自连接的首个报文段起，ms）'),
      yTitle: 'RTT (ms)',
      xMin: samples.fromMs,
      xMax: samples.toMs,
      yMax: Math.max(...values),
      formatX: exact,
      formatY: exact,
      legend: [
        {
          text: say('one acknowledgment', '一次确认'),
          mark: element('circle', { cx: 9, cy: 0, r: 3.4, fill: COLOR.server, class: 'fig-server' }),
        },
        {
          text: say(`mean ${measured(mean)} ms`, `平均 ${measured(mean)} ms`),
          mark: dash(COLOR.mark, 'mark', '6 4'),
        },
      ],
    },
    ({ x, y }) => [
      line(x(samples.fromMs), y(mean), x(samples.toMs), y(mean), {
        stroke: COLOR.mark,
        'stroke-width': 1.4,
        'stroke-dasharray': '6 4',
        class: 'fig-mark-stroke',
      }),
      ...thin(samples.rtts, MAX_MARKS).map(({ ms, rtt, frame }) =>
        element(
          'g',
          { 'data-frame': frame, class: 'fig-rung' },
          element('circle', { cx: at(x(ms)), cy: at(y(rtt)), r: 3.2, fill: COLOR.server, class: 'fig-server' }),
        ),
      ),
    ],
  );
  return {
    id: `rtt-${stream}`,
    caption,
    description: say(
      `${values.length} samples, mean ${measured(mean)} ms`,
      `${values.length} 个样本，平均 ${measured(mean)} ms`,
    ),
    ...drawn,
  };
}

function throughput(samples: StreamSamples, stream: number, say: Say): StreamFigure {
  const caption = say(
    `Throughput of tcp.stream ${stream}, data from the ${sender(samples, say)}`,
    `tcp.stream ${stream} 的吞吐量（${sender(samples, say)}发送的数据）`,
  );
  const side = client(samples.fromClient);
  const start = samples.segments[0]!.ms;
  const width = samples.spanMs / THROUGHPUT_BINS;
  const bins = Array.from({ length: THROUGHPUT_BINS }, () => 0);
  for (const { ms, seq, end } of samples.segments) {
    const bin = Math.min(THROUGHPUT_BINS - 1, Math.floor((ms - start) / width));
    bins[bin] = bins[bin]! + (end - seq);
  }
  const rates = bins.map((bytes) => (bytes * 8) / width / 1000);
  const mean = (samples.bytes * 8) / samples.spanMs / 1000;
  const drawn = drawChart(
    {
      title: caption,
      xTitle: say(`time (ms), bins of ${measured(width)} ms`, `时间（ms），每格 ${measured(width)} ms`),
      yTitle: 'Mbit/s',
      xMin: samples.fromMs,
      xMax: samples.toMs,
      yMax: Math.max(...rates),
      formatX: exact,
      formatY: exact,
      legend: [
        {
          text: say('payload sent', '发送的数据'),
          mark: element('rect', { x: 2, y: -6, width: 14, height: 12, fill: COLOR[side], class: `fig-${side}` }),
        },
        {
          text: say(`mean ${measured(mean)} Mbit/s`, `平均 ${measured(mean)} Mbit/s`),
          mark: dash(COLOR.mark, 'mark', '6 4'),
        },
      ],
    },
    ({ x, y }) => [
      ...rates.flatMap((rate, i) =>
        rate === 0
          ? []
          : [
              element('rect', {
                x: at(x(start + i * width) + 0.5),
                y: at(y(rate)),
                width: at(Math.max(1, x(width) - x(0) - 1)),
                height: at(y(0) - y(rate)),
                fill: COLOR[side],
                class: `fig-${side}`,
              }),
            ],
      ),
      line(x(samples.fromMs), y(mean), x(samples.toMs), y(mean), {
        stroke: COLOR.mark,
        'stroke-width': 1.4,
        'stroke-dasharray': '6 4',
        class: 'fig-mark-stroke',
      }),
    ],
  );
  return {
    id: `throughput-${stream}`,
    caption,
    description: say(`mean ${measured(mean)} Mbit/s`, `平均 ${measured(mean)} Mbit/s`),
    ...drawn,
  };
}

function windowAndFlight(samples: StreamSamples, stream: number, say: Say): StreamFigure {
  const caption = say(
    `Receive window and bytes in flight of tcp.stream ${stream}`,
    `tcp.stream ${stream} 的接收窗口与在途字节数`,
  );
  const side = client(samples.fromClient);
  const other = samples.fromClient ? 'server' : 'client';
  const most = Math.max(1, ...samples.window.map(([, value]) => value), ...samples.inFlight.map(([, value]) => value));
  const drawn = drawChart(
    {
      title: caption,
      xTitle: say('time since the connection’s first segment (ms)', '时间（自连接的首个报文段起，ms）'),
      yTitle: say('bytes', '字节'),
      xMin: samples.fromMs,
      xMax: samples.toMs,
      yMax: most,
      formatX: exact,
      formatY: formatBytes,
      legend: [
        { text: say('window offered by the receiver', '接收方通告的窗口'), mark: dash(COLOR[other], other, '5 3') },
        { text: say('bytes in flight', '在途字节'), mark: dash(COLOR[side], side) },
      ],
    },
    (scales) => [
      ...curve(
        thin(samples.window, MAX_MARKS),
        scales,
        { stroke: COLOR[other], 'stroke-width': 1.6, 'stroke-dasharray': '5 3', class: `fig-${other}-stroke` },
        true,
      ),
      ...curve(
        thin(samples.inFlight, MAX_MARKS),
        scales,
        { stroke: COLOR[side], 'stroke-width': 1.8, class: `fig-${side}-stroke` },
        true,
      ),
    ],
  );
  const peak = Math.max(0, ...samples.inFlight.map(([, value]) => value));
  return {
    id: `window-${stream}`,
    caption,
    description: say(`at most ${exact(peak)} bytes in flight`, `在途字节最多 ${exact(peak)}`),
    ...drawn,
  };
}
