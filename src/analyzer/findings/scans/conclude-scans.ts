/** Port scans and SYN floods as findings. They belong to no one connection. */
import type { Finding } from '../../model.ts';
import { CATALOGUE, type CatalogueEntry, type FindingCode } from '../catalogue.ts';
import { toMs } from '../connection-findings.ts';
import { orderedFrames } from '../evidence.ts';
import { numberFilter } from '../filter.ts';
import type { Flood } from './floods.ts';
import type { Hosts } from './hosts.ts';
import { ANSWER, type Answer } from './probe.ts';
import type { Scan, Target } from './scan.ts';

const MAX_OPEN_PORTS = 100;
/** Runs of ports that are spelt out: `20-25`. */
const MAX_RUNS = 20;
const NS_PER_S = 1e9;

export function concludeScan(scan: Scan, hosts: Hosts): Finding {
  const targets = scan.targets.sort((a, b) => a.host - b.host || a.port - b.port);
  const hostIds = new Set(targets.map(({ host }) => host));
  const single = hostIds.size === 1;
  const open = targets.filter(({ answer }) => isOpen(answer));
  const name = ({ host, port }: Target) => (single ? port : `${hosts.addressOf(host)} ${port}`);
  return finding('port-scan', scan.frames, scan.more, {
    scanner: hosts.addressOf(scan.source),
    kind: kindOf(scan, targets),
    probes: targets.length,
    target: single ? hosts.addressOf(targets[0]!.host) : null,
    hosts: single ? null : hostIds.size,
    portList: portRuns(new Set(targets.map(({ port }) => port))),
    ...answersOf(scan, targets),
    open: open.length,
    openPorts: open.slice(0, MAX_OPEN_PORTS).map(name),
  });
}

function isOpen(answer: Answer): boolean {
  return answer !== ANSWER.none && answer !== ANSWER.reset;
}

/** What a handshake at an open port came to tells how the scanner works. */
function kindOf({ kind }: Scan, targets: readonly Target[]): string {
  if (kind !== 'syn') return `scan-${kind}`;
  const has = (wanted: Answer) => targets.some(({ answer }) => answer === wanted);
  if (has(ANSWER.completed)) return 'scan-connect';
  return has(ANSWER.abandoned) || has(ANSWER.pending) ? 'scan-syn' : 'scan-unknown';
}

/** RFC 9293 §3.10.7: what RST and silence mean depends on what they answer. */
function answersOf({ kind }: Scan, targets: readonly Target[]): Finding['params'] {
  const silent = targets.filter(({ answer }) => answer === ANSWER.none).length;
  const reset = targets.filter(({ answer }) => answer === ANSWER.reset).length;
  if (kind === 'syn') return { closed: reset, silent };
  return kind === 'ack' ? { unfiltered: reset, blocked: silent } : { closed: reset, ignored: silent };
}

/** `20-25, 80`; null where they are too scattered to be spelt out. */
function portRuns(ports: ReadonlySet<number>): string | null {
  const runs: string[] = [];
  const ordered = [...ports].sort((a, b) => a - b);
  for (let i = 0; i < ordered.length; i++) {
    const first = ordered[i]!;
    while (ordered[i + 1] === ordered[i]! + 1) i++;
    runs.push(first === ordered[i] ? String(first) : `${first}-${ordered[i]}`);
  }
  return runs.length > MAX_RUNS ? null : runs.join(', ');
}

export function concludeFlood(flood: Flood, hosts: Hosts): Finding {
  const { silent, refused, pending, abandoned, completed, sources, first, last } = flood;
  return finding('syn-flood', flood.frames, flood.more, {
    target: hosts.addressOf(flood.host),
    port: flood.port,
    attempts: flood.attempts,
    sources: sources.count,
    atLeast: sources.more ? 'at-least' : null,
    spanMs: toMs((last - first) * NS_PER_S),
    silent,
    refused,
    pending,
    abandoned,
    completed,
  });
}

function finding(code: FindingCode, frames: readonly number[], more: number, params: Finding['params']): Finding {
  const { severity, rfc }: CatalogueEntry = CATALOGUE[code];
  const ordered = orderedFrames(frames);
  return {
    code,
    severity,
    connection: null,
    frames: ordered,
    params: more > 0 ? { ...params, more } : params,
    filter: numberFilter(ordered),
    rfc,
  };
}
