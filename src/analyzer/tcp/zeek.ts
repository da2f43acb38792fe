/** Zeek's one-word summary of a connection and its history of letters. docs/analysis.md lists both. */
import { FLAG } from '../wire/tcp.ts';
import type { Flow } from './flow.ts';
import type { Side } from './side.ts';

/** Letters that are written once a direction (again only when the sequence number differs), as bits. */
const LETTERS = 'shadfriq';
/** A history longer than this says nothing more. */
const MAX_HISTORY = 256;

export function noteLetter(flow: Flow, side: Side, letter: string, again = false): void {
  const index = LETTERS.indexOf(letter);
  if (index >= 0 && !again) {
    const bit = 1 << (index * 2 + (side.index === flow.client ? 0 : 1));
    if ((flow.historySeen & bit) !== 0) return;
    flow.historySeen |= bit;
  }
  if (flow.history.length < MAX_HISTORY) flow.history += side.index === flow.client ? letter.toUpperCase() : letter;
}

/** Letters that are written at the 1st, 10th, 100th … time. */
export function noteCounted(flow: Flow, side: Side, letter: string, times: number): void {
  if (isPowerOfTen(times)) noteLetter(flow, side, letter);
}

/** Zeek's letter for a segment with SYN, FIN or RST. */
export function controlLetter(flags: number): string {
  const syn = (flags & FLAG.syn) !== 0;
  const fin = (flags & FLAG.fin) !== 0;
  const rst = (flags & FLAG.rst) !== 0;
  if (syn && (fin || rst)) return 'q';
  if (fin && rst) return 'i';
  if (syn) return (flags & FLAG.ack) !== 0 ? 'h' : 's';
  return fin ? 'f' : 'r';
}

function isPowerOfTen(count: number): boolean {
  let rest = count;
  while (rest >= 10 && rest % 10 === 0) rest /= 10;
  return rest === 1;
}

/** Zeek's conn_state. */
export function connStateOf(flow: Flow): string {
  const originator = flow.side(flow.client);
  const responder = flow.side(1 - flow.client);
  const originatorSyn = originator.synSent;
  const responderSyn = responder.synAckSent || responder.synSent;
  const first = flow.resets?.[0];
  if (first !== undefined && first.side === originator.index) {
    return originatorSyn && !responderSyn ? 'RSTOS0' : 'RSTO';
  }
  if (first !== undefined) {
    if (originatorSyn && !responderSyn) return 'REJ';
    return !originatorSyn && responderSyn ? 'RSTRH' : 'RSTR';
  }
  if (originator.fin !== null && responder.fin !== null) return 'SF';
  if (originator.fin !== null) return originatorSyn && !responderSyn ? 'SH' : 'S2';
  if (responder.fin !== null) return !originatorSyn && responderSyn ? 'SHR' : 'S3';
  if (originatorSyn && !responderSyn) return 'S0';
  return originatorSyn && responderSyn ? 'S1' : 'OTH';
}
