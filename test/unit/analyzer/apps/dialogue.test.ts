import { expect, test } from 'vitest';
import { Dialogue, newDialogueBudget } from '../../../../src/analyzer/apps/dialogue.ts';
import { Notes } from '../../../../src/analyzer/apps/notes.ts';

const at = (frame: number) => ({ frame, seconds: 1_700_000_000, nanoseconds: 7 });

function started(budget = newDialogueBudget()) {
  const notes = new Notes();
  return { dialogue: new Dialogue(budget, notes), notes };
}

test('heard in another order than sent: listed as on the wire, in one frame as heard', () => {
  const { dialogue } = started();
  dialogue.add('client', 'command', 'late', [9], at(9));
  dialogue.gap('server', 12, at(4));
  dialogue.add('server', 'reply', 'early', [3, 4], at(3));
  dialogue.add('client', 'command', 'same', [9], at(9));
  expect(dialogue.entries()).toEqual([
    { direction: 'server', kind: 'reply', text: 'early', frames: [3, 4], time: '1700000000.000000007' },
    { direction: 'server', kind: 'gap', text: '12', frames: [4], time: '1700000000.000000007' },
    { direction: 'client', kind: 'command', text: 'late', frames: [9], time: '1700000000.000000007' },
    { direction: 'client', kind: 'command', text: 'same', frames: [9], time: '1700000000.000000007' },
  ]);
});

test('a line of base64: what it says stands beside it, where it says something', () => {
  const { dialogue } = started();
  dialogue.addDecoded('client', 'command', { text: 'dQ==', frames: [1], at: at(1) }, 'u');
  dialogue.addDecoded('client', 'command', { text: '//8=', frames: [2], at: at(2) }, null);
  expect(dialogue.entries().map(({ text, decoded }) => [text, decoded])).toEqual([
    ['dQ==', 'u'],
    ['//8=', undefined],
  ]);
});

test('a line of base64 that is not listed any more: what it says goes to no other line', () => {
  const { dialogue, notes } = started({ entries: 1, characters: 100 });
  dialogue.add('client', 'command', 'QUIT', [1], at(1));
  dialogue.addDecoded('client', 'command', { text: 'dQ==', frames: [2], at: at(2) }, 'u');
  expect(dialogue.entries()).toMatchObject([{ text: 'QUIT' }]);
  expect(dialogue.entries()[0]).not.toHaveProperty('decoded');
  expect(notes.list()).toEqual(['dialogue-cut=1']);
});

test.each([
  ['entries of one session', 20_000, newDialogueBudget(), 1],
  ['entries of all sessions', 3, { entries: 3, characters: 1000 }, 1],
  ['characters of all sessions', 3, { entries: 1000, characters: 30 }, 10],
  ['characters of one session', 4, newDialogueBudget(), 1024 * 1024],
])('%s: as many as there is room for, the others counted', (_, fitting, budget, length) => {
  const { dialogue, notes } = started(budget);
  const text = 'x'.repeat(length);
  for (let n = 0; n < fitting; n++) dialogue.add('client', 'command', text, [n], at(n));
  expect(notes.list()).toEqual([]);
  dialogue.add('client', 'command', text, [1], at(1));
  dialogue.add('client', 'command', text, [1], at(1));
  expect(dialogue.entries()).toHaveLength(fitting);
  expect(notes.list()).toEqual(['dialogue-cut=2']);
});

test('two sessions: what one has spent, the other lacks', () => {
  const budget = { entries: 2, characters: 10 };
  const first = started(budget).dialogue;
  const second = started(budget).dialogue;
  first.add('client', 'command', '12345678', [1], at(1));
  second.add('client', 'command', '123', [2], at(2));
  second.add('client', 'command', '12', [3], at(3));
  first.add('client', 'command', '', [4], at(4));
  expect([first.entries().length, second.entries().length]).toEqual([1, 1]);
  expect(budget).toEqual({ entries: 0, characters: 0 });
});
