/** Zeek's one-word summary of a connection and its history of letters. docs/analysis.md lists both. */
import { FLAG } from '../wire/tcp.ts';
import type { Flow } from './flow.ts';
import type { Side } from './side.ts';

/** Letters that are written once a direction; the place of each is its bit. */
const LETTERS = 'shadfriq';
/** The two that nearly every packet would write. */
export const PURE_ACK = LETTERS.indexOf('a');
export const DATA = LETTERS.indexOf('d');
/** A history longer than this says nothing more. */
const MAX_HISTORY = 256;

function bitOf(flow: Flow, side: Side, index: number): number {
  return 1 << (index * 2 + (side.index === flow.client ? 0 : 1));
}

/** Writes the letter at this place of LETTERS, the first time. */
export function noteOnce(flow: Flow, side: Side, index: number): void {
  const bit = bitOf(flow, side, index);
  if ((flow.historySeen & bit) !== 0) return;
  flow.historySeen |= bit;
  noteLetter(flow, side, LETTERS.charAt(index));
}

/** Zeek's letter for a segment with SYN, FIN or RST, the first time. */
export function noteControlLetter(flow: Flow, side: Side, flags: number): void {
  noteOnce(flow, side, LETTERS.indexOf(controlLetter(flags)));
}

function noteLetter(flow: Flow, side: Side, letter: string): void {
  if (flow.history.length < MAX_HISTORY) flow.history += side.index === flow.client ? letter.toUpperCase() : letter;
}

/** Letters that are written at the 1st, 10th, 100th … time. */
export function noteCounted(flow: Flow, side: Side, letter: string, times: number): void {
  if (isPowerOfTen(times)) noteLetter(flow, side, letter);
}

function controlLetter(flags: number): string {
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
