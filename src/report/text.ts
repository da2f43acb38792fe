/** Text from the wire, made safe to look at: what a terminal or a page would obey is shown in place of being obeyed. */

/**
 * Bidirectional controls, zero-width characters, fillers, tags and line separators: they reorder or hide what stands
 * around them. And the code points that no XML document may hold (XML 1.0 §2.2), for which Word refuses the whole file.
 */
const INVISIBLE =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]/gu;
/** Every control character but tab and line feed. */
const CONTROL = /[^\P{Cc}\t\n]/gu;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const CONTROL_PICTURES = 0x2400;

/** Keeps tabs and line feeds; CR LF becomes LF; other controls become their pictures (`␛`), the rest `⟨U+202E⟩`. */
export function visibleText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(CONTROL, (character) => {
      const code = character.charCodeAt(0);
      if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code);
      return code === 0x7f ? '␡' : named(code);
    })
    .replace(INVISIBLE, (character) => named(character.codePointAt(0) ?? 0))
    .replace(LONE_SURROGATE, '\ufffd');
}

/** As {@link visibleText}, on one line. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll('\n', '␊').replaceAll('\t', ' ');
}

/** At most `limit` characters; says with an ellipsis that there was more. */
export function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${beginning(text, limit - 1)}…`;
}

/** At most `limit` characters, ending with a line where that leaves at least half of them. */
export function firstLines(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = text.lastIndexOf('\n', limit);
  return end < limit / 2 ? beginning(text, limit) : text.slice(0, end);
}

/** Without half of a character at its end. */
function beginning(text: string, limit: number): string {
  return text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
}

function named(code: number): string {
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
