/** Puts together what the page embeds. */
import type { Analysis } from '../../analyzer/model.ts';
import { ANALYSIS_FLAGS } from '../../analyzer/tcp/analysis-flags.ts';
import type { Language } from '../../base/language.ts';
import type { ReportModel } from '../model.ts';
import type { PacketTable } from '../packets/table.ts';
import type { PageData } from './page.ts';
import { streamInfos } from './stream-infos.ts';

export interface PageInput {
  readonly analysis: Analysis;
  readonly models: Readonly<Record<Language, ReportModel>>;
  readonly language: Language;
  readonly packets: PacketTable;
}

export function pageData({ analysis, models, language, packets }: PageInput): PageData {
  return {
    language,
    models,
    streams: streamInfos(analysis, packets),
    analysisFlags: ANALYSIS_FLAGS,
    payloadLeftOut: packets.columns.keptLength.some((kept, i) => kept < packets.columns.capturedLength[i]!),
  };
}
