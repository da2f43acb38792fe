import { expect, test } from 'vitest';
import { CommandQueue, MAX_PENDING_COMMANDS } from '../../../../src/analyzer/apps/command-queue.ts';
import { Notes } from '../../../../src/analyzer/apps/notes.ts';

/**
 * `>3 A`: command A in frame 3. `<4`: a reply in frame 4, which settles what it answers; `<4 BC`: one that only B or C can
 * have. `gap client`, `gap server`: bytes of that side are missing. Returns what each reply answered, `-` for nothing.
 */
function answered(fromStart: boolean, script: string): string {
  const queue = new CommandQueue<string>(fromStart, new Notes());
  const answers: string[] = [];
  for (const step of script.split(', ')) {
    const [what = '', more = ''] = step.split(' ');
    const frame = Number(what.slice(1));
    if (what === 'gap') queue.gap(more === 'server');
    else if (what.startsWith('>')) queue.push(more, frame);
    else {
      const command = queue.match(frame, (candidate) => more === '' || more.includes(candidate));
      if (command !== undefined) queue.settle();
      answers.push(command ?? '-');
    }
  }
  return answers.join(' ');
}

test.each([
  ['in step: first in, first out', true, '>1 A, >2 B, <3, <4', 'A B'],
  ['in step, nothing waits: nobody’s', true, '<1, >2 A, <3', '- A'],
  ['in step, a reply that was stored before its command: the command’s all the same', true, '>5 A, <4', 'A'],
  ['in step, a code that does not suit: the server knows better', true, '>1 A, >2 B, <3 B', 'A'],
  ['late start, replies to what was not captured: nobody’s, as often as they come', false, '>3 A, <1, <2, <4', '- - A'],
  ['late start, a code that does not suit: the command is passed over', false, '>1 A, >2 B, <3 B', 'B'],
  [
    'late start, no command before the reply suits: one that came later waits for its own',
    false,
    '>1 A, >5 B, <3 C, <6',
    '- B',
  ],
  ['late start, once in step: the codes are not asked about any more', false, '>1 A, <2, >3 B, >4 C, <5 C', 'A B'],
  [
    'client’s bytes missing, reply to the lost command: not the next command’s',
    true,
    '>1 A, <2, gap client, >5 B, <4, <6',
    'A - B',
  ],
  [
    'client’s bytes missing: what the server had spoken after has had its replies',
    true,
    '>1 A, >2 B, <3, gap client, >4 C, <5',
    'A C',
  ],
  [
    'client’s bytes missing, in step again: a reply stored early is the command’s',
    true,
    '>1 A, gap client, <2, >5 B, <4',
    'A B',
  ],
  ['server’s bytes missing: the reply is the last command’s before it', true, '>1 A, >2 B, >3 C, gap server, <4', 'C'],
  [
    'server’s bytes missing: a command after the reply is not meant',
    true,
    '>1 A, >2 B, >5 C, gap server, <4, <6',
    'B C',
  ],
  ['server’s bytes missing, a group in one segment: its first', true, '>1 A, >2 B, >2 C, gap server, <3, <4', 'B C'],
  ['server’s bytes missing, no command yet: nobody’s', true, 'gap server, <1, >2 A, <3', '- A'],
  [
    'both in turn: the second time the client’s loss is what counts',
    true,
    '>1 A, gap server, <2, >3 B, >4 C, gap client, <5',
    'A B',
  ],
] as const)('%s', (_, fromStart, script, answers) => {
  expect(answered(fromStart, script)).toBe(answers);
});

test('more commands than may wait: the oldest is let go, and counted', () => {
  const notes = new Notes();
  const queue = new CommandQueue<number>(true, notes);
  for (let n = 0; n < MAX_PENDING_COMMANDS; n++) queue.push(n, n);
  expect(notes.list()).toEqual([]);
  queue.push(-1, 5000);
  queue.push(-2, 5001);
  expect([queue.length, queue.match(5002, () => true)]).toEqual([4096, 2]);
  expect(notes.list()).toEqual(['commands-unanswered=2']);
});
