/** Puts together what the page embeds. */
import type { Analysis, FtpTransfer } from '../../analyzer/model.ts';
import { ANALYSIS_FLAGS } from '../../analyzer/tcp/analysis-flags.ts';
import { formatEpoch } from '../../base/clock.ts';
import type { Language } from '../../base/language.ts';
import type { ReportModel } from '../model.ts';
import type { PacketTable } from '../packets/table.ts';
import { shorten, visibleLine } from '../text.ts';
import type { PageData, StreamInfo } from './page.ts';

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
    streams: streams(analysis),
    analysisFlags: ANALYSIS_FLAGS,
    payloadLeftOut: packets.columns.keptLength.some((kept, i) => kept < packets.columns.capturedLength[i]!),
    start: formatEpoch(packets.startNs),
  };
}

function streams(analysis: Analysis): StreamInfo[] {
  const about = new Map<number, string>();
  for (const transfer of analysis.apps.ftp.flatMap((session) => session.transfers)) {
    if (transfer.dataConnection !== null) about.set(transfer.dataConnection, transferText(transfer));
  }
  return analysis.connections.map(({ id, client, server, app }) => ({
    id,
    client: end(client),
    server: end(server),
    app,
    about: about.get(id) ?? null,
  }));
}

function end({ address, port, name }: Analysis['connections'][number]['client']): StreamInfo['client'] {
  return { address, port, name: name === null ? null : visibleLine(name) };
}

const MODE_COMMANDS = {
  active: 'PORT',
  'extended-active': 'EPRT',
  passive: 'PASV',
  'extended-passive': 'EPSV',
  unknown: null,
} as const;

function transferText(transfer: FtpTransfer): string {
  const mode = MODE_COMMANDS[transfer.mode];
  const name = transfer.name === null ? '' : ` ${transfer.name}`;
  const command = transfer.command.includes(' ') ? transfer.command : `${transfer.command}${name}`;
  return shorten(visibleLine(`${mode === null ? '' : `(${mode}) `}(${command.trim()})`), 120);
}
