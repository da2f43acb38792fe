/**
 * Wireshark hands what a SOCKS connection carries to its own protocols as a conversation of its own, and so gives away a stream
 * number, at the first payload after the proxy's consent. Whoever counts as Wireshark does has to leave one out.
 */
import type { AppAnalyzer, EndOfDirection, WirePosition } from '../apps/app.ts';
import type { Direction } from '../model.ts';

/** IANA's port; on any other, Wireshark does not look for SOCKS. */
export const SOCKS_PORT = 1080;

/** RFC 1928 §4. */
const CONNECT = 1;
/** SOCKS 4: "request granted". */
const GRANTED = 90;
/** RFC 1928 §3. */
const METHOD = { none: 0, password: 2 } as const;

type Stage =
  | 'begin'
  | 'v4-reply'
  | 'v5-method'
  | 'v5-login'
  | 'v5-login-reply'
  | 'v5-request'
  | 'v5-reply'
  | 'tunnel'
  | 'over';

/** Listens to a connection on behalf of its application analyzer, if it has one. */
export class SocksListener implements AppAnalyzer {
  readonly #onTunnel: () => void;
  #inner: AppAnalyzer | null;
  #stage: Stage = 'begin';

  constructor(inner: AppAnalyzer | null, onTunnel: () => void) {
    this.#inner = inner;
    this.#onTunnel = onTunnel;
  }

  get done(): boolean {
    return this.#stage === 'over' && this.#inner === null;
  }

  onData(direction: Direction, bytes: Uint8Array, at: WirePosition): void {
    this.#inner?.onData(direction, bytes, at);
    if (this.#inner?.done === true) this.#inner = null;
    if (this.#stage === 'over') return;
    if (this.#stage === 'tunnel') this.#onTunnel();
    this.#stage = next(this.#stage, direction, bytes[0]!, bytes[1] ?? -1);
  }

  onGap(direction: Direction, length: number, at: WirePosition): void {
    this.#inner?.onGap(direction, length, at);
  }

  onEnd(direction: Direction, how: EndOfDirection, at: WirePosition): void {
    this.#inner?.onEnd(direction, how, at);
  }
}

/** Message by message, as Wireshark reads it: SOCKS 4, and SOCKS 5 (RFC 1928) with or without a password (RFC 1929). */
function next(stage: Stage, from: Direction, first: number, second: number): Stage {
  const expected: Direction = stage === 'begin' || stage === 'v5-login' || stage === 'v5-request' ? 'client' : 'server';
  if (stage === 'tunnel' || stage === 'over') return 'over';
  if (from !== expected) return stage === 'begin' ? 'over' : stage;
  switch (stage) {
    case 'begin':
      if (first === 5) return 'v5-method';
      return first === 4 ? 'v4-reply' : 'over';
    case 'v4-reply':
      return second === GRANTED ? 'tunnel' : 'over';
    case 'v5-method':
      if (second === METHOD.none) return 'v5-request';
      return second === METHOD.password ? 'v5-login' : 'over';
    case 'v5-login':
      return 'v5-login-reply';
    case 'v5-login-reply':
      return 'v5-request';
    case 'v5-request':
      return second === CONNECT ? 'v5-reply' : 'over';
    case 'v5-reply':
      return 'tunnel';
  }
}
