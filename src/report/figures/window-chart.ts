/** What the receiver offered, and how much of it the sender used. */
import { exact, measured } from '../number.ts';
import { byteTick, drawChart, wholeView } from './chart.ts';
import { curve, dash, inView } from './chart-marks.ts';
import type { Sample } from './samples.ts';
import { type ChartPoint, type ChartSource, type StreamChart, sideOf, timeTitle } from './stream-chart.ts';
import { COLOR } from './svg.ts';

export function windowChart({ samples, stream, say }: ChartSource): StreamChart {
  const side = sideOf(samples.fromClient);
  const other = sideOf(!samples.fromClient);
  const caption = say(
    `Receive window and bytes in flight of tcp.stream ${stream}`,
    `tcp.stream ${stream} 的接收窗口与在途字节数`,
  );
  const highest = (list: readonly Sample[]) => list.reduce((most, { value }) => Math.max(most, value), 0);
  const peak = highest(samples.inFlight);
  const legend = [
    { text: say('window offered by the receiver', '接收方通告的窗口'), mark: dash(COLOR[other], other, '5 3') },
    { text: say('bytes in flight', '在途字节'), mark: dash(COLOR[side], side) },
  ];
  const point = (name: string) => (sample: Sample) => ({
    ...sample,
    text: `#${sample.frame} · ${measured(sample.ms)} ms · ${name} ${exact(sample.value)} B`,
  });
  return {
    id: `window-${stream}`,
    caption,
    description: say(`at most ${exact(peak)} bytes in flight`, `在途字节最多 ${exact(peak)}`),
    whole: wholeView(samples.fromMs, samples.toMs, Math.max(1, highest(samples.window), peak)),
    draw: (view, clip) =>
      drawChart(
        { title: caption, xTitle: timeTitle(say), yTitle: say('bytes', '字节'), view, yTick: byteTick, legend, clip },
        (scales) => [
          ...curve(
            inView(samples.window, view),
            scales,
            { stroke: COLOR[other], 'stroke-width': 1.6, 'stroke-dasharray': '5 3', class: `fig-${other}-stroke` },
            true,
          ),
          ...curve(
            inView(samples.inFlight, view),
            scales,
            { stroke: COLOR[side], 'stroke-width': 1.8, class: `fig-${side}-stroke` },
            true,
          ),
        ],
      ),
    points: (): ChartPoint[] =>
      [
        ...samples.window.map(point(say('window', '窗口'))),
        ...samples.inFlight.map(point(say('in flight', '在途'))),
      ].sort((a, b) => a.ms - b.ms),
  };
}
