/** Display filters as the page reads them. */
import { describe, expect, test } from 'vitest';
import { compileFilter } from '../../../src/report/html/app/filter.ts';
import { streamInfos } from '../../../src/report/html/stream-infos.ts';
import { sampleLab } from './sample-lab.ts';

const lab = sampleLab({ user: 'a"b\\c' });
const source = {
  table: lab.packets,
  streams: new Map(streamInfos(lab.analysis, lab.packets).map((stream) => [stream.id, stream])),
  analysisFlags: ['retransmission'],
};
const shown = (text: string) => {
  const { kind, matches } = compileFilter(text, source);
  return { kind, frames: [...lab.packets.columns.frame].filter((_, row) => matches(row)) };
};
const all = [...lab.packets.columns.frame];

describe('a display filter', () => {
  test.each([
    ['', all],
    ['frame.number in {2, 4..6}', [2, 4, 5, 6]],
    ['frame.number < 3 or frame.number == 5 and not tcp.flags.syn == 1', [1, 2, 5]],
    ['tcp.flags.syn == 1 && tcp.flags.ack == 0 && tcp.stream == 0', [1]],
    ['tcp contains "USER a\\"b\\\\c\\r\\n"', [5]],
    ['frame contains "\\x55SER"', [5]],
    ['tcp.stream == 0 && tcp.analysis.ack_rtt && frame.number <= 3', [2, 3]],
    ['ftp.request.command == "USER"', [5]],
  ])('%s', (text, frames) => {
    expect(shown(text)).toEqual({ kind: 'filter', frames });
  });

  test.each(['tcp contains', 'ip.src == ', '((', 'tcp.nonsense', '&& ftp', 'frame', `${'('.repeat(5000)}ftp`, '"\\'])(
    '%s: no filter, searched as text',
    (text) => {
      expect(shown(text).kind).toBe('text');
    },
  );
});
