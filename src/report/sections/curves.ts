/** Figures of the connection that carried most: how its data moved in time. */
import { streamFigures } from '../figures/stream-charts.ts';
import type { Section } from '../model.ts';
import { appName, type BuildContext, filterBlock, paragraph, section } from './context.ts';

/** A connection with fewer data segments makes curves that say nothing. */
const FEWEST_SEGMENTS = 3;

export function curvesSection(context: BuildContext): Section | null {
  const { say, analysis, packets, language } = context;
  const busiest = [...analysis.connections].sort(
    (a, b) => b.bytes.client + b.bytes.server - (a.bytes.client + a.bytes.server) || a.id - b.id,
  )[0];
  if (busiest === undefined || busiest.frames.count < FEWEST_SEGMENTS) return null;
  const figures = streamFigures({ table: packets, stream: busiest.id, language });
  if (figures.length === 0) return null;
  const app = appName(busiest.app);
  return section('curves', say('How the data moved', '数据传送过程'), [
    paragraph(
      analysis.connections.length === 1
        ? ''
        : say('Of all connections the one that carried most: ', '传送数据最多的连接：'),
      'tcp.stream ',
      { kind: 'stream', stream: busiest.id },
      say(
        ` (${app}). Wireshark draws the same under Statistics → TCP Stream Graphs.`,
        `（${app}）。Wireshark 的“统计 → TCP 流图形”给出同样的曲线。`,
      ),
    ),
    ...figures.map((figure) => ({ kind: 'figure' as const, ...figure })),
    filterBlock(`tcp.stream == ${busiest.id}`, say('this connection', '这条连接')),
  ]);
}
