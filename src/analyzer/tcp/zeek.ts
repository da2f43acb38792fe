/** Zeek's one-word summary of a connection and its history of letters. docs/analysis.md lists both. */
import { FLAG } from '../wire/tcp.ts';
import { ANALYSIS } from './analysis-flags.ts';
import type { Flow } from './flow.ts';
import { FACT, FACTS, FLOW, FLOW_NUMBERS } from './flow-rows.ts';
import { addLetter, type HistoryPlace, LETTER, type Letter } from './history.ts';
import type { Segment } from './segment.ts';
import type { Side } from './side.ts';

const FLIPPED = '^';
const CONTROL = FLAG.syn | FLAG.fin | FLAG.rst;
const RESENT = ANALYSIS.retransmission | ANALYSIS.fast_retransmission | ANALYSIS.spurious_retransmission;

/** Writes what the segment adds to the history. */
export function noteHistory(segment: Segment): void {
  const { rows, side, frame, analysis } = segment;
  const { flags, payloadLength } = frame;
  // Data that rides on a SYN, FIN or RST gets no letter of its own.
  if ((flags & CONTROL) !== 0) noteControl(segment);
  else if (payloadLength > 0) noteOnce(segment, LETTER.d);
  else if ((flags & FLAG.ack) !== 0) noteOnce(segment, LETTER.a);
  if (analysis === 0) return;
  const { facts } = rows;
  if (payloadLength > 0 && (analysis & RESENT) !== 0) {
    noteCounted(segment, LETTER.t, ++facts[side * FACTS + FACT.retransmissions]!);
  }
  if ((analysis & ANALYSIS.zero_window) !== 0) {
    noteCounted(segment, LETTER.w, ++facts[side * FACTS + FACT.zeroWindows]!);
  }
}

/** A checksum was wrong: Zeek takes no notice of such a segment but for its letter. */
export function noteWrongChecksum(segment: Segment): void {
  noteCounted(segment, LETTER.c, ++segment.rows.facts[segment.side * FACTS + FACT.badChecksums]!);
}

/** Letters that are written at the 1st, 10th, 100th … time. */
export function noteCounted(place: HistoryPlace, letter: Letter, times: number): void {
  if (isPowerOfTen(times)) addLetter(place, letter);
}

/**
 * The history by the roles as they are known at last: upper case is the client. Where the first packet turned out to be
 * the server's, Zeek would have flipped the connection, and says so first.
 */
export function historyOf(flow: Flow): string {
  const { history } = flow;
  return history === '' || flow.firstSender === flow.client ? history : FLIPPED + swapCase(history);
}

/** A FIN or RST counts again where its sequence number is another; a SYN with another one opens another stream. */
function noteControl(segment: Segment): void {
  const { flags, seq, payloadLength, number } = segment.frame;
  const letter = controlLetter(flags);
  const isAgain =
    letter === LETTER.f
      ? isFinElsewhere(segment, (seq + payloadLength) | 0)
      : letter === LETTER.r && isResetElsewhere(segment.flow, number);
  if (isAgain) addLetter(segment, letter);
  else noteOnce(segment, letter);
}

/** This FIN, behind its data, has another sequence number than the one that its sender sent before. */
function isFinElsewhere({ rows: { facts }, side }: Segment, seq: number): boolean {
  const at = side * FACTS;
  if (facts[at + FACT.finFrame] === 0 || facts[at + FACT.finLastSeq] === seq) return false;
  facts[at + FACT.finLastSeq] = seq;
  return true;
}

/** The RST in this frame has another sequence number than the one that its sender sent before. */
function isResetElsewhere({ resets }: Flow, frame: number): boolean {
  const latest = resets?.at(-1);
  if (latest?.frame !== frame) return false;
  const before = resets?.findLast(({ side, frame: other }) => side === latest.side && other !== frame);
  return before !== undefined && before.seq !== latest.seq;
}

function noteOnce(segment: Segment, letter: Letter): void {
  const { side } = segment;
  const { flows } = segment.rows;
  const at = (side >> 1) * FLOW_NUMBERS;
  const bit = 1 << (letter * 2 + ((side & 1) ^ flows[at + FLOW.firstSender]!));
  if ((flows[at + FLOW.historySeen]! & bit) !== 0) return;
  flows[at + FLOW.historySeen]! |= bit;
  addLetter(segment, letter);
}

function swapCase(letters: string): string {
  return letters.replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()));
}

function controlLetter(flags: number): Letter {
  const syn = (flags & FLAG.syn) !== 0;
  const fin = (flags & FLAG.fin) !== 0;
  const rst = (flags & FLAG.rst) !== 0;
  if (syn && (fin || rst)) return LETTER.q;
  if (fin && rst) return LETTER.i;
  if (syn) return (flags & FLAG.ack) !== 0 ? LETTER.h : LETTER.s;
  return fin ? LETTER.f : LETTER.r;
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
  // A RST after both FINs is no more than their end.
  if (closedByBoth(originator, responder, first?.frame)) return 'SF';
  if (first !== undefined && first.side === originator.index) {
    return originatorSyn && !responderSyn ? 'RSTOS0' : 'RSTO';
  }
  if (first !== undefined) {
    if (originatorSyn && !responderSyn) return 'REJ';
    return !originatorSyn && responderSyn ? 'RSTRH' : 'RSTR';
  }
  if (originator.fin !== null) return originatorSyn && !responderSyn ? 'SH' : 'S2';
  if (responder.fin !== null) return !originatorSyn && responderSyn ? 'SHR' : 'S3';
  if (originatorSyn && !responderSyn) return 'S0';
  return originatorSyn && responderSyn ? 'S1' : 'OTH';
}

/** Both sent a FIN, before any RST. */
function closedByBoth({ fin: one }: Side, { fin: another }: Side, rst = Number.POSITIVE_INFINITY): boolean {
  return one !== null && another !== null && one.frame < rst && another.frame < rst;
}
