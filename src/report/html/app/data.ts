/** Reads what the page embeds. */
import { decodePackets } from '../../packets/codec.ts';
import type { PacketTable } from '../../packets/table.ts';
import { type PageData, TEMPLATE } from '../page.ts';

export async function loadPage(): Promise<PageData> {
  return JSON.parse(new TextDecoder().decode(await embedded(TEMPLATE.report))) as PageData;
}

export async function loadPackets(): Promise<PacketTable> {
  const [columns, bytes] = await Promise.all([embedded(TEMPLATE.packets), embedded(TEMPLATE.bytes)]);
  return decodePackets(columns, bytes);
}

async function embedded(id: string): Promise<Uint8Array> {
  const template = document.getElementById(id) as HTMLTemplateElement;
  const text = template.content.textContent ?? '';
  template.remove();
  const packed = fromBase64(text);
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
