/** Looking closer at a curve: which part of it is shown. */
import { describe, expect, test } from 'vitest';
import { byteTick, PLOT, plainTick, roundTicks } from '../../../src/report/figures/chart.ts';
import { streamCharts } from '../../../src/report/figures/stream-charts.ts';
import { moved, zoomedAround, zoomedTo } from '../../../src/report/html/app/chart-zoom.ts';
import { sampleLab } from './sample-lab.ts';

const WHOLE = { xMin: 10, xMax: 110, yMin: 0, yMax: 1000 };
const MIDDLE = (PLOT.left + PLOT.right) / 2;

describe('zoom', () => {
  test('closer around a place: the place stays where it was', () => {
    expect(zoomedAround(WHOLE, WHOLE, 0.5, { x: 35, y: 0 })).toEqual({ ...WHOLE, xMin: 22.5, xMax: 72.5 });
  });

  test('out again further than everything: the whole itself', () => {
    const closer = zoomedAround(WHOLE, WHOLE, 0.1);
    expect(zoomedAround(closer, WHOLE, 100)).toBe(WHOLE);
  });

  test('closer without end: stops before numbers fail', () => {
    let view = WHOLE;
    for (let i = 0; i < 200; i++) view = { ...zoomedAround(view, WHOLE, 0.5) };
    expect(view.xMax - view.xMin).toBeCloseTo(0.001, 9);
  });

  test('a flat drag over the right half: half of the time, all values', () => {
    expect(zoomedTo(WHOLE, WHOLE, { x: MIDDLE, y: 100 }, { x: PLOT.right + 50, y: 105 })).toEqual({
      ...WHOLE,
      xMin: 60,
    });
  });

  test('a drag upwards and to the left: the rectangle between its corners', () => {
    const view = zoomedTo(WHOLE, WHOLE, { x: MIDDLE, y: PLOT.bottom }, { x: PLOT.left, y: PLOT.top });
    expect(view).toEqual({ ...WHOLE, xMax: 60 });
  });

  test('a drag without width: nothing changes', () => {
    expect(zoomedTo(WHOLE, WHOLE, { x: MIDDLE, y: 60 }, { x: MIDDLE, y: 200 })).toBe(WHOLE);
  });

  test('moved beyond the end: stops there', () => {
    const closer = zoomedAround(WHOLE, WHOLE, 0.2);
    expect(moved(closer, WHOLE, 1000)).toMatchObject({ xMin: 90, xMax: 110 });
  });
});

describe('ticks', () => {
  test('ticks of a small step: each has as many decimals as the step needs', () => {
    expect(roundTicks(2.68, 2.58).map((value) => plainTick(value, 0.02))).toEqual([
      '2.58',
      '2.60',
      '2.62',
      '2.64',
      '2.66',
      '2.68',
    ]);
    expect([0, 20_000, 40_000].map((value) => byteTick(value, 20_000))).toEqual(['0', '20 kB', '40 kB']);
    expect(byteTick(2_500_000, 500_000)).toBe('2.5 MB');
  });
});

describe('the curves of a connection', () => {
  const lab = sampleLab();
  const charts = streamCharts({ table: lab.packets, stream: 1, language: 'en' });

  test('every point: in the order of time, within the whole view, and of this connection', () => {
    expect(charts.map(({ id }) => id)).toContain('sequence-1');
    const { stream, frame } = lab.packets.columns;
    const own = new Set([...frame].filter((_, i) => stream[i] === 1));
    for (const { id, whole, points } of charts) {
      const list = points(whole);
      expect(list.length, id).toBeGreaterThan(0);
      for (const [i, point] of list.entries()) {
        expect(own.has(point.frame), `${id} #${point.frame}`).toBe(true);
        expect(point.value).toBeLessThanOrEqual(whole.yMax);
        if (i > 0) expect(point.ms).toBeGreaterThanOrEqual(list[i - 1]!.ms);
      }
    }
  });

  test('drawn in part: the marks are cut off at the plot’s edge, whole: nothing to cut', () => {
    const chart = charts[0]!;
    const text = (view: typeof chart.whole, clip: string | null) => JSON.stringify(chart.draw(view, clip).svg);
    expect(text(zoomedAround(chart.whole, chart.whole, 0.5), 'plot-1')).toContain('url(#plot-1)');
    expect(text(chart.whole, null)).not.toContain('clip');
  });
});
