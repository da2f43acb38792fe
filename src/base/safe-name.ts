/** File names from the wire, made safe to write: the one home of that rule. Pure. */

/** Of UTF-8. File systems take 255; the rest is room for a number and for what tools append. */
export const MAX_NAME_BYTES = 180;

/** An extension longer than this is a part of the name. */
const MAX_EXTENSION_BYTES = 24;

/** C0 and C1 controls, line separators, zero-width and direction-changing characters, and halves of characters. */
const INVISIBLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}|[\u{e0000}-\u{e007f}]/gu;

/** What no Windows file name may hold. */
const FORBIDDEN = /[<>:"|?*]/g;

/** Windows opens these devices whatever the extension. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\.|$)/i;

/**
 * A safe base name: without separators, invisible or direction-changing characters, leading dots or hyphens, at most
 * {@link MAX_NAME_BYTES} of UTF-8, and not one that Windows keeps for itself. Never empty; safe names stay as they are.
 */
export function safeName(suggested: string): string {
  const last = suggested.split(/[/\\]/).findLast((part) => !/^[\s.]*$/.test(part)) ?? '';
  const visible = last.replace(INVISIBLE, '').replace(FORBIDDEN, '_').normalize('NFC');
  const name = shorten(visible.replace(/^[\s.]+/, '').replace(/^-/, '_')).replace(/[\s.]+$/, '');
  if (name === '') return 'unnamed';
  return RESERVED.test(name) ? `_${name}` : name;
}

/** Names given once each, letter case apart, in constant time however often the same one is asked for. */
export class UniqueNames {
  /** By key: the last number that was put behind it. */
  readonly #given = new Map<string, number>();

  /** `name`, or `name-2`, `name-3` … before its extension: the first that was not given yet. */
  take(name: string): string {
    const key = nameKey(name);
    let number = this.#given.get(key) ?? 0;
    const [stem, extension] = splitExtension(name);
    let free: string;
    do {
      number++;
      free = number === 1 ? name : `${stem}-${number}${extension}`;
    } while (number > 1 && this.#given.has(nameKey(free)));
    this.#given.set(key, number);
    if (number > 1) this.#given.set(nameKey(free), 1);
    return free;
  }
}

/** One spelling for names that some file system takes for the same. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function shorten(name: string): string {
  if (byteLength(name) <= MAX_NAME_BYTES) return name;
  const [stem, extension] = splitExtension(name);
  const kept = byteLength(extension) <= MAX_EXTENSION_BYTES ? extension : '';
  return cutBytes(kept === '' ? name : stem, MAX_NAME_BYTES - byteLength(kept)) + kept;
}

function splitExtension(name: string): [stem: string, extension: string] {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
}

function cutBytes(text: string, limit: number): string {
  let kept = '';
  let length = 0;
  for (const character of text) {
    length += byteLength(character);
    if (length > limit) break;
    kept += character;
  }
  return kept;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
