import { describe, expect, it } from 'vitest';
import { evaluateChecks } from '../../../../src/lab/evaluate.ts';
import type { CheckPlan, Expectation, LabPlan, Selection } from '../../../../src/lab/plan.ts';
import { ANALYSIS } from './small-analysis.ts';

function check(selection: Selection, expectation: Expectation) {
  const plan: CheckPlan = { id: 'c', title: { en: 'C', zh: '检' }, ...selection, expect: expectation };
  return evaluateChecks({ checks: [plan] } as unknown as LabPlan, ANALYSIS)[0]!;
}

const HOLDS: { what: string; selection: Selection; expectation: Expectation }[] = [
  { what: 'count', selection: { select: 'connections[*]' }, expectation: { count: 2 } },
  { what: 'at least', selection: { select: 'connections[*]' }, expectation: { atLeast: 1 } },
  { what: 'every', selection: { select: 'connections[*]' }, expectation: { every: { 'handshake.kind': 'three-way' } } },
  { what: 'some', selection: { select: 'connections[*]' }, expectation: { some: { 'teardown.kind': 'reset' } } },
  { what: 'equals, of one', selection: { select: 'connections[0].id' }, expectation: { equals: 0 } },
  { what: 'equals, of a list', selection: { select: 'connections[*].id' }, expectation: { equals: [0, 1] } },
  {
    what: 'alternatives',
    selection: { select: 'connections[*]' },
    expectation: { every: { 'teardown.kind': ['reset', 'four-segment'] } },
  },
  {
    what: 'comparisons',
    selection: { select: 'connections[*]', where: { 'bytes.client': { atLeast: 1000, atMost: 3000 } } },
    expectation: { equals: [ANALYSIS.connections[1]!] as never },
  },
  { what: 'not', selection: { select: 'connections[*]', where: { id: { not: [1, 2] } } }, expectation: { count: 1 } },
  {
    what: 'starts with',
    selection: { select: 'apps.ftp[*].refused[*]', where: { command: [{ startsWith: 'MK' }, { startsWith: 'DE' }] } },
    expectation: { count: 1 },
  },
  {
    what: 'any of the values at a path',
    selection: { select: 'apps.ftp[*]', where: { 'transfers[*].kind': 'upload' } },
    expectation: { count: 1 },
  },
  {
    what: 'an absent count',
    selection: { select: 'connections[*]', where: { 'analysis.retransmission': 0 } },
    expectation: { count: 2 },
  },
  {
    what: 'a nested object',
    selection: { select: 'connections[*]', where: { handshake: { kind: 'three-way' } } },
    expectation: { count: 2 },
  },
  {
    what: 'what encloses',
    selection: { select: 'apps.ftp[*].transfers[*]', where: { 'up.connection': 0 } },
    expectation: { count: 2 },
  },
  {
    what: 'follow: the thing at the other end, where there is one',
    selection: {
      select: 'apps.ftp[*].transfers[*]',
      follow: { to: 'connections[*]', by: 'id', from: 'dataConnection' },
    },
    expectation: { every: { id: 1, 'of.name': 'a.txt' } },
  },
  { what: 'at least as many as there are', selection: { select: 'connections[*]' }, expectation: { atLeast: 2 } },
  { what: 'take', selection: { select: 'connections[*].id', take: 1 }, expectation: { equals: [0] } },
];

const FAILS: { what: string; selection: Selection; expectation: Expectation; detail: string; zh?: string }[] = [
  {
    what: 'a wrong count',
    selection: { select: 'connections[*]' },
    expectation: { count: 3 },
    detail: 'found 2 connections, expected 3',
    zh: '找到 2 条连接，期望 3 条',
  },
  {
    what: 'fewer than at least so many',
    selection: { select: 'connections[*]' },
    expectation: { atLeast: 3 },
    detail: 'found 2 connections, expected at least 3',
    zh: '找到 2 条连接，期望至少 3 条',
  },
  {
    what: 'every, but there is none',
    selection: { select: 'apps.smtp[*]' },
    expectation: { every: {} },
    detail: 'found no SMTP sessions',
    zh: '找到 0 个 SMTP 会话',
  },
  {
    what: 'one that differs',
    selection: { select: 'connections[*]' },
    expectation: { every: { 'teardown.kind': 'four-segment' } },
    detail: '1 of 2 connections differs: teardown.kind = reset (≠ four-segment)',
    zh: '2 条连接中有 1 条不符：teardown.kind = reset (≠ four-segment)',
  },
  {
    what: 'an unequal value',
    selection: { select: 'connections[0].id' },
    expectation: { equals: 5 },
    detail: 'found 0, expected 5',
  },
  {
    what: 'none of some',
    selection: { select: 'connections[*]' },
    expectation: { some: { 'teardown.kind': 'open' } },
    detail: '0 of 2 connections match',
    zh: '2 条连接中有 0 条符合',
  },
];

describe('evaluateChecks', () => {
  it.each(HOLDS)('$what: the check holds', ({ selection, expectation }) => {
    const row = check(selection, expectation);
    expect(row.detail.en).not.toBe('');
    expect(row.held).toBe(true);
  });

  it.each(FAILS)('$what: the check fails and says why', ({ selection, expectation, detail, zh }) => {
    const row = check(selection, expectation);
    expect(row.held).toBe(false);
    expect(row.detail.en).toBe(detail);
    if (zh === undefined) expect(row.detail.zh).not.toBe('');
    else expect(row.detail.zh).toBe(zh);
  });

  it.each([
    ['connections[*]', 'true of all 2 connections', '2 条连接全部符合'],
    ['connections[0]', 'true of 1 connection', '1 条连接符合'],
  ])('every of %s: what holds is counted', (selected, en, zh) => {
    expect(check({ select: selected }, { every: { id: { atLeast: 0 } } }).detail).toEqual({ en, zh });
  });

  it('evidence: frames of the things that prove it, without counts and gaps', () => {
    const selection = { select: 'connections[*]', evidence: ['handshake.frames', 'frames'] };
    expect(check(selection, { count: 2 }).frames).toEqual([1, 2, 8, 9, 10, 15, 20]);
    expect(check({ select: 'apps.ftp[*].refused[*]' }, { count: 1 }).frames).toEqual([16, 17]);
  });

  it.each([null, 7, 'text', [], {}])('an analysis that is %j: selects nothing and does not throw', (analysis) => {
    const plan: CheckPlan = { id: 'c', title: { en: '', zh: '' }, select: 'connections[*].id', expect: { atLeast: 1 } };
    expect(evaluateChecks({ checks: [plan] } as unknown as LabPlan, analysis)[0]!.held).toBe(false);
  });
});
