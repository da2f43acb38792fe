/** What `wirelab report` reads: a run directory, or a bare capture. */
import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type Analysis, analysisSchema } from '../analyzer/model.ts';
import { InputError, messagesOf } from '../base/errors.ts';
import { fillIn, type Language, type Text } from '../base/language.ts';
import { STANDARD_INPUT } from '../report/feed-capture.ts';
import { type Manifest, manifestSchema } from '../report/manifest.ts';
import { readCapture } from '../report/packets/read-capture.ts';
import type { PacketTable } from '../report/packets/table.ts';
import { captureHint, refuseTerminal, requireCapture } from './capture-source.ts';
import { ReportArtifacts } from './report-artifacts.ts';

const COMMAND = 'wirelab report';
const CANNOT_READ = { en: 'cannot read {path}: {why}', zh: '无法读取 {path}：{why}' };
const RUN_OR_CAPTURE = {
  en: 'give a run directory that `wirelab run` made, or a capture file',
  zh: '请给出 `wirelab run` 生成的运行目录，或一个抓包文件',
};

export interface ReportSource {
  readonly analysis: Analysis;
  readonly manifest: Manifest | null;
  readonly packets: PacketTable;
  /** Where the report goes. */
  readonly directory: string;
}

/** `withArtifacts` also writes what a bare capture holds; a run has it already. Throws `InputError` for anything else. */
export async function readSource(
  path: string,
  out: string | undefined,
  withArtifacts: boolean,
  language: Language,
): Promise<ReportSource> {
  refuseTerminal(path, COMMAND);
  if (path === STANDARD_INPUT) return readBare(path, out ?? '.', withArtifacts, language);
  const entry = await stat(path).catch((cause: unknown) => {
    throw new InputError(fillIn(CANNOT_READ, { path, why: messagesOf(cause) }), { cause, hint: RUN_OR_CAPTURE });
  });
  if (!entry.isDirectory()) {
    const name = basename(path).replace(/\.(?:pcap|pcapng|cap|gz)+$/i, '');
    return readBare(path, out ?? `${name}-report`, withArtifacts, language);
  }
  const manifest = await readManifest(path);
  const { packets, analysis: seen } = await readCapture(join(path, 'capture.pcapng'));
  const kept = await keptAnalysis(join(path, 'analysis.json'));
  return { manifest, packets, analysis: kept ?? seen, directory: out ?? path };
}

async function readBare(
  path: string,
  directory: string,
  withArtifacts: boolean,
  language: Language,
): Promise<ReportSource> {
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

async function readManifest(directory: string): Promise<Manifest> {
  const path = join(directory, 'run.json');
  const hint = captureHint(directory, COMMAND) ?? RUN_OR_CAPTURE;
  const parsed = manifestSchema.safeParse(await readJson(path, hint));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const why = `${issue?.path.join('.')}: ${issue?.message}`;
  throw new InputError(
    { en: `${path} is not the manifest of a run: ${why}`, zh: `${path} 不是运行记录（run.json）：${why}` },
    { hint },
  );
}

/** An analysis that another version wrote, or nobody, is made anew from the capture. */
async function keptAnalysis(path: string): Promise<Analysis | null> {
  const value = await readJson(path, RUN_OR_CAPTURE).catch(() => null);
  return analysisSchema.safeParse(value).data ?? null;
}

async function readJson(path: string, hint: Text): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new InputError(fillIn(CANNOT_READ, { path, why: messagesOf(cause) }), { cause, hint });
  }
}
