/** One HTML file that needs nothing but itself: the app, its style and the data, all inlined under a strict policy. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { RunError } from '../../base/errors.ts';
import { escapeXml } from '../figures/svg.ts';
import type { ReportModel } from '../model.ts';
import { encodePackets } from '../packets/codec.ts';
import type { PacketTable } from '../packets/table.ts';
import { contentsNode } from './document/contents.ts';
import { documentNode } from './document/document.ts';
import { node, toHtml } from './document/markup.ts';
import { type PageData, TEMPLATE } from './page.ts';
import { uiText } from './ui-text.ts';

export interface HtmlInput {
  readonly page: PageData;
  readonly packets: PacketTable;
}

/** The built app: `report-app.js` and `report-app.css`. */
export interface AppFiles {
  readonly script: string;
  readonly style: string;
}

/** Built programs find the app beside themselves; the sources (under test) find it in `dist/`. */
const APP_PLACES = ['./', '../../../dist/'] as const;

export function loadApp(): AppFiles {
  const place = APP_PLACES.map((path) => new URL(path, import.meta.url)).find((url) =>
    existsSync(new URL('report-app.js', url)),
  );
  if (place === undefined) {
    throw new RunError({ en: 'the report’s page is not built', zh: '报告页面尚未构建' }, { hint: 'npm run build' });
  }
  const read = (name: string) => readFileSync(new URL(name, place), 'utf8');
  return { script: read('report-app.js'), style: read('report-app.css') };
}

export function renderHtml({ page, packets }: HtmlInput, app: AppFiles): string {
  const model = page.models[page.language];
  // A script element ends at the first `</script`; the built app must not hold one in a string.
  const script = app.script.replaceAll('</script', '<\\/script');
  const policy = [
    "default-src 'none'",
    `script-src '${sha256(script)}'`,
    `style-src '${sha256(app.style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const encoded = encodePackets(packets);
  return [
    '<!doctype html>',
    `<html lang="${page.language === 'zh' ? 'zh-CN' : 'en'}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeXml(model.title)}</title>`,
    `<style>${app.style}</style>`,
    '</head>',
    '<body>',
    `<div id="app"><noscript>${withoutScript(model)}</noscript></div>`,
    template(TEMPLATE.report, Buffer.from(JSON.stringify(page))),
    // The script runs where it stands: the report is drawn before the browser has read the packets.
    `<script>${script}</script>`,
    template(TEMPLATE.packets, encoded.columns),
    template(TEMPLATE.bytes, encoded.bytes),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** The report as it stands, for a reader without JavaScript: everything but the packets. */
function withoutScript(model: ReportModel): string {
  const ui = uiText(model.language);
  const note = node('p', { class: 'completeness tone-note', role: 'note' }, ui.noScript);
  const contents = contentsNode(model, ui, { open: true, live: false });
  const report = node('main', { 'aria-label': ui.report }, note, documentNode(model, ui, false));
  return toHtml(node('div', { class: 'report-view static' }, contents, report));
}

function template(id: string, bytes: Uint8Array): string {
  return `<template id="${id}">${deflateRawSync(bytes, { level: 6 }).toString('base64')}</template>`;
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
