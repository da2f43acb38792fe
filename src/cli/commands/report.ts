/** `wirelab report`: the report of a run directory or of any capture, in any format and language, without the lab. */
import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Analysis } from '../../analyzer/model.ts';
import { InputError, messagesOf, UsageError } from '../../base/errors.ts';
import { fillIn, type Language } from '../../base/language.ts';
import { STANDARD_INPUT } from '../../report/feed-capture.ts';
import { parseFormats, REPORT_FORMATS } from '../../report/formats.ts';
import type { Manifest } from '../../report/manifest.ts';
import type { PacketTable } from '../../report/packets/table.ts';
import { refuseTerminal, requireCapture } from '../capture-source.ts';
import { say } from '../messages.ts';
import { ReportArtifacts } from '../report-artifacts.ts';
import { givenTwice } from '../usage.ts';
import { type CommandContext, type MakeCommand, pathOrDash, refuseEmpty, requirePath } from './command.ts';

interface ReportArguments {
  readonly source: string;
  readonly format: string;
  readonly title?: string;
  readonly course?: string;
  readonly student?: string;
  readonly number?: string;
  readonly teacher?: string;
  readonly date?: string;
  readonly template?: string;
  readonly redact: boolean;
  readonly out?: string;
}

const TEXT_OPTIONS = ['title', 'course', 'student', 'number', 'teacher', 'date', 'template', 'out'] as const;

export const makeReport: MakeCommand = (context) => {
  const { language } = context;
  return {
    command: 'report <source>',
    describe: say(language, 'report'),
    builder: (program) => {
      const described = program
        .positional('source', {
          type: 'string',
          demandOption: true,
          coerce: (path: string) => pathOrDash(path, context.argv),
          describe: say(language, 'reportSource'),
        })
        .option('format', {
          type: 'string',
          default: 'html',
          requiresArg: true,
          describe: say(language, 'format', { formats: REPORT_FORMATS.join() }),
        })
        .option('redact', { type: 'boolean', default: false, describe: say(language, 'redact') });
      return TEXT_OPTIONS.reduce(
        (all, name) =>
          all.option(name, { type: 'string', requiresArg: true, describe: say(language, DESCRIPTIONS[name]) }),
        described,
      );
    },
    handler: (argv) => report(argv as unknown as ReportArguments, context),
  };
};

const DESCRIPTIONS = {
  title: 'reportTitle',
  course: 'reportCourse',
  student: 'reportStudent',
  number: 'reportNumber',
  teacher: 'reportTeacher',
  date: 'reportDate',
  template: 'reportTemplate',
  out: 'reportOut',
} as const;

async function report(argv: ReportArguments, { language }: CommandContext): Promise<void> {
  const twice = [...TEXT_OPTIONS, 'format' as const].find((name) => Array.isArray(argv[name]));
  if (twice !== undefined) throw givenTwice(twice);
  refuseEmpty({ ...argv }, ['out', 'template']);
  const { renderReport, writeReports } = await import('../../report/write.ts');
  const formats = parseFormats(argv.format);
  const [only, ...others] = formats;
  if (only === undefined) throw new UsageError({ en: '--format names no format', zh: '--format 没有给出格式' });
  if (argv.out === '-' && others.length > 0)
    throw new UsageError({ en: '--out - takes one format', zh: '--out - 只能输出一种格式' });
  const template = argv.template === undefined ? undefined : await readTemplate(argv.template, language);
  const toFile = argv.out !== '-';
  const source = await readSource(
    requirePath(argv.source),
    toFile ? argv.out : undefined,
    toFile && !argv.redact,
    language,
  );
  const request = {
    analysis: source.analysis,
    manifest: source.manifest,
    capture: source.packets,
    language,
    redact: argv.redact,
    ...(template === undefined ? {} : { template }),
    options: {
      title: argv.title ?? null,
      course: argv.course ?? null,
      student: argv.student ?? null,
      studentNumber: argv.number ?? null,
      teacher: argv.teacher ?? null,
      date: argv.date ?? null,
    },
  };
  if (argv.out === '-') {
    process.stdout.write(await renderReport(request, only));
    return;
  }
  const paths = await writeReports({ ...request, formats, outDir: resolve(source.directory) });
  for (const path of paths) console.log(path);
}

const COMMAND = 'wirelab report';
const CANNOT_READ = { en: 'cannot read {path}: {why}', zh: '无法读取 {path}：{why}' };
const RUN_OR_CAPTURE = {
  en: 'give a run directory that `wirelab run` made, or a capture file',
  zh: '请给出 `wirelab run` 生成的运行目录，或一个抓包文件',
};

interface Source {
  readonly analysis: Analysis;
  readonly manifest: Manifest | null;
  readonly packets: PacketTable;
  /** Where the report goes. */
  readonly directory: string;
}

/** `withArtifacts` also writes what a bare capture holds; a run has it already. */
async function readSource(
  path: string,
  out: string | undefined,
  withArtifacts: boolean,
  language: Language,
): Promise<Source> {
  const { readCapture } = await import('../../report/packets/read-capture.ts');
  refuseTerminal(path, COMMAND);
  if (path === STANDARD_INPUT) return readBare(path, out ?? '.', withArtifacts, language);
  const entry = await stat(path).catch((cause: unknown) => {
    throw new InputError(fillIn(CANNOT_READ, { path, why: messagesOf(cause) }), { cause, hint: RUN_OR_CAPTURE });
  });
  if (!entry.isDirectory()) {
    const name = basename(path).replace(/\.(?:pcap|pcapng|cap|gz)+$/i, '');
    return readBare(path, out ?? `${name}-report`, withArtifacts, language);
  }
  const manifest = await readManifest(join(path, 'run.json'));
  const { packets, analysis: seen } = await readCapture(join(path, 'capture.pcapng'));
  const kept = await keptAnalysis(join(path, 'analysis.json'));
  return { manifest, packets, analysis: kept ?? seen, directory: out ?? path };
}

async function readBare(path: string, directory: string, withArtifacts: boolean, language: Language): Promise<Source> {
  const { readCapture } = await import('../../report/packets/read-capture.ts');
  if (!withArtifacts) {
    const read = await readCapture(path);
    await requireCapture(read.analysis, path, COMMAND);
    return { ...read, manifest: null, directory };
  }
  using artifacts = new ReportArtifacts(resolve(directory));
  const read = await readCapture(path, { artifacts: artifacts.sink });
  await requireCapture(read.analysis, path, COMMAND);
  artifacts.settle(language);
  return { ...read, manifest: null, directory };
}

async function readManifest(path: string): Promise<Manifest> {
  const { manifestSchema } = await import('../../report/manifest.ts');
  const parsed = manifestSchema.safeParse(await readJson(path));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const why = `${issue?.path.join('.')}: ${issue?.message}`;
  throw new InputError(
    { en: `${path} is not the manifest of a run: ${why}`, zh: `${path} 不是运行记录（run.json）：${why}` },
    { hint: RUN_OR_CAPTURE },
  );
}

/** An analysis that another version wrote, or nobody, is made anew from the capture. */
async function keptAnalysis(path: string): Promise<Analysis | null> {
  const { analysisSchema } = await import('../../analyzer/model.ts');
  const value = await readJson(path).catch(() => null);
  return analysisSchema.safeParse(value).data ?? null;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new InputError(fillIn(CANNOT_READ, { path, why: messagesOf(cause) }), { cause, hint: RUN_OR_CAPTURE });
  }
}

/** `report.zh.md` or `report.en.md` if the folder has it, else `report.md`. */
async function readTemplate(folder: string, language: Language): Promise<{ text: string; file: string }> {
  for (const name of [`report.${language}.md`, 'report.md']) {
    const file = join(folder, name);
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text !== null) return { text, file };
  }
  throw new InputError(
    { en: `${folder} holds no report.md`, zh: `${folder} 中没有 report.md` },
    {
      hint: {
        en: 'a template is a folder with report.md, or report.en.md and report.zh.md',
        zh: '模板是一个文件夹，其中有 report.md，或者 report.en.md 和 report.zh.md',
      },
    },
  );
}
