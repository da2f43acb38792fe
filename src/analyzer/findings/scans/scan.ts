/** One host's probes of one kind, and which of them are a scan rather than connections that failed. */
import { MAX_FRAMES } from '../evidence.ts';
import { ANSWER, type Answer, type ProbeKind } from './probe.ts';
import type { LoggedProbe } from './probe-log.ts';

/** When many probes of one kind from one host are a scan. */
interface ScanRule {
  readonly group: 'target' | 'port';
  readonly member: 'target' | 'port';
  /** Different members that were probed. */
  readonly least: number;
  /** Probes for each member with which there was more than a probe. */
  readonly probesForATalk: number;
  /** Who comes back more often, on average, checks whether something still works. */
  readonly mostForAMember: number;
}

/** No program needs so many ports of one host without a word said on them. */
const PORTS_OF_A_HOST: ScanRule = { group: 'target', member: 'port', least: 10, probesForATalk: 2, mostForAMember: 10 };
/** A browser without a network tries some hosts on the same port, too. */
const HOSTS_WITH_A_PORT: ScanRule = {
  group: 'port',
  member: 'target',
  least: 30,
  probesForATalk: 10,
  mostForAMember: 3,
};
/** Fewer probes than this are never a scan. */
export const FEWEST_PROBES: number = PORTS_OF_A_HOST.least;
/** Pairs of host and port kept of one scan. */
export const MAX_TARGETS = 100_000;

const PORTS = 65_536;

export interface Target {
  readonly host: number;
  readonly port: number;
  readonly answer: Answer;
}

export class Scan {
  readonly source: number;
  readonly kind: ProbeKind;
  readonly frames: number[] = [];
  /** Probes beyond those in `frames`. */
  more = 0;
  /** Host and port in one number: the answer. */
  readonly #answers = new Map<number, Answer>();
  readonly #hosts = new Set<number>();
  readonly #ports = new Set<number>();

  constructor(source: number, kind: ProbeKind) {
    this.source = source;
    this.kind = kind;
  }

  get targets(): Target[] {
    return [...this.#answers].map(([key, answer]) => ({ host: Math.floor(key / PORTS), port: key % PORTS, answer }));
  }

  /**
   * True when some of the probes are a scan, or go on with it; only these are taken. A capture without any answers may hold
   * nothing but SYNs by its filter: then only those that no operating system sends make a sweep.
   */
  take(probes: readonly LoggedProbe[], answersSeen: boolean): boolean {
    this.#learnScanned(probes, answersSeen);
    for (const probe of probes) {
      const { target, port, answer } = probe;
      if (answer !== ANSWER.talk && (this.#hosts.has(target) || this.#ports.has(port))) this.#add(probe);
    }
    return this.#answers.size > 0;
  }

  #learnScanned(probes: readonly LoggedProbe[], answersSeen: boolean): void {
    for (const host of groupsOf(probes, PORTS_OF_A_HOST)) this.#hosts.add(host);
    if (!isSweepKind(this.kind)) return;
    const sweeping = answersSeen ? probes : probes.filter(({ bare }) => bare);
    for (const port of groupsOf(sweeping, HOSTS_WITH_A_PORT)) this.#ports.add(port);
  }

  #add({ target, port, answer, frame }: LoggedProbe): void {
    const key = target * PORTS + port;
    const before = this.#answers.get(key);
    const isNews = before === undefined ? this.#answers.size < MAX_TARGETS : answer > before;
    if (isNews) this.#answers.set(key, answer);
    if (this.frames.length < MAX_FRAMES) this.frames.push(frame);
    else this.more++;
  }
}

/** Who closes a browser sends a FIN to dozens of servers, too, and keeps alive what it has there with ACKs. */
function isSweepKind(kind: ProbeKind): boolean {
  return kind === 'syn' || kind === 'null' || kind === 'xmas';
}

/** The groups that are scanned by the rule. */
function groupsOf(probes: readonly LoggedProbe[], rule: ScanRule): number[] {
  const sizes = new Map<number, number>();
  for (const probe of probes) sizes.set(probe[rule.group], (sizes.get(probe[rule.group]) ?? 0) + 1);
  const groups = new Map<number, Map<number, Answer>>();
  for (const probe of probes) {
    const group = probe[rule.group];
    if (sizes.get(group)! < rule.least) continue;
    const answers = groups.get(group) ?? new Map<number, Answer>();
    groups.set(group, answers);
    const member = probe[rule.member];
    answers.set(member, Math.max(answers.get(member) ?? ANSWER.none, probe.answer) as Answer);
  }
  const seldom = ([group, answers]: [number, Map<number, Answer>]) =>
    sizes.get(group)! <= rule.mostForAMember * answers.size;
  return [...groups].filter((one) => seldom(one) && isScanned(one[1], rule)).map(([group]) => group);
}

/** A SYN+ACK that nobody answers says nothing: a capture may hold the first two segments of each connection only. */
function isScanned(answers: ReadonlyMap<number, Answer>, { least, probesForATalk }: ScanRule): boolean {
  let probed = 0;
  let talks = 0;
  for (const answer of answers.values()) {
    if (answer === ANSWER.talk) talks++;
    else if (answer !== ANSWER.pending) probed++;
  }
  return probed >= least && talks * probesForATalk <= probed;
}
