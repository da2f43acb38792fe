/** What the views share: the page's data, its packets once they are read, and the words of the chosen language. */

import type { Language } from '../../../base/language.ts';
import type { ReportModel } from '../../model.ts';
import type { DissectHints } from '../../packets/dissect/dissect.ts';
import type { DuplicateAcks } from '../../packets/info.ts';
import { duplicateAcks } from '../../packets/info-tcp.ts';
import { indexOfFrame, type PacketRow, type PacketTable, rowAt } from '../../packets/table.ts';
import type { PageData, StreamInfo } from '../page.ts';
import { type UiText, uiText } from '../ui-text.ts';

export class Session {
  readonly page: PageData;
  readonly table: PacketTable;
  readonly language: Language;
  readonly streams: ReadonlyMap<number, StreamInfo>;
  #duplicates: DuplicateAcks | null = null;

  constructor(page: PageData, table: PacketTable, language: Language) {
    this.page = page;
    this.table = table;
    this.language = language;
    this.streams = new Map(page.streams.map((stream) => [stream.id, stream]));
  }

  /** Numbers of the duplicate ACKs, found when they are first asked for. */
  get duplicates(): DuplicateAcks {
    this.#duplicates ??= duplicateAcks(this.table, this.page.analysisFlags);
    return this.#duplicates;
  }

  get ui(): UiText {
    return uiText(this.language);
  }

  get model(): ReportModel {
    return this.page.models[this.language];
  }

  rowOfFrame(frame: number): PacketRow | null {
    const index = indexOfFrame(this.table, frame);
    return index < 0 ? null : rowAt(this.table, index);
  }

  hintsFor(row: PacketRow): DissectHints {
    return {
      app: this.streams.get(row.stream)?.app ?? null,
      startNs: this.table.startNs,
      flagNames: this.page.analysisFlags,
    };
  }
}

/** `ftp-server:21`, or the address where nothing names the host. */
export function endText(end: StreamInfo['client']): string {
  const host = end.name ?? (end.address.includes(':') ? `[${end.address}]` : end.address);
  return `${host}:${end.port}`;
}

export function streamTitle(stream: StreamInfo): string {
  const app = stream.app === null ? 'TCP' : stream.app.toUpperCase();
  return `${stream.id} · ${app} · ${endText(stream.client)} → ${endText(stream.server)}`;
}
