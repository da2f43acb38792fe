/** Round-trip times: one point for each segment whose acknowledgment tells one. */
import { measured } from '../number.ts';
import { drawChart, plainTick, wholeView } from './chart.ts';
import { dash, inView, meanLine, rung } from './chart-marks.ts';
import { type ChartSource, type StreamChart, senderName, timeTitle } from './stream-chart.ts';
import { at, COLOR, element } from './svg.ts';

export function roundTripChart(source: ChartSource): StreamChart {
  const { samples, stream, say } = source;
  const caption = say(
    `Round-trip times of tcp.stream ${stream}, data from the ${senderName(source)}`,
    `tcp.stream ${stream} 的往返时间（${senderName(source)}发送的数据）`,
  );
  const mean = samples.rtts.reduce((sum, { value }) => sum + value, 0) / samples.rtts.length;
  const most = samples.rtts.reduce((highest, { value }) => Math.max(highest, value), 0);
  const point = { r: 3.2, fill: COLOR.server, class: 'fig-server' };
  const legend = [
    { text: say('one acknowledgment', '一次确认'), mark: element('circle', { cx: 9, cy: 0, ...point }) },
    {
      text: say(`mean ${measured(mean)} ms`, `平均 ${measured(mean)} ms`),
      mark: dash(COLOR.mark, 'mark', '6 4'),
    },
  ];
  return {
    id: `rtt-${stream}`,
    caption,
    description: say(
      `${samples.rtts.length} samples, mean ${measured(mean)} ms`,
      `${samples.rtts.length} 个样本，平均 ${measured(mean)} ms`,
    ),
    whole: wholeView(samples.fromMs, samples.toMs, most),
    draw: (view, clip) =>
      drawChart(
        { title: caption, xTitle: timeTitle(say), yTitle: 'RTT (ms)', view, yTick: plainTick, legend, clip },
        (scales) => [
          meanLine(mean, view, scales),
          ...inView(samples.rtts, view).map(({ ms, value, frame }) =>
            rung(frame, element('circle', { cx: at(scales.x(ms)), cy: at(scales.y(value)), ...point })),
          ),
        ],
      ),
    points: () =>
      samples.rtts.map((sample) => ({
        ...sample,
        text: `#${sample.frame} · ${measured(sample.ms)} ms · RTT ${measured(sample.value)} ms`,
      })),
  };
}
