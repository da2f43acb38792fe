import { describe, expect, it } from 'vitest';
import { addBackground } from '../../../src/controller/background.ts';
import { plannedStep } from '../../../src/controller/steps.ts';
import type { TranscriptLine } from '../../../src/hosts/protocol.ts';
import type { StepRecord } from '../../../src/report/manifest.ts';

function step(id: string, on: string, startedAt: string | null, transcript: TranscriptLine[] = []): StepRecord {
  const title = { en: id, zh: id };
  const plan = { id, on, do: 'tcp.dial', with: {}, title, text: null, section: null, timeoutMs: 1 };
  return { ...plannedStep({ ...plan, expect: 'success' }), startedAt, transcript };
}

function line(time: string, text: string): TranscriptLine {
  return { time, mark: '#', text };
}

describe('addBackground', () => {
  it('a line in the time of another host’s step: stands there, in order, with its host', () => {
    const steps = [
      step('listen', 'server', '1.0'),
      step('dial', 'client', '2.0', [line('2.1', 'connecting'), line('2.3', 'closed')]),
      step('later', 'client', null),
    ];
    addBackground(steps, new Map([['server', [line('1.5', 'ready'), line('2.2', 'read 5'), line('9.0', 'close')]]]));
    expect(steps[0]!.transcript).toEqual([line('1.5', 'ready')]);
    expect(steps[1]!.transcript.map(({ text, host }) => [host, text])).toEqual([
      [undefined, 'connecting'],
      ['server', 'read 5'],
      [undefined, 'closed'],
      ['server', 'close'],
    ]);
    expect(steps[2]!.transcript).toEqual([]);
  });

  it('a line from before the first step: stands in the first step', () => {
    const steps = [step('first', 'client', '5.0')];
    addBackground(steps, new Map([['server', [line('4.0', 'role')]]]));
    expect(steps[0]!.transcript).toEqual([{ ...line('4.0', 'role'), host: 'server' }]);
  });
});
