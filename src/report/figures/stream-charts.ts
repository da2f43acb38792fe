/** The curves of one connection: time-sequence, round-trip time, throughput, window and bytes in flight. */
import type { Language } from '../../base/language.ts';
import { type PacketTable, rowsOfStream } from '../packets/table.ts';
import type { Drawn } from './chart.ts';
import { roundTripChart } from './round-trip-chart.ts';
import { sampleStream } from './samples.ts';
import { sequenceChart } from './sequence-chart.ts';
import type { Say, StreamChart } from './stream-chart.ts';
import { throughputChart } from './throughput-chart.ts';
import { windowChart } from './window-chart.ts';

export interface StreamChartsInput {
  readonly table: PacketTable;
  readonly stream: number;
  readonly language: Language;
}

/** None where the connection carried no data. */
export function streamCharts({ table, stream, language }: StreamChartsInput): StreamChart[] {
  const samples = sampleStream(rowsOfStream(table, stream));
  const say: Say = (english, chinese) => (language === 'zh' ? chinese : english);
  if (samples.segments.length === 0) return [];
  const source = { samples, stream, say };
  return [
    sequenceChart(source),
    ...(samples.rtts.length > 0 ? [roundTripChart(source)] : []),
    throughputChart(source),
    windowChart(source),
  ];
}

/** A chart as a figure of the report. */
export interface StreamFigure extends Drawn {
  readonly id: string;
  readonly caption: string;
  readonly description: string;
}

export function streamFigures(input: StreamChartsInput): StreamFigure[] {
  return streamCharts(input).map((chart) => ({
    id: chart.id,
    caption: chart.caption,
    description: chart.description,
    ...chart.draw(chart.whole, null),
  }));
}
