/** Blacks out passwords before anything is built from them: in texts, and in the packets' bytes. */
import type { Analysis, Credential } from '../analyzer/model.ts';
import type { Manifest } from './manifest.ts';
import { layoutOf } from './packets/payload.ts';
import { indexOfFrame, type PacketTable, rowAt } from './packets/table.ts';

export const BLACKED_OUT = '████████';
const STAR = 0x2a;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
/** A shorter secret is common in innocent text: it is blacked out only where it was used. */
const SHORTEST_FOR_SEARCH = 4;
/** One so long is no part of a common word: it goes wherever it stands. */
const LONG_ENOUGH = 8;
const SECRET_PARAMETER = /pass|secret|pin$/i;

export interface Redactable {
  readonly analysis: Analysis;
  readonly manifest: Manifest | null;
  readonly packets: PacketTable;
}

/** Copies; what was given stays as it was. */
export function redact({ analysis, manifest, packets }: Redactable): Redactable {
  const credentials = credentialsOf(analysis);
  const secrets = secretForms(credentials, manifest);
  const clean = textCleaner(secrets);
  const bytes = packets.bytes.slice();
  for (const secret of secrets) blackOutBytes(bytes, new TextEncoder().encode(secret));
  const redacted = { ...packets, bytes };
  for (const credential of credentials) blackOutUnfound(redacted, packets, credential);
  const cleaned = deepClean(analysis, clean);
  for (const credential of credentialsOf(cleaned)) {
    if (credential.password !== null) credential.password = BLACKED_OUT;
  }
  hideShortSecrets(cleaned, analysis);
  return { analysis: cleaned, manifest: manifest === null ? null : deepClean(manifest, clean), packets: redacted };
}

function credentialsOf(analysis: Analysis): Credential[] {
  const { ftp, smtp, pop3 } = analysis.apps;
  return [...ftp, ...smtp, ...pop3].flatMap((session) => session.credentials);
}

/** Every way in which a password may stand on the wire: as it is, and in the base64 of AUTH LOGIN and PLAIN (RFC 4616). */
function secretForms(credentials: readonly Credential[], manifest: Manifest | null): string[] {
  const forms = new Set<string>();
  for (const { user, password } of credentials) {
    if (password === null || password === '') continue;
    const name = user ?? '';
    forms.add(password);
    for (const text of [password, `\0${name}\0${password}`, `${name}\0${name}\0${password}`]) forms.add(base64(text));
  }
  for (const [name, value] of Object.entries(manifest?.parameters ?? {})) {
    if (SECRET_PARAMETER.test(name)) forms.add(String(value)).add(base64(String(value)));
  }
  // The longest first, so that a form is not blacked out in part by one that it contains.
  return [...forms].filter((form) => form.length >= SHORTEST_FOR_SEARCH).sort((a, b) => b.length - a.length);
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function textCleaner(secrets: readonly string[]): (text: string) => string {
  if (secrets.length === 0) return (text) => text;
  const escaped = secrets.map((secret) => {
    const literal = secret.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    // Chinese puts no space between words: only Latin letters and digits tell that a short secret is part of one.
    return secret.length >= LONG_ENOUGH ? literal : `(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])`;
  });
  const pattern = new RegExp(escaped.join('|'), 'gu');
  return (text) => text.replace(pattern, BLACKED_OUT);
}

function deepClean<T>(value: T, clean: (text: string) => string): T {
  if (typeof value === 'string') return clean(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => deepClean(item, clean)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deepClean(item as unknown, clean)])) as T;
}

/** In the dialogue line that carried it, a secret goes whatever its length: PASS, AUTH and bare answers lose their end. */
function hideShortSecrets(cleaned: Analysis, original: Analysis): void {
  const { ftp, smtp, pop3 } = cleaned.apps;
  const frames = new Set(
    credentialsOf(original)
      .filter((c) => c.password !== null)
      .flatMap((c) => c.frames),
  );
  for (const session of [...ftp, ...smtp, ...pop3]) {
    for (const entry of session.dialogue) {
      const carries = entry.direction === 'client' && entry.frames.some((frame) => frames.has(frame));
      if (!carries || /^(?:USER|AUTH LOGIN$)/i.test(entry.text)) continue;
      if (entry.decoded !== undefined) entry.decoded = BLACKED_OUT;
      entry.text = entry.text.replace(
        /^(PASS\s|AUTH\s+\S+\s+)?.+$/is,
        (_, command?: string) => `${command ?? ''}${BLACKED_OUT}`,
      );
    }
  }
}

function blackOutBytes(bytes: Uint8Array, secret: Uint8Array): void {
  const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = haystack.indexOf(secret); at >= 0; at = haystack.indexOf(secret, at + secret.length)) {
    bytes.fill(STAR, at, at + secret.length);
  }
}

/** A secret that was cut over segments is found in none of them: then the client's payload goes altogether. */
function blackOutUnfound(redacted: PacketTable, original: PacketTable, credential: Credential): void {
  if (credential.password === null) return;
  const rows = credential.frames.map((frame) => indexOfFrame(redacted, frame)).filter((index) => index >= 0);
  const fromClient = rows.filter((index) => redacted.columns.fromClient[index] === 1);
  const changed = fromClient.some((index) => !equal(rowAt(redacted, index).bytes, rowAt(original, index).bytes));
  if (changed) return;
  for (const index of fromClient) {
    const row = rowAt(redacted, index);
    const start = layoutOf(row.bytes, row.linkType)?.payload ?? 0;
    for (let at = start; at < row.bytes.length; at++) {
      const byte = row.bytes[at]!;
      if (byte !== CARRIAGE_RETURN && byte !== LINE_FEED) row.bytes[at] = STAR;
    }
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
