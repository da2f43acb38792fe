/** Findings from what was noted segment by segment. */
import type { Direction, Finding } from '../model.ts';
import type { Flow } from '../tcp/flow.ts';
import type { FindingCode } from './catalogue.ts';
import { type ConnectionFindings, intervalsMs, toMs } from './connection-findings.ts';
import { Evidence } from './evidence.ts';
import { NO_LIMIT } from './notes-table.ts';
import { SHORTEST_TIMEOUT_NS } from './resent.ts';
import { quickestAnswer } from './round-trips.ts';
import type { SideNotes } from './side-notes.ts';
import type { Silence } from './special-notes.ts';

/** Transmissions of the same data into silence before it is a finding. */
const SILENT_TRANSMISSIONS = 3;

/** What was quiet for shorter than this was in the middle of its talk. */
const LONG_IDLE_NS = 1_000_000_000;

type ParamsOf = (evidence: Evidence, notes: SideNotes, flow: Flow) => Finding['params'];

/** The params of each finding that is made of evidence alone. */
const PARAMS: Partial<Record<FindingCode, ParamsOf>> = {
  'simultaneous-open-not-retransmission': ({ count }) => ({ segments: count }),
  'half-close-used': ({ count, total }) => ({ segments: count, bytes: total }),
  'capture-duplicate': ({ count, min, max, kinds }) => ({
    copies: count,
    minGapMs: toMs(min),
    maxGapMs: toMs(max),
    timeToLive: kinds.has('lower-ttl') ? 'lower-ttl' : 'same-ttl',
  }),
  'segments-over-mss': ({ count, max }, notes) => ({
    segments: count,
    largestBytes: max,
    mssBytes: notes.payloadLimit === NO_LIMIT ? null : notes.payloadLimit,
  }),
  'partial-checksums': ({ count }) => ({ segments: count }),
  'super-segment-acks': ({ count }) => ({ acks: count }),
  'lost-before-capture-point': ({ count }) => ({ segments: count }),
  'late-first-copy': ({ count, kinds }) => ({ segments: count, proof: [...kinds] }),
  'spurious-retransmission': ({ count, kinds }) => ({ segments: count, proof: [...kinds] }),
  'inconsistent-retransmission': ({ count }) => ({ segments: count }),
  'delayed-ack': ({ count, min, max }, { minAckDelay }, flow) => ({
    acks: count,
    minDelayMs: toMs(min),
    maxDelayMs: toMs(max),
    quickestMs: toMs(quickestAnswer(minAckDelay, flow)),
  }),
  'nagle-held-data': ({ count, min, max }) => ({ segments: count, minHeldMs: toMs(min), maxHeldMs: toMs(max) }),
  'keep-alive': ({ count }) => ({ probes: count }),
  'window-probe': ({ count }) => ({ probes: count }),
  'urgent-data': ({ count }) => ({ segments: count }),
  'syn-with-data': ({ max, kinds }) => ({ dataBytes: max, taken: [...kinds][0] ?? null }),
};

export function concludeEvidence(findings: ConnectionFindings): void {
  for (const { notes, otherNotes, name } of findings.sides()) {
    if (notes.special === null) continue;
    for (const [code, evidence] of notes.evidence ?? []) {
      const paramsOf = PARAMS[code];
      if (paramsOf === undefined || (code === 'half-close-used' && closedBothWays(otherNotes))) continue;
      findings.add(
        code,
        evidence.frames,
        { side: name, ...paramsOf(evidence, notes, findings.case.flow) },
        evidence.more,
      );
    }
    concludeSilence(findings, notes, name);
    concludeLosses(findings, notes, name);
    concludeZeroWindow(findings, notes, name);
  }
}

/** It closed and then answered with RST: its FIN was the end of both directions, and what still came was in vain. */
function closedBothWays({ reset }: SideNotes): boolean {
  return reset !== null && reset.finBefore !== 0;
}

/** RFC 6298 §5: not what merely is repeated at once, but what was waited for. */
export function isSilent(silence: Silence | null): silence is Silence {
  if (silence === null || silence.frames.length < SILENT_TRANSMISSIONS) return false;
  return silence.times.at(-1)! - silence.times[0]! >= SHORTEST_TIMEOUT_NS;
}

function concludeSilence(findings: ConnectionFindings, { silence }: SideNotes, name: Direction): void {
  if (!isSilent(silence)) return;
  findings.add('peer-went-silent', silence.frames, {
    side: name,
    transmissions: silence.frames.length,
    intervalsMs: intervalsMs(silence.times),
    idleMs: toMs(silence.idleBefore),
    longIdleMs: silence.idleBefore < LONG_IDLE_NS ? null : toMs(silence.idleBefore),
  });
}

/** Retransmissions that were not needed, or went into silence, prove no loss. */
function concludeLosses(findings: ConnectionFindings, notes: SideNotes, name: Direction): void {
  const silent = isSilent(notes.silence) ? notes.silence.frames : [];
  const otherwise = new Set([...(notes.evidence?.get('spurious-retransmission')?.frames ?? []), ...silent]);
  const left = new Evidence();
  for (const { before, again, waited, how } of notes.losses ?? []) {
    if (!otherwise.has(again)) left.add([before, again], waited, how);
  }
  if (left.count === 0) return;
  const more = notes.special?.moreLosses ?? 0;
  findings.add(
    'lost-after-capture-point',
    left.frames,
    {
      side: name,
      segments: left.count + more,
      minWaitMs: toMs(left.min),
      maxWaitMs: toMs(left.max),
      how: [...left.kinds],
    },
    more * 2,
  );
}

function concludeZeroWindow(findings: ConnectionFindings, notes: SideNotes, name: Direction): void {
  const evidence = notes.evidence?.get('zero-window-stall') ?? new Evidence();
  const { stall } = notes;
  if (stall !== null) evidence.add(stall.frames, findings.case.flow.lastTime - stall.since);
  if (evidence.count === 0) return;
  findings.add(
    'zero-window-stall',
    evidence.frames,
    {
      side: name,
      stalls: evidence.count,
      totalMs: toMs(evidence.total),
      longestMs: toMs(evidence.max),
      ended: stall === null ? 'ended' : 'still-closed',
    },
    evidence.more,
  );
}
