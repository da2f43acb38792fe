/** The curves of the report become explorable once the packets are there; on paper they stay as they were drawn. */
import { streamCharts } from '../../figures/stream-charts.ts';
import { ChartExplorer } from './chart-explorer.ts';
import type { Session } from './session.ts';

const CURVE = /^figure-((?:sequence|rtt|throughput|window)-(\d+))$/;

/** Each curve is worked out when it comes near the screen: a long connection takes a moment. */
export function exploreFigures(report: HTMLElement, session: Session, openFrame: (frame: number) => void): void {
  const { table, language, ui } = session;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const match = CURVE.exec(target.id);
        if (!isIntersecting || match === null) continue;
        observer.unobserve(target);
        const charts = streamCharts({ table, stream: Number(match[2]), language });
        const chart = charts.find(({ id }) => id === match[1]);
        const drawing = target.querySelector('.drawing');
        if (chart === undefined || drawing === null) continue;
        drawing.classList.add('printed');
        drawing.after(new ChartExplorer({ chart, ui, openFrame }).element);
      }
    },
    { rootMargin: '400px' },
  );
  for (const figure of report.querySelectorAll('figure[id]')) if (CURVE.test(figure.id)) observer.observe(figure);
}
