import { expect, test } from 'vitest';
import { FLOW_NUMBERS, FlowRows } from '../../../../src/analyzer/tcp/flow-rows.ts';
import { NO_FLOW } from '../../../../src/analyzer/tcp/flow-table.ts';
import { FollowedFlows, MAX_UNANSWERED } from '../../../../src/analyzer/tcp/followed-flows.ts';
import { Frame } from '../../../../src/analyzer/wire/frame.ts';
import { FLAG } from '../../../../src/analyzer/wire/tcp.ts';

const CONNECTIONS = 200_000;
/** What is kept, what is opened between two counts, and what ICMP errors alone have named. */
const MOST_ROWS = 65_536;

/** A SYN from one of many addresses. */
function synFrom(index: number): Frame {
  const frame = new Frame();
  frame.ipVersion = 4;
  frame.source3 = index;
  frame.destination3 = 0x0a000001;
  frame.sourcePort = 40_000;
  frame.destinationPort = 80;
  frame.flags = FLAG.syn;
  return frame;
}

test.each([
  ['opened', false],
  ['named by an ICMP error, then opened', true],
])('attempts without end, each %s: rows are used again', (_, quoted) => {
  const rows = new FlowRows();
  const flows = new FollowedFlows(rows, () => undefined);
  for (let index = 0; index < CONNECTIONS; index++) {
    const frame = synFrom(index);
    expect(flows.find(frame)).toBe(NO_FLOW);
    const named = quoted ? flows.quoted(frame) : NO_FLOW;
    const side = flows.open(frame, 0);
    if (quoted) expect(side >> 1).toBe(named);
    expect(flows.find(frame)).toBe(side);
    expect(flows.all.glance(side >> 1).stream).toBe(index);
  }
  expect(flows.list.length).toBeLessThanOrEqual(MAX_UNANSWERED + 5000);
  expect(new Set(flows.list).size).toBe(flows.list.length);
  expect(rows.flows.length / FLOW_NUMBERS).toBeLessThanOrEqual(MOST_ROWS);
});

test('named only, far more than are kept: rows are used again', () => {
  const rows = new FlowRows();
  const flows = new FollowedFlows(rows, () => undefined);
  for (let index = 0; index < CONNECTIONS; index++) {
    const frame = synFrom(index);
    flows.find(frame);
    expect(flows.all.glance(flows.quoted(frame)).stream).toBe(index);
  }
  expect(rows.flows.length / FLOW_NUMBERS).toBeLessThanOrEqual(MOST_ROWS);
});
