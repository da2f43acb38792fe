/**
 * The puzzle of the missing FIN as analysis: each guess about an unusual closing is a statement about segments, and the
 * capture supports it, refutes it, or can't tell. `hypothesis-words.ts` has the words.
 */
import type { Closing, Hypothesis } from '../model.ts';
import { type ClosingFacts, closingFactsOf, isTextbook, type SeenFin } from './closing-facts.ts';
import type { CaptureFacts } from './conclude-capture.ts';
import { type Case, flagFilters, withoutQuotes } from './connection-findings.ts';
import { MAX_FRAMES, orderedFrames } from './evidence.ts';
import { filterFor, isAboutFlags, type MeaningfulFilter } from './filter.ts';
import type { Because, HypothesisId } from './hypothesis-words.ts';

/** RFC 6298 §2.4: the first retransmission may take a second; a capture that goes on for longer would show it. */
const WATCHED_LONG_ENOUGH_MS = 1000;
/** No answer can be expected to have come before this has passed: Linux's shortest retransmission timeout. */
const ANSWER_EXPECTED_AFTER_MS = 200;

type Verdict = Hypothesis['verdict'];

interface Judgement {
  verdict: Verdict;
  /** Which of the reasons in `hypothesis-words.ts`. */
  because: Because;
  frames?: readonly number[];
  params?: Hypothesis['params'];
}

/** Null for the textbook's closing, and for a connection that never stood. */
export function closingOf(about: Case, capture: CaptureFacts): Closing | null {
  const { kind } = about.connection.handshake;
  if (kind === 'refused' || kind === 'unanswered' || kind === 'incomplete') return null;
  const facts = closingFactsOf(about, capture);
  if (isTextbook(facts)) return null;
  return {
    hypotheses: JUDGES.map(([id, judge]) => {
      const { verdict, because, frames = [], params = {} } = judge(facts);
      const kept = orderedFrames(frames).slice(0, MAX_FRAMES);
      const meaningful = [...emptyFilters(id, facts), ...flagFilters(about)];
      return {
        id,
        verdict,
        because,
        frames: kept,
        params,
        filter: filterFor(kept, about.connection.id, isAboutFlags(id) ? meaningful : []),
      };
    }),
  };
}

/** Filters that show nothing, which is what they prove: first the one for the flag that the guess is about. */
function emptyFilters(id: HypothesisId, { fins, resets, about }: ClosingFacts): MeaningfulFilter[] {
  const noFin: MeaningfulFilter = { condition: 'tcp.flags.fin == 1', frames: fins.length === 0 ? [] : null };
  const noReset: MeaningfulFilter = { condition: 'tcp.flags.reset == 1', frames: resets.length === 0 ? [] : null };
  const filters = id === 'reset-instead' ? [noReset, noFin] : [noFin, noReset];
  return about.icmpSeen ? filters.map(withoutQuotes) : filters;
}

const JUDGES: readonly (readonly [HypothesisId, (facts: ClosingFacts) => Judgement])[] = [
  ['fin-on-data', judgeFinOnData],
  ['fin-shown-as-application', judgeShownAs],
  ['fin-ack-label-is-merge', judgeLabel],
  ['ack-and-fin-merged', judgeMerged],
  ['other-side-never-closed', judgeNeverClosed],
  ['other-side-crashed', judgeCrashed],
  ['reset-instead', judgeReset],
  ['fin-retransmitted', judgeRetransmitted],
  ['capture-began-late', judgeBeganLate],
  ['capture-ended-early', judgeEndedEarly],
  ['capture-lost-packets', judgeLostPackets],
];

function judgeFinOnData(facts: ClosingFacts): Judgement {
  const riding = facts.fins.filter(({ fin }) => fin.withData);
  if (riding.length > 0) {
    return { verdict: 'supported', because: 'rides-on-data', frames: framesOf(riding), params: sideOf(riding[0]!) };
  }
  return noHiddenFin(facts);
}

function judgeShownAs(facts: ClosingFacts): Judgement {
  const shown = facts.fins.find(({ fin, shownAs }) => fin.withData && shownAs !== null);
  if (shown !== undefined) {
    const params = { ...sideOf(shown), shownAs: shown.shownAs };
    return { verdict: 'supported', because: 'listed-as-application', frames: [shown.fin.frame], params };
  }
  const riding = facts.fins.filter(({ fin }) => fin.withData);
  if (riding.length > 0) return { verdict: 'refuted', because: 'listed-as-tcp', frames: framesOf(riding) };
  return noHiddenFin(facts);
}

/** No FIN that was captured carries data; is that all? */
function noHiddenFin(facts: ClosingFacts): Judgement {
  if (facts.fins.length < 2 && facts.gapFrames.length > 0) {
    return { verdict: 'cannot-tell', because: 'capture-lacks-segments', frames: facts.gapFrames };
  }
  if (facts.fins.length === 0) return withoutFin(facts);
  const frames = framesOf(facts.fins);
  if (facts.fins.length === 1 && mayGoOn(facts))
    return { verdict: 'cannot-tell', because: 'other-fin-may-follow', frames };
  return { verdict: 'refuted', because: 'fins-without-data', frames };
}

/** The guess is about a FIN, and there is none: may one have followed? */
function withoutFin(facts: ClosingFacts): Judgement {
  return mayGoOn(facts)
    ? { verdict: 'cannot-tell', because: 'no-fin-yet' }
    : { verdict: 'refuted', because: 'no-fin-at-all' };
}

/** Nothing ended the connection, and the capture stops before one could say that nothing follows. */
function mayGoOn({ resets, watchedMs }: ClosingFacts): boolean {
  return resets.length === 0 && watchedMs < WATCHED_LONG_ENOUGH_MS;
}

function judgeLabel(facts: ClosingFacts): Judgement {
  const ordinary = facts.fins.find(({ fin }) => !fin.acknowledgesFin);
  if (ordinary === undefined) return withoutFin(facts);
  return {
    verdict: 'refuted',
    because: 'every-segment-carries-ack',
    frames: [ordinary.fin.frame],
    params: sideOf(ordinary),
  };
}

function judgeMerged(facts: ClosingFacts): Judgement {
  const { fins } = facts;
  const merged = fins.find(({ fin }) => fin.acknowledgesFin);
  if (merged !== undefined) {
    return {
      verdict: 'supported',
      because: 'one-segment-for-both',
      frames: [merged.fin.frame],
      params: sideOf(merged),
    };
  }
  const acks = fins.flatMap(({ fin }) => (fin.ackFrame === 0 ? [] : [fin.ackFrame]));
  if (acks.length > 0) return { verdict: 'refuted', because: 'ack-of-its-own', frames: [acks[0]!] };
  if (fins.length === 0) return withoutFin(facts);
  if (facts.resets.length > 0) return { verdict: 'refuted', because: 'reset-closed-both', frames: facts.resets };
  return { verdict: 'cannot-tell', because: 'fin-not-acknowledged', frames: framesOf(fins) };
}

function judgeNeverClosed(facts: ClosingFacts): Judgement {
  const { fins, resets, about, watchedMs } = facts;
  const { states } = about.connection.teardown;
  if (fins.length === 2) return { verdict: 'refuted', because: 'both-sent-fin', frames: framesOf(fins) };
  if (resets.length > 0) return { verdict: 'refuted', because: 'reset-closed-both', frames: resets };
  const [only] = fins;
  if (facts.gapFrames.length > 0) {
    return { verdict: 'cannot-tell', because: 'capture-lacks-segments', frames: facts.gapFrames };
  }
  if (only === undefined) return withoutFin(facts);
  const frames = framesOf(fins);
  if (only.fin.ackFrame === 0) return { verdict: 'cannot-tell', because: 'fin-not-acknowledged', frames };
  const told = {
    frames: [...frames, only.fin.ackFrame],
    params: { ...sideOf(only), clientState: states.client, serverState: states.server, watchedMs },
  };
  return mayGoOn(facts)
    ? { verdict: 'cannot-tell', because: 'half-closed-so-far', ...told }
    : { verdict: 'supported', because: 'half-closed', ...told };
}

function judgeCrashed(facts: ClosingFacts): Judgement {
  const { fins, resets, silence } = facts;
  if (facts.connectionUnknownAt.length > 0) {
    const frames = facts.connectionUnknownAt;
    const lacking = facts.gapFrames.length > 0 || facts.about.connection.handshake.kind === 'not-captured';
    if (lacking) return { verdict: 'cannot-tell', because: 'may-have-closed-unseen', frames };
    return { verdict: 'supported', because: 'knows-no-connection', frames };
  }
  const unanswered = fins.find(({ fin, intoSilence }) => fin.ackFrame === 0 && intoSilence);
  if (unanswered !== undefined && resets.length === 0) {
    const params = { ...sideOf(unanswered), transmissions: unanswered.transmissions.length };
    return { verdict: 'supported', because: 'fin-into-silence', frames: unanswered.transmissions, params };
  }
  if (silence.length > 0 && resets.length === 0)
    return { verdict: 'supported', because: 'data-into-silence', frames: silence };
  if (resets.length > 0) return { verdict: 'cannot-tell', because: 'reset-has-many-reasons', frames: resets };
  if (fins.length === 2) return { verdict: 'refuted', because: 'both-sent-fin', frames: framesOf(fins) };
  const acknowledged = fins.find(({ fin }) => fin.ackFrame !== 0);
  if (acknowledged === undefined)
    return { verdict: 'cannot-tell', because: 'no-answer-expected-yet', frames: framesOf(fins) };
  return { verdict: 'refuted', because: 'its-kernel-answered', frames: [acknowledged.fin.ackFrame] };
}

function judgeReset(facts: ClosingFacts): Judgement {
  const { resets, resetBy } = facts;
  if (resets.length > 0)
    return { verdict: 'supported', because: 'reset-seen', frames: resets, params: { side: resetBy } };
  if (!facts.closedByBoth && facts.watchedMs < WATCHED_LONG_ENOUGH_MS) {
    return { verdict: 'cannot-tell', because: 'may-follow-the-capture' };
  }
  return { verdict: 'refuted', because: 'no-reset' };
}

function judgeRetransmitted(facts: ClosingFacts): Judgement {
  const { fins } = facts;
  const again = fins.filter(({ transmissions }) => transmissions.length > 1);
  if (again.length > 0) {
    const frames = again.flatMap(({ transmissions }) => transmissions);
    return { verdict: 'supported', because: 'fin-seen-again', frames, params: sideOf(again[0]!) };
  }
  if (fins.length === 0) return withoutFin(facts);
  const waiting = fins.some(({ fin }) => fin.ackFrame === 0) && mayGoOn(facts);
  if (waiting) return { verdict: 'cannot-tell', because: 'may-follow-the-capture', frames: framesOf(fins) };
  return { verdict: 'refuted', because: 'each-fin-once', frames: framesOf(fins) };
}

function judgeBeganLate({ about }: ClosingFacts): Judgement {
  const { handshake, frames } = about.connection;
  if (handshake.kind === 'not-captured')
    return { verdict: 'supported', because: 'no-handshake', frames: [frames.first] };
  const opening = [handshake.frames.syn, handshake.frames.synAck].filter((frame) => frame !== null);
  return { verdict: 'refuted', because: 'handshake-captured', frames: opening };
}

function judgeEndedEarly(facts: ClosingFacts): Judgement {
  const { about, fins, resets, closedByBoth, watchedMs } = facts;
  const last = [about.connection.frames.last];
  const params = { watchedMs };
  if (closedByBoth) {
    const acks = fins.map(({ fin }) => fin.ackFrame);
    return { verdict: 'refuted', because: 'closed-within-capture', frames: [...framesOf(fins), ...acks] };
  }
  if (resets.length > 0) return { verdict: 'refuted', because: 'reset-closed-both', frames: resets };
  if (watchedMs >= WATCHED_LONG_ENOUGH_MS)
    return { verdict: 'refuted', because: 'capture-went-on', frames: last, params };
  const waitsForAck = fins.some(({ fin, intoSilence }) => fin.ackFrame === 0 && !intoSilence);
  if (fins.length === 0 || (waitsForAck && watchedMs < ANSWER_EXPECTED_AFTER_MS)) {
    return { verdict: 'supported', because: 'ends-in-mid-talk', frames: last, params };
  }
  return { verdict: 'cannot-tell', because: 'nothing-after-it', frames: last, params };
}

function judgeLostPackets({ gapFrames, missingBytes, dropped }: ClosingFacts): Judgement {
  if (gapFrames.length > 0) {
    return { verdict: 'supported', because: 'acknowledged-but-unseen', frames: gapFrames, params: { missingBytes } };
  }
  if (dropped !== null && dropped > 0) {
    return { verdict: 'cannot-tell', because: 'engine-dropped-somewhere', params: { dropped } };
  }
  return { verdict: 'refuted', because: 'all-acknowledged-is-here' };
}

function framesOf(fins: readonly SeenFin[]): number[] {
  return fins.map(({ fin }) => fin.frame);
}

function sideOf({ name }: SeenFin): { side: string } {
  return { side: name };
}
