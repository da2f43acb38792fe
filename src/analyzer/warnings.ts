/** What the reader of an analysis must know about the capture: one entry a code, counted, with its first place. */
import { linkTypeName } from './capture-file/link-types.ts';
import type { Capture } from './model.ts';
import type { Flows } from './tcp/flow.ts';
import { type Frame, type NotFollowed, OUTCOME } from './wire/frame.ts';

type Warning = Capture['warnings'][number];

export class Warnings {
  readonly #byCode = new Map<string, Warning>();

  /** Repeats only count; the first message stays. */
  add(code: string, message: string, place: { frame?: number; offset?: number; count?: number } = {}): void {
    const known = this.#byCode.get(code);
    const count = place.count ?? 1;
    if (known !== undefined) known.count += count;
    else {
      this.#byCode.set(code, { code, message, count, firstFrame: place.frame ?? null, offset: place.offset ?? null });
    }
  }

  list(): Warning[] {
    return [...this.#byCode.values()].map((warning) => ({ ...warning }));
  }
}

/** What is to be told of packets that could not be read, by the outcome of decoding. A fragment that waits is none. */
const UNREAD: ReadonlyMap<number, readonly [code: string, message: string]> = new Map([
  [OUTCOME.truncated, ['header-cut', 'the snapshot ends inside a header']],
  [OUTCOME.malformed, ['malformed-header', 'a header contradicts itself']],
  [OUTCOME.tooDeep, ['tunnels-too-deep', 'more tunnels within each other than are followed']],
  [OUTCOME.encrypted, ['encrypted-frames', 'frames whose content is encrypted']],
]);

const NOT_FOLLOWED: Readonly<Record<NotFollowed, string>> = {
  'van-jacobson-compression': 'headers that PPP compressed (RFC 1144)',
  'ppp-multilink-fragments': 'fragments of PPP multilink',
  'wireless-fragments': 'fragments of wireless frames',
  'capwap-fragments': 'fragments of CAPWAP',
  'gre-hdlc': 'PPP as a stream of bytes in GRE',
};

export function warnOfUnread(warnings: Warnings, outcome: number, { number, linkType, notFollowed }: Frame): void {
  if (outcome === OUTCOME.notFollowed) {
    warnings.add(`not-followed-${notFollowed}`, `TCP is not looked for in ${NOT_FOLLOWED[notFollowed]}`, {
      frame: number,
    });
    return;
  }
  if (outcome === OUTCOME.unsupported) {
    const name = linkTypeName(linkType);
    const code = `link-type-${name.toLowerCase().replaceAll('_', '-')}`;
    warnings.add(code, `link type ${name} is not read`, { frame: number });
    return;
  }
  const told = UNREAD.get(outcome);
  if (told !== undefined) warnings.add(told[0], told[1], { frame: number });
}

/** What is to be told of the connections: those that were let go, are not listed, or are two for Wireshark. */
export function warnOfFlows(warnings: Warnings, flows: Flows, letGo: number, notListed: number): void {
  if (letGo > 0) {
    warnings.add('connections-let-go', 'too many connections at once; the oldest were let go', { count: letGo });
  }
  if (notListed > 0) warnings.add('connections-not-listed', 'more connections than are listed', { count: notListed });
  const split = [...flows.viewed()].filter(({ continues }) => continues >= 0).map(({ firstFrame }) => firstFrame);
  for (const frame of split.sort((a, b) => a - b)) {
    warnings.add('connection-split', 'Wireshark counts the rest of a connection as another stream', { frame });
  }
}
