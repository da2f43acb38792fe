/** Writes the report of an analysis in the formats asked for. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Analysis } from '../analyzer/model.ts';
import { LANGUAGES, type Language } from '../base/language.ts';
import { buildReport } from './build.ts';
import type { ReportFormat } from './formats.ts';
import { makeDirectory } from './make-directory.ts';
import type { Manifest } from './manifest.ts';
import type { ReportModel, ReportOptions } from './model.ts';
import { readCapture } from './packets/read-capture.ts';
import type { PacketTable } from './packets/table.ts';

export interface ReportRequest {
  readonly analysis: Analysis;
  readonly manifest: Manifest | null;
  /** Path of the capture, or its packets where they have been read already. */
  readonly capture: string | PacketTable;
  readonly outDir: string;
  readonly formats: readonly ReportFormat[];
  readonly language: Language;
  readonly options?: Partial<ReportOptions>;
  /** Blacks out passwords everywhere. */
  readonly redact?: boolean;
  /** A Markdown skeleton that arranges the report, and its name for messages. */
  readonly template?: { readonly text: string; readonly file: string };
}

const NO_OPTIONS: ReportOptions = {
  title: null,
  course: null,
  student: null,
  studentNumber: null,
  teacher: null,
  date: null,
  redacted: false,
};

/** Writes `report.<format>` into `outDir`; returns the paths in the order of `formats`. */
export async function writeReports(request: ReportRequest): Promise<string[]> {
  const prepared = await prepare(request);
  const paths: string[] = [];
  for (const format of request.formats) {
    const path = join(request.outDir, `report.${format}`);
    const files = await render(format, prepared);
    for (const [name, content] of files.besides) await writeInto(join(request.outDir, name), content);
    await writeInto(path, files.report);
    paths.push(path);
  }
  return paths;
}

/** One report as it would be written, without the files that it refers to: for standard output. */
export async function renderReport(
  request: Omit<ReportRequest, 'formats' | 'outDir'>,
  format: ReportFormat,
): Promise<string | Uint8Array> {
  return (await render(format, await prepare(request))).report;
}

type Models = Readonly<Record<Language, ReportModel>>;

interface Prepared {
  readonly analysis: Analysis;
  readonly packets: PacketTable;
  readonly models: Models;
  readonly language: Language;
}

async function prepare(request: Omit<ReportRequest, 'formats' | 'outDir'>): Promise<Prepared> {
  const { capture, language, template } = request;
  const read = typeof capture === 'string' ? (await readCapture(capture, { hash: false })).packets : capture;
  const input = { analysis: request.analysis, manifest: request.manifest, packets: read };
  const { analysis, manifest, packets } = request.redact ? (await import('./redact.ts')).redact(input) : input;
  const given = { ...NO_OPTIONS, ...request.options, redacted: request.redact ?? false };
  const arrange = template === undefined ? null : (await import('./template.ts')).arrange;
  const build = (own: Language) => {
    const options = { ...given, date: given.date ?? (manifest && dayOf(manifest.startedAt, own)) };
    const model = buildReport({ analysis, manifest, packets, options, language: own });
    return template && arrange ? arrange(model, template.text, template.file) : model;
  };
  const models = Object.fromEntries(LANGUAGES.map((own) => [own, build(own)])) as Models;
  return { analysis, packets, models, language };
}

/** The day of a run where it was done, as people write it. */
function dayOf(epoch: string, language: Language): string {
  const day = new Date(Number(epoch.split('.')[0]) * 1000);
  return day.toLocaleDateString(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'long' });
}

interface Rendered {
  readonly report: string | Uint8Array;
  /** Files that the report refers to, by path beside it. */
  readonly besides: ReadonlyMap<string, string | Uint8Array>;
}

const ALONE: ReadonlyMap<string, string> = new Map();

async function render(format: ReportFormat, prepared: Prepared): Promise<Rendered> {
  const model = prepared.models[prepared.language];
  switch (format) {
    case 'json':
      return { report: `${JSON.stringify(model, null, 2)}\n`, besides: ALONE };
    case 'md': {
      const { renderMarkdown } = await import('./markdown.ts');
      const { text, figures } = renderMarkdown(model);
      return { report: text, besides: figures };
    }
    case 'html':
      return { report: await html(prepared), besides: ALONE };
    case 'docx': {
      const { renderDocx } = await import('./docx/render.ts');
      return { report: await renderDocx(model), besides: ALONE };
    }
    case 'pdf': {
      const { renderPdf } = await import('./pdf.ts');
      return { report: await renderPdf(await html(prepared)), besides: ALONE };
    }
  }
}

async function html({ analysis, packets, models, language }: Prepared): Promise<string> {
  const [{ loadApp, renderHtml }, { pageData }, { leaveOutBulk }] = await Promise.all([
    import('./html/render.ts'),
    import('./html/page-data.ts'),
    import('./packets/leave-out.ts'),
  ]);
  const kept = leaveOutBulk(packets, analysis);
  return renderHtml({ page: pageData({ analysis, models, language, packets: kept }), packets: kept }, loadApp());
}

/** In one step: where there is no room for it, an earlier one stays, and half of one never does. */
async function writeInto(path: string, content: string | Uint8Array): Promise<void> {
  makeDirectory(dirname(path));
  const fresh = `${path}.${process.pid}`;
  try {
    await writeFile(fresh, content);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
