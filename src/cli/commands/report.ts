/** `wirelab report`: the report of a run directory or of any capture, in any format and language, without the lab. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError, isSystemError, UsageError } from '../../base/errors.ts';
import type { Language } from '../../base/language.ts';
import { parseFormats, REPORT_FORMATS, type ReportFormat } from '../../report/formats.ts';
import type { ReportOptions } from '../../report/model.ts';
import { cannotWrite } from '../cannot-write.ts';
import { say } from '../messages.ts';
import { print } from '../terminal.ts';
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

/** As `--out`. */
const STANDARD_OUTPUT = '-';

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
  const formats = checkedFormats(argv);
  const template = argv.template === undefined ? {} : { template: await readTemplate(argv.template, language) };
  const { readSource } = await import('../report-source.ts');
  const { renderReport, writeReports } = await import('../../report/write.ts');
  const toFile = argv.out !== STANDARD_OUTPUT;
  const out = toFile ? argv.out : undefined;
  const source = await readSource(requirePath(argv.source), out, toFile && !argv.redact, language);
  const { analysis, manifest, packets: capture, directory } = source;
  const request = { analysis, manifest, capture, language, redact: argv.redact, ...template, options: titlePage(argv) };
  if (!toFile) {
    process.stdout.write(await renderReport(request, formats[0]));
    return;
  }
  const outDir = resolve(directory);
  const paths = await writeReports({ ...request, formats, outDir }).catch((error: unknown) => {
    throw isSystemError(error) ? cannotWrite(outDir, error) : error;
  });
  for (const path of paths) print(path);
}

/** At least one. Throws `UsageError` for options that don't go together. */
function checkedFormats(argv: ReportArguments): [ReportFormat, ...ReportFormat[]] {
  const twice = [...TEXT_OPTIONS, 'format' as const].find((name) => Array.isArray(argv[name]));
  if (twice !== undefined) throw givenTwice(twice);
  refuseEmpty({ ...argv }, ['out', 'template']);
  const [first, ...others] = parseFormats(argv.format);
  if (first === undefined) throw new UsageError({ en: '--format names no format', zh: '--format 没有给出格式' });
  if (argv.out === STANDARD_OUTPUT && others.length > 0)
    throw new UsageError({ en: '--out - takes one format', zh: '--out - 只能输出一种格式' });
  return [first, ...others];
}

function titlePage(argv: ReportArguments): Partial<ReportOptions> {
  return {
    title: argv.title ?? null,
    course: argv.course ?? null,
    student: argv.student ?? null,
    studentNumber: argv.number ?? null,
    teacher: argv.teacher ?? null,
    date: argv.date ?? null,
  };
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
