import { describe, expect, it } from 'vitest';
import { answerQuestions, evaluateChecks } from '../../../src/lab/evaluate.ts';
import type { CheckPlan, Expectation, LabPlan, QuestionPlan, Selection } from '../../../src/lab/plan.ts';

const ANALYSIS = {
  connections: [
    {
      id: 0,
      client: { name: 'client', address: '10.0.0.2', port: 40_000 },
      server: { name: null, address: '10.0.0.1', port: 21 },
      frames: { first: 1, last: 20, count: 12 },
      handshake: {
        kind: 'three-way',
        frames: { syn: 1, synAck: 2, ack: null },
        client: { isn: 4_294_967_295, sackPermitted: true, timestamps: false },
      },
      teardown: { kind: 'four-segment', initiator: 'server', segments: [{ frame: 18 }, { frame: 19 }, { frame: 20 }] },
      bytes: { client: 40, server: 500 },
      rtt: { handshakeMs: 0.123456 },
      analysis: { duplicate_ack: 2 },
    },
    {
      id: 1,
      client: { name: 'client', address: '10.0.0.2', port: 40_001 },
      server: { name: 'server', address: '10.0.0.1', port: 50_000 },
      frames: { first: 8, last: 15, count: 8 },
      handshake: { kind: 'three-way', frames: { syn: 8, synAck: 9, ack: 10 }, client: { isn: 7 } },
      teardown: { kind: 'reset', initiator: 'client', segments: [{ frame: 15 }] },
      bytes: { client: 3000, server: 0 },
      analysis: {},
    },
  ],
  apps: {
    ftp: [
      {
        connection: 0,
        transfers: [
          { kind: 'listing', name: null, dataConnection: 7, frames: [5] },
          { kind: 'upload', name: 'a.txt', dataConnection: 1, frames: [6, 7] },
        ],
        refused: [{ command: 'DELE', frames: [16, 17] }],
      },
    ],
  },
};

function check(selection: Selection, expectation: Expectation) {
  const plan: CheckPlan = { id: 'c', title: { en: 'C', zh: '检' }, ...selection, expect: expectation };
  return evaluateChecks({ checks: [plan] } as unknown as LabPlan, ANALYSIS)[0]!;
}

function ask(question: Partial<QuestionPlan> & Pick<QuestionPlan, 'from'>) {
  const plan: QuestionPlan = {
    id: 'q',
    section: null,
    question: { en: 'Q?', zh: '问？' },
    opening: null,
    answer: { en: '', zh: '' },
    otherwise: { en: 'none', zh: '无' },
    filter: null,
    otherwiseFilter: null,
    ...question,
  };
  return answerQuestions({ questions: [plan] } as unknown as LabPlan, ANALYSIS)[0]!;
}

/** The English answer of a template filled from the first connection. */
function fill(template: string): string {
  return ask({ from: { select: 'connections[0]' }, answer: { en: template, zh: '' } }).answer.en;
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

const TEMPLATES: [template: string, filled: string][] = [
  ['{{id}} and {{bytes.server}}', '0 and 500'],
  ['{{handshake.client.isn + 1 | seq}}', '0'],
  ['{{bytes.server / bytes.client | ceil}}', '13'],
  ['{{bytes.server / bytes.client - 1 | floor}}', '11'],
  ['{{rtt.handshakeMs | ms}}', '0.123 ms'],
  ['{{teardown.kind | word}}', 'four segments (FIN, ACK, FIN, ACK)'],
  ['{{client | host}} {{server | host}}', 'client 10.0.0.1'],
  ['{{(teardown.initiator) | host}}', '10.0.0.1'],
  ['{{teardown.segments[*].frame}}', '18, 19, 20'],
  ['{{teardown.segments[*].frame | sum}}', '57'],
  ['{{teardown.segments[*].frame | count}}', '3'],
  ['{{teardown.segments.length}}', '3'],
  ['{{client.address.length}}', '8'],
  ['{{bytes.length}}', '—'],
  ['{{handshake.client.sackPermitted | word}}, {{handshake.client.timestamps | word}}', 'yes, no'],
  ['{{teardown.segments[*].frame | frames}}', 'frame.number in {18, 19, 20}'],
  ['{{teardown.segments[*].frame | cited}}', 'frames 18–20'],
  ['{{handshake.frames.syn | cited}}', 'frame 1'],
  ['{{nothing.here | cited}}', '—'],
  ['{{nothing.here}}', '—'],
  ['{{handshake.frames.ack}}', '—'],
  ['{{nothing.here + 1}}', '—'],
  ['{{nothing.here | frames}}', 'frame.number in {0}'],
];

describe('answerQuestions', () => {
  it.each(TEMPLATES)('%s: becomes "%s"', (template, filled) => {
    expect(fill(template)).toBe(filled);
  });

  it('several things selected: an opening, a line for each, both languages, one filter for all', () => {
    const row = ask({
      from: { select: 'connections[*]', evidence: ['handshake.frames.syn'] },
      opening: { en: 'There are {{length}}:', zh: '共 {{length}} 条：' },
      answer: { en: '{{id}}: {{teardown.initiator | word}}', zh: '{{id}}：{{teardown.initiator | word}}' },
      filter: 'tcp.stream == {{id}}',
    });
    expect(row.answer).toEqual({ en: 'There are 2:\n0: server\n1: client', zh: '共 2 条：\n0：服务器\n1：客户端' });
    expect(row.opening).toEqual({ en: 'There are 2:', zh: '共 2 条：' });
    expect(row.items).toEqual([
      { en: '0: server', zh: '0：服务器' },
      { en: '1: client', zh: '1：客户端' },
    ]);
    expect(row.filter).toBe('(tcp.stream == 0) || (tcp.stream == 1)');
    expect(row.frames).toEqual([1, 8]);
  });

  it.each([
    ['that needs nothing of it', 'smtp', 'smtp'],
    ['that is filled from it', 'tcp.stream == {{connection}}', null],
  ])(
    'nothing selected, a filter %s: says so without frames, and shows the filter that shows none',
    (_, filter, shown) => {
      const row = ask({ from: { select: 'apps.smtp[*]' }, answer: { en: 'x', zh: 'x' }, filter });
      expect(row).toMatchObject({ answer: { en: 'none', zh: '无' }, items: [], frames: [], filter: shown });
    },
  );

  it('nothing selected, and a filter for that: is the one given', () => {
    const answer = { en: 'x', zh: 'x' };
    const question = { answer, filter: 'tcp.stream == {{connection}}', otherwiseFilter: 'smtp' };
    expect(ask({ from: { select: 'apps.smtp[*]' }, ...question }).filter).toBe('smtp');
    expect(ask({ from: { select: 'apps.ftp[0]' }, ...question }).filter).toMatch(/^tcp\.stream == \d+$/);
  });
});
