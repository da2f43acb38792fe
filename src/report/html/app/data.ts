/** Reads what the page embeds. */
import { inflateSync } from 'fflate/browser';
import { decodePackets } from '../../packets/codec.ts';
import type { PacketTable } from '../../packets/table.ts';
import { type PageData, TEMPLATE } from '../page.ts';

/** At once, so that the report is drawn before the page counts as loaded: a browser that prints on loading waits for nothing else. */
export function loadPage(): PageData {
  return JSON.parse(new TextDecoder().decode(inflateSync(embedded(TEMPLATE.report)))) as PageData;
}

/** The packets stand behind the script, and are many: they are unpacked beside it, once the browser has read them. */
export async function loadPackets(): Promise<PacketTable> {
  await allOfTheFile();
  const [columns, bytes] = await Promise.all([inflate(embedded(TEMPLATE.packets)), inflate(embedded(TEMPLATE.bytes))]);
  return decodePackets(columns, bytes);
}

async function allOfTheFile(): Promise<void> {
  if (document.readyState !== 'loading') return;
  await new Promise((settle) => document.addEventListener('DOMContentLoaded', settle, { once: true }));
}

function embedded(id: string): Uint8Array<ArrayBuffer> {
  const template = document.getElementById(id) as HTMLTemplateElement;
  const text = template.content.textContent ?? '';
  template.remove();
  return fromBase64(text);
}

async function inflate(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }).fromBase64;
  if (native !== undefined) return native.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
