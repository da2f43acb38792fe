import { expect, test } from 'vitest';
import { plainAnalyzeArguments } from '../../../../src/cli/analyze/plain-arguments.ts';

test.each([
  [['analyze', 'a.pcap'], { capture: 'a.pcap' }],
  [['analyze', '-'], { capture: '-' }],
  [['analyze', '--json', 'a.pcap'], { capture: 'a.pcap', json: true }],
  [['analyze', 'a.pcap', '--follow', '3'], { capture: 'a.pcap', follow: '3' }],
  [['analyze', 'a.pcap', '--follow=3', '--lang', 'zh'], { capture: 'a.pcap', follow: '3', lang: 'zh' }],
  [['analyze', '--extract', 'out', 'a.pcap'], { capture: 'a.pcap', extract: 'out' }],
])('plain arguments %j: read without yargs', (argv, expected) => {
  expect({ ...plainAnalyzeArguments(argv) }).toEqual(expected);
});

test.each([
  [['labs']],
  [['analyze']],
  [['analyze', '']],
  [['analyze', 'a.pcap', 'b.pcap']],
  [['analyze', 'a.pcap', '--help']],
  [['analyze', 'a.pcap', '--no-such']],
  [['analyze', 'a.pcap', '--follow']],
  [['analyze', 'a.pcap', '--follow=']],
  [['analyze', 'a.pcap', '--follow', '1', '--follow', '2']],
  [['analyze', 'a.pcap', '--lang', 'xx']],
  [['analyze', '--', 'a.pcap']],
])('arguments that are not plain %j: left to yargs', (argv) => {
  expect(plainAnalyzeArguments(argv)).toBeNull();
});
