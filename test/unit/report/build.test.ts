import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/report/build.ts';
import { statesAlong } from '../../../src/report/figures/states.ts';
import type { Inline, ReportModel, Section } from '../../../src/report/model.ts';
import { rowsOfStream } from '../../../src/report/packets/table.ts';
import { BLACKED_OUT, redact } from '../../../src/report/redact.ts';
import { contextOf, framesFilter } from '../../../src/report/sections/context.ts';
import { arrange } from '../../../src/report/template.ts';
import { NO_OPTIONS, sampleLab } from './sample-lab.ts';

const build = (lab = sampleLab(), language: 'en' | 'zh' = 'en'): ReportModel =>
  buildReport({ ...lab, options: NO_OPTIONS, language });

const flat = (sections: readonly Section[]): Section[] => sections.flatMap((part) => [part, ...flat(part.sections)]);

describe('framesFilter', () => {
  const context = contextOf({ ...sampleLab(), options: NO_OPTIONS, language: 'en' });
  const odd = (count: number) => Array.from({ length: count }, (_, i) => 2 * i + 1);

  test('frames in any order, some twice: each once, runs as ranges', () => {
    expect(framesFilter(context, [9, 3, 4, 5, 4], 'these')).toEqual([
      { kind: 'filter', text: 'frame.number in {3..5, 9}', shows: 'these' },
    ]);
  });

  test('200 ranges: all of them', () => {
    const [block] = framesFilter(context, odd(200), 'these');
    expect(block).toMatchObject({ shows: 'these', text: expect.stringMatching(/, 399\}$/) as string });
  });

  test('more ranges than a filter should have: the first 200, and it says so', () => {
    const [block] = framesFilter(context, odd(300), 'these');
    expect(block).toMatchObject({
      shows: 'these (the first 200 of 300)',
      text: expect.stringMatching(/, 399\}$/) as string,
    });
  });

  test('no frames: no filter', () => {
    expect(framesFilter(context, [], 'these')).toEqual([]);
  });
});

describe('buildReport', () => {
  test('a lab run: holds the sections of the lab document, in order, numbered', () => {
    expect(build().sections.map((part) => `${part.number} ${part.id}`)).toEqual([
      '1 aim',
      '2 environment',
      '3 procedure',
      '4 results',
      '5 analysis',
      '6 answers',
      '7 verify',
      '8 thoughts',
      '9 appendix',
    ]);
  });

  test('a bare capture: no steps, no questions, and still a whole report', () => {
    const ids = flat(build({ ...sampleLab(), manifest: null as never }).sections).map((part) => part.id);
    expect(ids).toEqual(expect.arrayContaining(['aim', 'opening', 'dialogue', 'closing', 'reproduce']));
    expect(ids).not.toContain('procedure');
  });

  test('no opening was captured: the report says so, and shows no other segments as a handshake', () => {
    const lab = sampleLab();
    for (const connection of lab.analysis.connections) {
      const none = { kind: 'not-captured', frames: { syn: null, synAck: null, ack: null }, client: null, server: null };
      Object.assign(connection.handshake, none);
    }
    const opening = flat(build(lab).sections).find((part) => part.id === 'opening')!;
    expect(opening.blocks.map((block) => block.kind)).toEqual(['paragraph', 'paragraph', 'table', 'filter']);
    expect(JSON.stringify(opening.blocks[1])).toContain('No handshake is in this capture');
  });

  test('a capture without TCP: no empty table of connections', () => {
    const lab = sampleLab();
    const { analysis } = lab;
    Object.assign(analysis, { connections: [], findings: [], apps: { ftp: [], smtp: [], pop3: [] } });
    const parts = flat(build({ ...lab, manifest: null as never }).sections);
    for (const id of ['results', 'opening', 'closing']) expect(parts.map((part) => part.id)).not.toContain(id);
    const tables = parts.flatMap((part) => part.blocks.filter((block) => block.kind === 'table'));
    expect(tables.every((block) => block.rows.length > 0)).toBe(true);
  });

  test('a dialogue that began before the capture: in words, not as a code', () => {
    const lab = sampleLab();
    Object.assign(lab.analysis.apps.ftp[0]!, { notes: ['late-start'] });
    const text = JSON.stringify(build(lab, 'zh'));
    expect(text).not.toContain('late-start');
    expect(text).toContain('对话的开头未知');
  });

  test('findings of one kind with different numbers: stand under one heading', () => {
    const lab = sampleLab();
    const [first] = lab.analysis.findings;
    if (first === undefined) throw new Error('the sample has a finding');
    const closed = (initiator: string) => ({
      ...first,
      code: 'teardown-three-segment' as const,
      params: { initiator },
    });
    lab.analysis.findings.splice(0, 1, closed('client'), closed('server'));
    const kinds = flat(build(lab).sections).filter((part) => part.id.startsWith('finding-'));
    expect(kinds).toHaveLength(1);
    expect(kinds[0]!.blocks.filter((block) => block.kind === 'filter')).toHaveLength(2);
  });

  test('many findings of one kind beside one of another: as many as there is room for, and how many there are', () => {
    const lab = sampleLab();
    const [first] = lab.analysis.findings;
    if (first === undefined) throw new Error('the sample has a finding');
    const delayed = (maxDelayMs: number) => ({
      ...first,
      code: 'delayed-ack' as const,
      params: { acks: 2, minDelayMs: 1, maxDelayMs },
    });
    const shown = (count: number) => {
      const many = Array.from({ length: count }, (_, i) => delayed(i + 1));
      lab.analysis.findings.splice(
        0,
        Number.POSITIVE_INFINITY,
        { ...first, code: 'reset' as const, params: {} },
        ...many,
      );
      const kinds = flat(build(lab).sections).filter((part) => part.id.startsWith('finding-'));
      const said = JSON.stringify(flat(build(lab).sections).find(({ id }) => id === 'findings')!.blocks);
      return { filters: kinds.map(({ blocks }) => blocks.filter(({ kind }) => kind === 'filter').length), said };
    };
    expect(shown(59).filters).toEqual([1, 59]);
    expect(shown(59).said).not.toContain('analysis.json');
    expect(shown(80).filters).toEqual([1, 59]);
    expect(shown(80).said).toContain('Of 81 findings, 60 are shown here');
  });

  test('both languages: the same sections with the same blocks', () => {
    const shape = (model: ReportModel) => flat(model.sections).map((part) => [part.id, part.blocks.map((b) => b.kind)]);
    expect(shape(build(sampleLab(), 'zh'))).toEqual(shape(build()));
  });

  test('section ids: are unique', () => {
    const ids = flat(build().sections).map((part) => part.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('dropped packets: the report opens with their number and does not claim to be whole', () => {
    const lab = sampleLab();
    lab.analysis.capture.dropped = 12;
    const { completeness } = build(lab);
    expect(completeness.tone).toBe('warning');
    expect(JSON.stringify(completeness.text)).toContain('lost 12 packets');
  });

  test('a refused command: stands beside the same command when it still worked', () => {
    const rules = flat(build().sections).find((part) => part.id === 'command-rules')!;
    const [row] = rules.blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []));
    const text = row!.map((cell) =>
      cell.map((i: Inline) => (typeof i === 'string' ? i : 'text' in i ? i.text : '')).join(''),
    );
    expect(text[0]).toBe('DELE new.txt');
    expect(text[1]).toContain('250 deleted');
    expect(text[2]).toContain('550 not allowed here');
  });
});

describe('states along a connection', () => {
  test('opened and closed by the server: ends where the analysis says', () => {
    const lab = sampleLab();
    for (const { id, teardown } of lab.analysis.connections) {
      expect(statesAlong(rowsOfStream(lab.packets, id)).at(-1)).toEqual(teardown.states);
    }
  });
});

describe('redact', () => {
  test('a password: is in no text and in no packet, what stood beside it stays', () => {
    const lab = sampleLab();
    const { analysis, manifest, packets } = redact(lab);
    expect(JSON.stringify([analysis, manifest])).not.toContain('Secret-42');
    expect(analysis.apps.ftp[0]!.credentials[0]!.password).toBe(BLACKED_OUT);
    const bytes = Buffer.from(packets.bytes).toString('latin1');
    expect(bytes).not.toContain('Secret-42');
    expect(bytes).toContain('PASS *********\r\n');
    expect(Buffer.from(lab.packets.bytes).toString('latin1')).toContain('Secret-42');
  });

  test('a short password: goes where it was used, and only there', () => {
    const { analysis, packets } = redact(sampleLab({ password: 'it' }));
    const lines = analysis.apps.ftp[0]!.dialogue.map((entry) => entry.text);
    expect(lines).toContain(`PASS ${BLACKED_OUT}`);
    expect(lines).toContain('150 send it');
    expect(Buffer.from(packets.bytes).toString('latin1')).not.toContain('PASS it');
  });
});

describe('template', () => {
  test('a skeleton: sections in its order, with the teacher’s own text and questions', () => {
    const text =
      '# My course\n\nRead **this** first.\n\n{{closing}}\n\n## Question\n\n{{blank 3}}\n\n{{mail}}\n\n# End\n\n{{appendix}}\n';
    const model = arrange(build(), text, 'report.md');
    expect(model.sections.map((part) => part.title)).toEqual(['My course', 'End']);
    expect(
      flat(model.sections)
        .map((part) => `${part.number} ${part.id}`)
        .slice(0, 4),
    ).toEqual(['1 own-1', '1.1 closing', '1.2 own-2', '2 own-3']);
  });

  test.each([
    ['twice', '{{closing}}\n\n{{closing}}\n', /^r\.md:3: .*'closing'/],
    ['alone and within another', '{{results}}\n\n# More\n\n{{closing}}\n', /^r\.md:5: .*'closing'/],
    ['in the middle of a text', 'see {{closing}} here\n', /^r\.md:1: .*line of its own/],
    ['as lines that are no number', 'first\nsecond {{blank x}}\n', /^r\.md:2: .*line of its own/],
  ])('a section named %s: refused with file and line', (_, text, message) => {
    expect(() => arrange(build(), text, 'r.md')).toThrow(message);
  });

  test('fenced code that shows a placeholder: stays code', () => {
    const model = arrange(build(), '```\n{{closing}}\n```\n', 'r.md');
    expect(model.sections[0]!.blocks).toMatchObject([{ kind: 'code', text: '{{closing}}' }]);
  });

  test('a section that does not exist: refused with file and line', () => {
    expect(() => arrange(build(), 'text\n\n{{closingg}}\n', 'lab/report.md')).toThrow(/^lab\/report\.md:3: .*closingg/);
  });
});
