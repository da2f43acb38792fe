/** Why bytes could not be parsed: they end too early, contradict their format, or use a part of it that we don't read. */
export type ParseFailureReason = 'truncated' | 'malformed' | 'unsupported';

/** What a parser of hostile bytes returns in place of throwing; `offset` is in bytes from the start of what was given. */
export type ParseResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: ParseFailureReason; readonly offset: number };

export function parsed<T>(value: T): ParseResult<T> {
  return { ok: true, value };
}

export function failed<T = never>(reason: ParseFailureReason, offset: number): ParseResult<T> {
  return { ok: false, reason, offset };
}
