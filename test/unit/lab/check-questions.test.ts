import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { analysisSchema } from '../../../src/analyzer/model.ts';
import { LabFileError } from '../../../src/base/errors.ts';
import ANALYSIS_PATHS from '../../../src/lab/analysis-paths.json' with { type: 'json' };
import { parseLab } from '../../../src/lab/parse.ts';
import { pathsOf } from '../../../src/lab/schema-paths.ts';
import { SMALL_LAB } from './small-lab.ts';

interface Parts {
  from?: string;
  opening?: string;
  answer?: string;
  filter?: string;
}

/** What parsing says of the small lab with this question, without the file's name. */
function refusalOf({ from, opening, answer, filter }: Parts): string {
  const question = `questions:
  - id: q
    question: { en: Who?, zh: 谁？ }
    otherwise: { en: Nobody., zh: 没有人。 }
    from: ${from ?? "{ select: 'apps.ftp[*].credentials[*]' }"}
    opening: { zh: 有, en: ${JSON.stringify(opening ?? 'Some')} }
    answer: { zh: 有, en: ${JSON.stringify(answer ?? 'Yes')} }
    filter: ${JSON.stringify(filter ?? 'tcp')}
variants:`;
  return messageFor(SMALL_LAB.replace('variants:', () => question));
}

function messageFor(text: string): string {
  try {
    parseLab(text, 'lab.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(LabFileError);
    return (error as LabFileError).message;
  }
  return 'accepted';
}

const CONNECTION = "{ select: 'apps.ftp[*]', follow: { to: 'connections[*]', by: id, from: connection } }";

describe('templates and paths of questions', () => {
  it.each<[string, Parts, string]>([
    [
      'a slot that is not closed',
      { answer: '{{user, frames {{frames}}' },
      'lab.yaml:36:26: expected a }} for each {{, found "{{user, frames " (questions[0].answer.en)',
    ],
    [
      'a slot that is not opened',
      { answer: 'user}} came' },
      'lab.yaml:36:26: expected a }} for each {{, found "user}}" (questions[0].answer.en)',
    ],
    [
      'an unknown format',
      { filter: '{{frames | framez}}' },
      'lab.yaml:37:13: expected one of word, ms, sum, count, floor, ceil, seq, host, cited, frames after |, found {{frames | framez}}, did you mean "frames"? (questions[0].filter)',
    ],
    [
      'two formats',
      { answer: '{{frames | sum | ms}}' },
      'expected at most one | in {{…}}, found {{frames | sum | ms}}',
    ],
    ['an empty slot', { answer: '{{ }}' }, 'expected a path or a number, found {{ }} (questions[0].answer.en)'],
    [
      'half a sum',
      { answer: '{{frames + }}' },
      'expected a path such as teardown.kind, found "frames +" in {{frames + }}',
    ],
    [
      'an unknown path',
      { answer: '{{usr}}' },
      'in apps.ftp[*].credentials[*], found "usr", did you mean "user"? in {{usr}} (questions[0].answer.en)',
    ],
    [
      'a path that is none',
      { answer: '{{user[}}' },
      'expected a path such as teardown.kind, found "user[" in {{user[}}',
    ],
    ['a path beyond a text', { answer: '{{user.name}}' }, 'expected nothing after apps.ftp[*].credentials[*].user'],
    [
      'an element of what is no list',
      { answer: '{{user[0]}}' },
      'expected no [ ] after apps.ftp[*].credentials[*].user',
    ],
    ['`of` where nothing was followed', { answer: '{{of.user}}' }, 'found "of.user" in {{of.user}}'],
    [
      'an opening that asks one thing',
      { opening: '{{user}}' },
      'expected [*], [0] or .length after the selected things',
    ],
    [
      'an unknown select',
      { from: "{ select: 'apps.ftq[*].credentials' }" },
      'lab.yaml:34:21: expected one of ftp, smtp, pop3 in apps, found "apps.ftq[*].credentials", did you mean "ftp"? (questions[0].from.select)',
    ],
    [
      'a list without [*]',
      { from: '{ select: apps.ftp.credentials }' },
      'lab.yaml:34:21: expected [*], [0] or .length after apps.ftp, found "apps.ftp.credentials"',
    ],
    [
      'an unknown where',
      { from: "{ select: 'connections[*]', where: { teardown.kid: reset } }" },
      'lab.yaml:34:48: expected one of kind, ',
    ],
    [
      'an unknown property deeper in where',
      { from: "{ select: 'connections[*]', where: { teardown: { kid: reset } } }" },
      'found "kid", did you mean "kind"? (questions[0].from.where.teardown.kid)',
    ],
    [
      'unknown evidence',
      { from: "{ select: 'connections[*]', evidence: [handshake.frame] }" },
      'found "handshake.frame", did you mean "frames"? (questions[0].from.evidence[0])',
    ],
    [
      'an unknown property to follow from',
      { from: CONNECTION.replace('from: connection', 'from: conection') },
      'found "conection", did you mean "connection"? (questions[0].from.follow.from)',
    ],
    [
      'an unknown property to follow by',
      { from: CONNECTION.replace('by: id', 'by: ident') },
      '(questions[0].from.follow.by)',
    ],
    [
      'an unknown list to follow to',
      { from: CONNECTION.replace('connections[*]', 'connection[*]') },
      'found "connection[*]", did you mean "connections"? (questions[0].from.follow.to)',
    ],
  ])('%s: is refused with its place and what was expected', (_, parts, message) => {
    expect(refusalOf(parts)).toContain(message);
  });

  it('an unknown path in what a check expects: is refused', () => {
    const text = SMALL_LAB.replace('expect: { count: 1 }', 'expect: { every: { teardown.kid: reset } }');
    expect(messageFor(text)).toMatch(
      /^lab\.yaml:29:24: expected one of kind, .*\(checks\[0\]\.expect\.every\.teardown\.kid\)$/,
    );
  });

  it.each<[string, Parts]>([
    ['plain paths', { answer: '{{user}} {{frames | count}} {{up.connection}}' }],
    ['the number of selected things', { opening: '{{length}}: {{[*].user}}' }],
    [
      'a sum, and an endpoint by its name',
      { from: CONNECTION, answer: '{{bytes.client + 1}} {{(teardown.initiator) | host}}' },
    ],
    ['what was followed', { from: CONNECTION, answer: '{{of.banner}}' }],
    ['a mapping with names of any kind', { from: CONNECTION, answer: '{{analysis.retransmission}}' }],
    ['braces of a display filter', { filter: 'frame.number in {1, {{frames[0]}}}' }],
  ])('%s: are accepted', (_, parts) => {
    expect(refusalOf(parts)).toBe('accepted');
  });
});

describe('ANALYSIS_PATHS', () => {
  it('the analysis’ schema: is what they were made from', () => {
    expect(ANALYSIS_PATHS).toEqual(pathsOf(z.toJSONSchema(analysisSchema) as Parameters<typeof pathsOf>[0]));
  });
});
