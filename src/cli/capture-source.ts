/** What commands that take a capture say of a source that is none. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../analyzer/model.ts';
import { describeWarning } from '../analyzer/warning-words.ts';
import { InputError, UsageError } from '../base/errors.ts';
import { fillIn, localize } from '../base/language.ts';
import { STANDARD_INPUT } from '../report/feed-capture.ts';

const FORMATS = {
  en: 'wirelab reads pcap and pcapng, also inside gzip',
  zh: 'wirelab 能读取 pcap 和 pcapng，也可以是 gzip 压缩的',
};
const FILE_HINT = {
  en: 'give a pcap or pcapng file, or - for standard input',
  zh: '请给出 pcap 或 pcapng 文件，或用 - 表示标准输入',
};
/** What a capture without a file is called. */
export const STANDARD_INPUT_NAME = { en: 'standard input', zh: '标准输入' };
/** In a run directory; a run that was killed leaves the second. */
const RUN_CAPTURES = ['capture.pcapng', 'capture.pcap'];
const NO_CAPTURE = { en: '{source}: {reason}', zh: '{source}：{reason}' };
const ANOTHER_FORMAT = {
  en: '{path}: neither pcap nor pcapng, but {name}',
  zh: '{path}：不是 pcap 或 pcapng 文件，而是 {name}',
};

/** Nobody types a capture. Throws `UsageError` when `path` is standard input and that is a terminal. */
export function refuseTerminal(path: string, command: string): void {
  if (path !== STANDARD_INPUT || !process.stdin.isTTY) return;
  const example = `tcpdump -U -w - tcp | ${command} -`;
  throw new UsageError(
    { en: 'standard input is a terminal, not a capture', zh: '标准输入是终端，不是抓包数据' },
    { hint: { en: `pipe a capture into it: ${example}`, zh: `请用管道送入抓包数据：${example}` } },
  );
}

/** Throws `InputError` for a directory; of a run it is the run's capture that is meant. */
export function refuseDirectory(path: string, command: string): void {
  if (path === STANDARD_INPUT || !isDirectory(path)) return;
  const hint = captureHint(path, command) ?? FILE_HINT;
  throw new InputError({ en: `${path} is a directory`, zh: `${path} 是一个目录` }, { hint });
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The same command for the capture of a run directory; null where there is none. */
export function captureHint(directory: string, command: string): string | null {
  const capture = RUN_CAPTURES.map((name) => join(directory, name)).find((path) => existsSync(path));
  return capture === undefined ? null : `${command} ${capture}`;
}

/** Throws `InputError` when what was read from `path` is no capture, with what it is if its first bytes tell. */
export async function requireCapture(
  { capture }: Pick<Analysis, 'capture'>,
  path: string,
  command: string,
): Promise<void> {
  if (capture.format !== null) return;
  const { recogniseForeign } = await import('./foreign-formats.ts');
  const foreign = path === STANDARD_INPUT ? null : await recogniseForeign(path, command);
  if (foreign !== null)
    throw new InputError(fillIn(ANOTHER_FORMAT, { path, name: foreign.name }), { hint: foreign.hint });
  const [warning] = capture.warnings;
  const reason = warning === undefined ? '' : localize((language) => describeWarning(warning, language));
  const source = path === STANDARD_INPUT ? STANDARD_INPUT_NAME : path;
  throw new InputError(fillIn(NO_CAPTURE, { source, reason }), { hint: FORMATS });
}
