/** Collects the findings of one connection. */
import type { Connection, Direction, Finding } from '../model.ts';
import type { Flow } from '../tcp/flow.ts';
import type { Side } from '../tcp/side.ts';
import { CATALOGUE, type CatalogueEntry, type FindingCode } from './catalogue.ts';
import { MAX_FRAMES, orderedFrames } from './evidence.ts';
import { filterFor, isAboutFlags, type MeaningfulFilter } from './filter.ts';
import type { FlowNotes } from './notes.ts';
import type { SideNotes } from './side-notes.ts';

/** Beyond this the tracker keeps no more frames of what repeats, so that a list this long may lack some. */
const SURELY_WHOLE = 60;
const NS_PER_MS = 1_000_000;

/** What every part of the conclusion needs to know of one connection. */
export interface Case {
  readonly connection: Connection;
  readonly flow: Flow;
  readonly notes: FlowNotes;
  /** Filters by flags would show the headers that ICMP quotes, too. */
  readonly icmpSeen: boolean;
}

export class ConnectionFindings {
  readonly case: Case;
  readonly list: Finding[] = [];
  readonly #sides: readonly SideCase[];
  #meaningful: readonly MeaningfulFilter[] | null = null;

  constructor(about: Case) {
    this.case = about;
    this.#sides = [sideCase(about, about.flow.client), sideCase(about, 1 - about.flow.client)];
  }

  add(code: FindingCode, frames: readonly number[], params: Finding['params'], more = 0): void {
    const ordered = orderedFrames(frames);
    const kept = ordered.slice(0, MAX_FRAMES);
    const beyond = more + ordered.length - kept.length;
    const { severity, rfc }: CatalogueEntry = CATALOGUE[code];
    this.list.push({
      code,
      severity,
      connection: this.case.connection.id,
      frames: kept,
      params: beyond > 0 ? { ...params, more: beyond } : params,
      filter: filterFor(kept, this.case.connection.id, isAboutFlags(code) ? this.#filters() : []),
      rfc,
    });
  }

  #filters(): readonly MeaningfulFilter[] {
    this.#meaningful ??= flagFilters(this.case);
    return this.#meaningful;
  }

  /** Both sides with what was noted of them, the client first. */
  sides(): readonly SideCase[] {
    return this.#sides;
  }
}

export interface SideCase {
  readonly side: Side;
  readonly notes: SideNotes;
  readonly name: Direction;
  readonly other: Side;
  readonly otherNotes: SideNotes;
}

function sideCase({ flow, notes }: Case, index: number): SideCase {
  return {
    side: flow.side(index),
    notes: notes.side(index),
    name: index === flow.client ? 'client' : 'server',
    other: flow.side(1 - index),
    otherNotes: notes.side(1 - index),
  };
}

/** Nanoseconds to milliseconds, to the microsecond. */
export function toMs(nanoseconds: number): number {
  return Math.round((nanoseconds / NS_PER_MS) * 1000) / 1000;
}

/** The waits between times, in milliseconds. */
export function intervalsMs(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => toMs(time - times[index]!));
}

/** Frames and times of a list that holds them in turns. */
export function unzipTimes(pairs: readonly number[]): { frames: number[]; times: number[] } {
  const frames: number[] = [];
  const times: number[] = [];
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    frames.push(pairs[i]!);
    times.push(pairs[i + 1]!);
  }
  return { frames, times };
}

/** Filters by flags, with the frames that they show in this stream. */
export function flagFilters({ flow, icmpSeen }: Case): MeaningfulFilter[] {
  const fins = [flow.low, flow.high].map((side) =>
    side.fin === null ? [] : [side.fin.frame, ...(side.fin.retransmissions ?? [])],
  );
  const resets = (flow.resets ?? []).map((reset) => reset.frame);
  const whole = (list: readonly number[]): number[] | null =>
    list.length > SURELY_WHOLE || list.length === 0 ? null : orderedFrames(list);
  const allFins = whole(fins.flat());
  const allResets = whole(resets);
  const finsWithData = [flow.low, flow.high].flatMap((side) => (side.fin?.withData ? [side.fin.frame] : []));
  const noneTwice = fins.every((list) => list.length <= 1);
  const filters: MeaningfulFilter[] = [
    { condition: 'tcp.flags.fin == 1', frames: allFins },
    { condition: 'tcp.flags.reset == 1', frames: allResets },
    {
      condition: '(tcp.flags.fin == 1 || tcp.flags.reset == 1)',
      frames: allFins !== null && allResets !== null ? orderedFrames([...allFins, ...allResets]) : null,
    },
    {
      condition: 'tcp.flags.fin == 1 && tcp.len > 0',
      frames: noneTwice && finsWithData.length > 0 ? orderedFrames(finsWithData) : null,
    },
    { condition: 'tcp.flags.syn == 1', frames: synFrames(flow) },
  ];
  return icmpSeen ? filters.map(withoutQuotes) : filters;
}

/** The same without the headers that ICMP quotes. */
export function withoutQuotes({ condition, frames }: MeaningfulFilter): MeaningfulFilter {
  return { condition: `${condition} && !icmp && !icmpv6`, frames };
}

/** Every frame with SYN; null when the tracker does not know them all. */
function synFrames(flow: Flow): number[] | null {
  if (flow.low.synSent && flow.high.synSent) return null;
  const frames = [flow.synFrame, flow.synAckFrame, ...(flow.retryFrames ?? [])].filter((frame) => frame !== 0);
  return frames.length === 0 || frames.length > SURELY_WHOLE ? null : orderedFrames(frames);
}
