/** One AUTH exchange of SMTP (RFC 4954) or POP3 (RFC 5034): what it reveals. */
import type { Credential } from '../model.ts';
import { decodeBase64 } from './base64.ts';
import { decodeLatin1, decodeText, isReadable } from './text.ts';
import { FrameList } from './wire-position.ts';

/** RFC 4422 mechanisms take a few steps; NTLM and SCRAM two or three. */
export const MAX_RESPONSES = 16;

export class AuthExchange {
  /** The server asked for a response that has not come yet. */
  challenged = false;
  readonly #mechanism: string;
  readonly #responses: string[] = [];
  readonly #frames = new FrameList();
  #cancelled = false;

  /** `initial` is the initial response on the command itself; `=` is an empty one (RFC 4954 §4). */
  constructor(mechanism: string, initial: string | null, frames: readonly number[]) {
    this.#mechanism = mechanism.toUpperCase();
    this.#frames.addAll(frames);
    if (initial !== null) this.#keep(initial === '=' ? '' : initial);
  }

  challenge(frames: readonly number[]): void {
    this.challenged = true;
    this.#frames.addAll(frames);
  }

  respond(line: string, frames: readonly number[]): void {
    this.challenged = false;
    this.#frames.addAll(frames);
    if (line.trim() === '*') this.#cancelled = true;
    else this.#keep(line);
  }

  /** `accepted` is null when the outcome is not in the capture. */
  end(accepted: boolean | null, frames: readonly number[]): Credential {
    this.#frames.addAll(frames);
    const { user, password } = this.#cancelled ? { user: this.#userIfCancelled(), password: null } : this.#read();
    return { mechanism: this.#mechanism, user, password, accepted, frames: this.#frames.list() };
  }

  #keep(response: string): void {
    if (this.#responses.length < MAX_RESPONSES) this.#responses.push(response);
  }

  #userIfCancelled(): string | null {
    return this.#mechanism === 'LOGIN' ? this.#text(0) : null;
  }

  #read(): { user: string | null; password: string | null } {
    switch (this.#mechanism) {
      case 'PLAIN':
        return readPlain(this.#bytes(0));
      case 'LOGIN':
        return { user: this.#text(0), password: this.#text(1) };
      case 'CRAM-MD5':
        return { user: /^(.*) [0-9a-f]{32}$/is.exec(this.#text(0) ?? '')?.[1] ?? null, password: null };
      case 'DIGEST-MD5':
        return { user: readDigestUser(this.#text(0) ?? ''), password: null };
      case 'EXTERNAL':
        // RFC 4422 Appendix A: who TLS says it is, or whom the client names.
        return { user: this.#text(0) || null, password: null };
      case 'XOAUTH2':
      case 'OAUTHBEARER':
        return readOauth(this.#text(0) ?? '');
      case 'NTLM':
        return { user: readNtlmUser(this.#bytes(1)), password: null };
      default:
        return {
          user: this.#mechanism.startsWith('SCRAM-') ? readScramUser(this.#text(0) ?? '') : null,
          password: null,
        };
    }
  }

  #bytes(nth: number): Uint8Array | null {
    const response = this.#responses[nth];
    return response === undefined ? null : decodeBase64(response);
  }

  #text(nth: number): string | null {
    const bytes = this.#bytes(nth);
    return bytes && decodeText(bytes);
  }
}

/** What a line of base64 says, when it says something that can be read. */
export function readableBase64(line: string): string | null {
  const bytes = line.trim() === '' ? null : decodeBase64(line);
  const text = bytes && decodeText(bytes);
  return text !== null && isReadable(text.replaceAll('\0', '').replaceAll('\x01', '')) ? text : null;
}

/** RFC 4616 §2: `[authzid] NUL authcid NUL passwd`. */
function readPlain(bytes: Uint8Array | null): { user: string | null; password: string | null } {
  const fields = bytes ? decodeText(bytes).split('\0') : [];
  return fields.length === 3 ? { user: fields[1]!, password: fields[2]! } : { user: null, password: null };
}

/** RFC 2831 §2.1.2: a quoted string, in which a backslash takes the meaning from what follows it. */
function readDigestUser(text: string): string | null {
  const name = /(?:^|,)\s*username="((?:[^"\\]|\\.)*)"/i.exec(text)?.[1];
  return name === undefined ? null : name.replace(/\\(.)/g, '$1');
}

/** RFC 7628 §3.1 (`n,a=user,`) and its forerunner (`user=user`): the bearer token is what lets in. */
function readOauth(text: string): { user: string | null; password: string | null } {
  const name = /^(?:user=([^\x01]*)|[^,]*,a=([^,]*))/.exec(text);
  const user = name?.[1] ?? (name?.[2] === undefined ? null : saslName(name[2]));
  return { user, password: /\x01auth=Bearer ([^\x01]*)/i.exec(text)?.[1] ?? null };
}

/** RFC 5802 §7: `n,,n=user,r=nonce`. */
function readScramUser(text: string): string | null {
  const name = /(?:^|,)n=([^,]*)/.exec(text)?.[1];
  return name === undefined ? null : saslName(name);
}

/** RFC 5801 §4: a comma and an equals sign are written `=2C` and `=3D`. */
function saslName(text: string): string {
  return text.replaceAll('=2C', ',').replaceAll('=3D', '=');
}

/** MS-NLMP §2.2.1.3: the AUTHENTICATE message; user name field at offset 36, flags at 60 (bit 0: UTF-16). */
const NTLM = { type: 8, userLength: 36, userOffset: 40, flags: 60, end: 64, authenticate: 3, unicode: 1 };

function readNtlmUser(bytes: Uint8Array | null): string | null {
  if (!bytes || bytes.length < NTLM.end || !decodeLatin1(bytes.subarray(0, 8)).startsWith('NTLMSSP\0')) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(NTLM.type, true) !== NTLM.authenticate) return null;
  const start = view.getUint32(NTLM.userOffset, true);
  const name = bytes.subarray(start, start + view.getUint16(NTLM.userLength, true));
  const isUnicode = (view.getUint32(NTLM.flags, true) & NTLM.unicode) !== 0;
  return isUnicode ? new TextDecoder('utf-16le').decode(name) : decodeText(name);
}
