/** Writes the report of an analysis in the formats asked for. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Analysis } from '../analyzer/model.ts';
import { UsageError } from '../base/errors.ts';
import { LANGUAGES, type Language } from '../base/language.ts';
import { buildReport } from './build.ts';
import { describeFinding } from './finding-words.ts';
import type { Manifest } from './manifest.ts';
import type { ReportModel, ReportOptions } from './model.ts';
import { readCapture } from './packets/read-capture.ts';
import type { PacketTable } from './packets/table.ts';

export const REPORT_FORMATS = ['html', 'md', 'docx', 'pdf', 'json'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface ReportRequest {
  readonly analysis: Analysis;
  readonly manifest: Manifest | null;
  /** Path of the capture, or its packets where they have been read already. */
  readonly capture: string | PacketTable;
  readonly outDir: string;
  readonly formats: readonly ReportFormat[];
  readonly language: Language;
  readonly options?: Partial<ReportOptions>;
}

const NO_OPTIONS: ReportOptions = {
  title: null,
  course: null,
  student: null,
  studentNumber: null,
  teacher: null,
  date: null,
};

/** `html,md` as typed; throws `UsageError` for anything that is no format. */
export function parseFormats(text: string): ReportFormat[] {
  const names = text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const formats = names.map((name) => {
    const format = REPORT_FORMATS.find((known) => known === name);
    if (format === undefined) {
      throw new UsageError(`unknown report format '${name}'`, { hint: `one or more of ${REPORT_FORMATS.join(', ')}` });
    }
    return format;
  });
  return [...new Set(formats)];
}

/** Writes `report.<format>` into `outDir`; returns the paths in the order of `formats`. */
export async function writeReports(request: ReportRequest): Promise<string[]> {
  const packets = typeof request.capture === 'string' ? (await readCapture(request.capture)).packets : request.capture;
  const models = buildModels(request, packets);
  const paths: string[] = [];
  for (const format of request.formats) {
    const path = join(request.outDir, `report.${format}`);
    const files = await render(format, request, models, packets);
    for (const [name, content] of files.besides) await writeInto(join(request.outDir, name), content);
    await writeInto(path, files.report);
    paths.push(path);
  }
  return paths;
}

type Models = Readonly<Record<Language, ReportModel>>;

function buildModels(request: ReportRequest, packets: PacketTable): Models {
  const { analysis, manifest } = request;
  const options = { ...NO_OPTIONS, ...request.options };
  const build = (language: Language) =>
    buildReport({ analysis, manifest, packets, options, language, describeFinding });
  return Object.fromEntries(LANGUAGES.map((language) => [language, build(language)])) as Models;
}

interface Rendered {
  readonly report: string | Uint8Array;
  /** Files that the report refers to, by path beside it. */
  readonly besides: ReadonlyMap<string, string | Uint8Array>;
}

const ALONE: ReadonlyMap<string, string> = new Map();

async function render(
  format: ReportFormat,
  request: ReportRequest,
  models: Models,
  packets: PacketTable,
): Promise<Rendered> {
  const model = models[request.language];
  switch (format) {
    case 'json':
      return { report: `${JSON.stringify(model, null, 2)}\n`, besides: ALONE };
    case 'md': {
      const { renderMarkdown } = await import('./markdown.ts');
      const { text, figures } = renderMarkdown(model);
      return { report: text, besides: figures };
    }
    case 'html':
      return { report: await html(request, models, packets), besides: ALONE };
    case 'docx':
    case 'pdf':
      throw new UsageError(`the format '${format}' is not built yet`);
  }
}

async function html(request: ReportRequest, models: Models, packets: PacketTable): Promise<string> {
  const [{ loadApp, renderHtml }, { pageData }] = await Promise.all([
    import('./html/render.ts'),
    import('./html/page-data.ts'),
  ]);
  const page = pageData({ analysis: request.analysis, models, language: request.language, packets });
  return renderHtml({ page, packets }, loadApp());
}

async function writeInto(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
