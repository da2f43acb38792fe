import { describe, expect, it } from 'vitest';
import { answerQuestions } from '../../../../src/lab/evaluate.ts';
import type { LabPlan, QuestionPlan } from '../../../../src/lab/plan.ts';
import { ANALYSIS } from './small-analysis.ts';

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
