/** Zeek's one-word summary of a connection and its history of letters. docs/analysis.md lists both. */
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import { ANALYSIS } from './analysis-flags.ts';
import type { Flow } from './flow.ts';
import type { Segment } from './segment.ts';
import { type SequenceNumber, seqAdd } from './sequence-number.ts';
import type { Side } from './side.ts';

/** Letters that are written at their first time in a direction; the place of each is its bit. */
const LETTERS = 'shadfriq';
/** The two that nearly every packet would write. */
const PURE_ACK = LETTERS.indexOf('a');
const DATA = LETTERS.indexOf('d');
/** A history longer than this says nothing more. */
const MAX_HISTORY = 256;
const FLIPPED = '^';
const CONTROL = FLAG.syn | FLAG.fin | FLAG.rst;
const RESENT = ANALYSIS.retransmission | ANALYSIS.fast_retransmission | ANALYSIS.spurious_retransmission;

/** Writes what the segment adds to the history. */
export function noteHistory({ flow, sender, frame, analysis }: Segment): void {
  const { flags, payloadLength } = frame;
  // Data that rides on a SYN, FIN or RST gets no letter of its own.
  if ((flags & CONTROL) !== 0) noteControl(flow, sender, frame);
  else if (payloadLength > 0) noteOnce(flow, sender, DATA);
  else if ((flags & FLAG.ack) !== 0) noteOnce(flow, sender, PURE_ACK);
  if (payloadLength > 0 && (analysis & RESENT) !== 0) noteCounted(flow, sender, 't', ++sender.retransmissions);
  if ((analysis & ANALYSIS.zero_window) !== 0) noteCounted(flow, sender, 'w', ++sender.zeroWindows);
}

/** Letters that are written at the 1st, 10th, 100th … time. */
export function noteCounted(flow: Flow, side: Side, letter: string, times: number): void {
  if (isPowerOfTen(times)) noteLetter(flow, side, letter);
}

/**
 * The history by the roles as they are known at last: upper case is the client. Where the first packet turned out to be
 * the server's, Zeek would have flipped the connection, and says so first.
 */
export function historyOf(flow: Flow): string {
  if (flow.history === '' || flow.firstSender === flow.client) return flow.history;
  return FLIPPED + swapCase(flow.history);
}

/** A FIN or RST counts again where its sequence number is another; a SYN with another one opens another stream. */
function noteControl(flow: Flow, side: Side, { flags, seq, payloadLength, number }: Frame): void {
  const letter = controlLetter(flags);
  const isAgain =
    letter === 'f'
      ? isFinElsewhere(side, seqAdd(seq as SequenceNumber, payloadLength))
      : letter === 'r' && isResetElsewhere(flow, number);
  if (isAgain) noteLetter(flow, side, letter);
  else noteOnce(flow, side, LETTERS.indexOf(letter));
}

/** This FIN, behind its data, has another sequence number than the one that its sender sent before. */
function isFinElsewhere({ fin }: Side, seq: SequenceNumber): boolean {
  if (fin === null || fin.lastSeq === seq) return false;
  fin.lastSeq = seq;
  return true;
}

/** The RST in this frame has another sequence number than the one that its sender sent before. */
function isResetElsewhere({ resets }: Flow, frame: number): boolean {
  const latest = resets?.at(-1);
  if (latest?.frame !== frame) return false;
  const before = resets?.findLast(({ side, frame: other }) => side === latest.side && other !== frame);
  return before !== undefined && before.seq !== latest.seq;
}

function noteOnce(flow: Flow, side: Side, index: number): void {
  const bit = 1 << (index * 2 + (side.index === flow.firstSender ? 0 : 1));
  if ((flow.historySeen & bit) !== 0) return;
  flow.historySeen |= bit;
  noteLetter(flow, side, LETTERS.charAt(index));
}

/** While the roles may still change, upper case is who spoke first. */
function noteLetter(flow: Flow, side: Side, letter: string): void {
  if (flow.history.length >= MAX_HISTORY) return;
  flow.history += side.index === flow.firstSender ? letter.toUpperCase() : letter;
}

function swapCase(letters: string): string {
  return letters.replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()));
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
