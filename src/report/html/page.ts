/** What the page is handed, and how: the contract between `render.ts` (Node) and `app/` (browser). */
import type { Language } from '../../base/language.ts';
import type { ReportModel } from '../model.ts';
import type { StreamHint } from '../packets/info.ts';

/** Ids of the `<template>` elements; each holds base64 of raw deflate. */
export const TEMPLATE = { report: 'wirelab-report', packets: 'wirelab-packets', bytes: 'wirelab-bytes' } as const;

export interface PageData {
  readonly language: Language;
  readonly models: Readonly<Record<Language, ReportModel>>;
  readonly streams: readonly StreamInfo[];
  /** Wireshark's names of the analysis bits, lowest first. */
  readonly analysisFlags: readonly string[];
  /** True when bulk payload was left out of the page. */
  readonly payloadLeftOut: boolean;
}

export interface StreamInfo extends StreamHint {
  readonly id: number;
  readonly client: StreamEnd;
  readonly server: StreamEnd;
}

export interface StreamEnd {
  readonly address: string;
  readonly port: number;
  readonly name: string | null;
}
