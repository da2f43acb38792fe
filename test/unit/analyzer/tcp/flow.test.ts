import { expect, test } from 'vitest';
import { Flows } from '../../../../src/analyzer/tcp/flow.ts';
import { FlowRows } from '../../../../src/analyzer/tcp/flow-rows.ts';

/** More than there is room for at first, and than the first time that there is more. */
const MANY = 5000;

/** All numbers of a row. */
function contents({ sides, sideDoubles, facts, flows, flowDoubles }: FlowRows, row: number, of: number): number[][] {
  const part = (columns: Int32Array | Float64Array, share: number): number[] => [
    ...columns.subarray(row * share, (row + 1) * share),
  ];
  return [sides, sideDoubles, facts, flows, flowDoubles].map((columns) => part(columns, columns.length / of));
}

test('a row that was used, then cleared: as new, and its neighbours as they were', () => {
  const flows = new Flows(new FlowRows());
  const [before, used, after, fresh] = [flows.add(), flows.add(), flows.add(), flows.add()];
  const { rows } = flows;
  for (const columns of [rows.sides, rows.sideDoubles, rows.facts, rows.flows, rows.flowDoubles]) {
    columns.fill(77, 0, (columns.length / 64) * 3);
  }
  const view = flows.view(used);
  view.replaced = true;
  flows.clear(used);
  expect(contents(rows, used, 64)).toEqual(contents(rows, fresh, 64));
  expect(contents(rows, before, 64)).toEqual(contents(rows, after, 64));
  expect(contents(rows, before, 64)[0]!.every((number) => number === 77)).toBe(true);
  expect(flows.view(used)).not.toBe(view);
  expect(flows.view(used).replaced).toBe(false);
});

test('more rows than there was room for: each has its own numbers', () => {
  const flows = new Flows(new FlowRows());
  for (let row = 0; row < MANY; row++) {
    expect(flows.add()).toBe(row);
    flows.view(row).client = row % 2;
    flows.view(row).low.bytes = row + 0.5;
    flows.view(row).high.missing = row + 0.25;
  }
  for (const row of [0, 63, 64, 1023, 1024, MANY - 1]) {
    const flow = flows.view(row);
    expect([flow.client, flow.low.bytes, flow.high.bytes, flow.high.missing]).toEqual([
      row % 2,
      row + 0.5,
      0,
      row + 0.25,
    ]);
    expect([flow.low.minWindow, flow.high.windowShift]).toEqual([-1, -1]);
  }
});

test('a glance: the own view where there is one, else one that shows what was looked at last', () => {
  const flows = new Flows(new FlowRows());
  const rows = [flows.add(), flows.add(), flows.add()];
  for (const row of rows) flows.rows.flows[row * (flows.rows.flows.length / 64)] = 1000 + row;
  const own = flows.view(1);
  expect(flows.glance(1)).toBe(own);
  expect(flows.glance(0).lowWord).toBe(1000);
  expect(flows.glance(2).lowWord).toBe(1002);
  expect(flows.glance(2).high.index).toBe(1);
  expect([...flows.viewed()]).toEqual([own]);
});
