/** The page beside Wireshark: the packet list says the same, and every filter that a report offers shows the same. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ANALYSIS_FLAGS } from '../../src/analyzer/tcp/analysis-flags.ts';
import { compileFilter } from '../../src/report/html/app/filter.ts';
import { streamInfos } from '../../src/report/html/stream-infos.ts';
import { infoOf, protocolOf } from '../../src/report/packets/info.ts';
import { readCapture } from '../../src/report/packets/read-capture.ts';
import { rowAt } from '../../src/report/packets/table.ts';
import { framesShown, hasTshark } from '../support/tshark.ts';
import { temporaryDirectory, wirelab } from '../support/wirelab.ts';

/** Frames by their numbers say nothing of the page's fields. */
const ONLY_NUMBERS = /^\(?frame\.number [^&|]*$/;
const AT_ONCE = 3;

describe.skipIf(!hasTshark)('the page’s packet list and filters, beside tshark', () => {
  for (const lab of ['ftp', 'mail']) {
    test(`${lab}: the list says what tshark's says, each filter shows the same frames`, async () => {
      const directory = join(await temporaryDirectory(), 'run');
      const ended = await wirelab(['run', lab, '--lang', 'en', '--format', 'json', '--out', directory]);
      expect(ended.code, ended.stderr).toBe(0);
      const capture = join(directory, 'capture.pcapng');
      const { analysis, packets } = await readCapture(capture);
      const streams = new Map(streamInfos(analysis, packets).map((stream) => [stream.id, stream]));
      const source = { table: packets, streams, analysisFlags: ANALYSIS_FLAGS };
      const list = await listInWireshark(capture);
      for (let i = 0; i < packets.count; i++) {
        const row = rowAt(packets, i);
        const stream = streams.get(row.stream);
        const own = [
          protocolOf(row, stream, ANALYSIS_FLAGS),
          String(row.originalLength),
          infoOf(row, stream, ANALYSIS_FLAGS),
        ];
        // A mail's headers stand there as they are on the wire; ours are decoded.
        if (own[0] === 'SMTP/IMF') own[2] = expect.stringMatching(/^from: /) as unknown as string;
        expect(list[i], `frame ${row.frame}`).toEqual(own);
      }
      const filters = filtersOf(JSON.parse(await readFile(join(directory, 'report.json'), 'utf8')));
      expect(filters.length).toBeGreaterThan(10);
      for (let at = 0; at < filters.length; at += AT_ONCE) {
        const some = filters.slice(at, at + AT_ONCE);
        const shown = await Promise.all(some.map((filter) => framesShown(capture, filter)));
        for (const [i, filter] of some.entries()) {
          const { kind, matches } = compileFilter(filter, source);
          expect(kind, filter).toBe('filter');
          expect(
            [...packets.columns.frame].filter((_, row) => matches(row)),
            filter,
          ).toEqual(shown[i]);
        }
      }
    });
  }
});

/** Protocol, Length and Info of each frame. */
async function listInWireshark(capture: string): Promise<string[][]> {
  const { stdout } = await promisify(execFile)('tshark', ['-n', '-r', capture, '-T', 'tabs'], { maxBuffer: 1 << 26 });
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) =>
    line
      .split('\t')
      .slice(5)
      .map((cell) => cell.trim()),
  );
}

/** One of each shape: the same with other numbers tells nothing new. */
function filtersOf(model: unknown): string[] {
  const shapes = new Map<string, string>();
  JSON.stringify(model, (_, value: { kind?: string; text?: string } | null) => {
    if (value?.kind === 'filter' && value.text !== undefined && !ONLY_NUMBERS.test(value.text)) {
      shapes.set(value.text.replace(/\d+/g, '0'), value.text);
    }
    return value;
  });
  return [...shapes.values()];
}
