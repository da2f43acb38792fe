/** From the arguments of `wirelab analyze` to what is to be done. */
import { UsageError } from '../../base/errors.ts';
import type { Language } from '../../base/language.ts';
import { refuseEmpty, requirePath } from '../commands/command.ts';

export interface AnalyzeOptions {
  capture: string;
  format: 'summary' | 'json' | 'ndjson' | 'follow' | 'extract';
  /** The stream to follow. */
  follow: number | null;
  /** The directory into which files are recovered. */
  extract: string | null;
  language: Language;
}

/** Throws `UsageError` for options that don't go together. */
export function analyzeOptionsOf(argv: Readonly<Record<string, unknown>>, language: Language): AnalyzeOptions {
  if (argv.json && argv.ndjson)
    throw new UsageError({ en: '--json and --ndjson exclude each other', zh: '--json 与 --ndjson 不能同时使用' });
  const follow = argv.follow === undefined ? null : Number(argv.follow);
  if (follow !== null && !(Number.isSafeInteger(follow) && follow >= 0)) {
    throw new UsageError({
      en: '--follow takes the number of a stream, as in tcp.stream',
      zh: '--follow 后面是流的编号，即 tcp.stream 的值',
    });
  }
  refuseEmpty(argv, ['extract']);
  const extract = typeof argv.extract === 'string' ? argv.extract : null;
  if (follow !== null && (argv.json || argv.ndjson || extract !== null)) {
    throw new UsageError({
      en: '--follow excludes --json, --ndjson and --extract',
      zh: '--follow 不能与 --json、--ndjson 或 --extract 同时使用',
    });
  }
  return {
    capture: requirePath(String(argv.capture)),
    format: formatOf(argv, follow, extract),
    follow,
    extract,
    language,
  };
}

function formatOf(
  argv: Readonly<Record<string, unknown>>,
  follow: number | null,
  extract: string | null,
): AnalyzeOptions['format'] {
  if (argv.json) return 'json';
  if (argv.ndjson) return 'ndjson';
  if (follow !== null) return 'follow';
  return extract === null ? 'summary' : 'extract';
}
