/** From a followed flow to the connection of the analysis. */
import type { Connection, Endpoint } from '../model.ts';
import { formatIpv4, formatIpv6 } from '../wire/address.ts';
import { ANALYSIS_FLAGS } from './analysis-flags.ts';
import type { Flow } from './flow.ts';
import { handshakeOf } from './handshake.ts';
import type { Side } from './side.ts';
import { type ShownAs, teardownOf } from './teardown.ts';
import { connStateOf, historyOf } from './zeek.ts';

export const NS_PER_MS = 1_000_000;

/** What the model shows beyond what the flow knows. */
export interface ModelContext {
  names: ReadonlyMap<string, string>;
  app: string | null;
  encryptedFrom: number | null;
  shownAs: ShownAs;
}

/** What tells a connection from the others. */
export type FlowKey = Pick<Flow, 'lowPort' | 'highPort' | 'lowWord' | 'highWord' | 'words'>;

export function endpointOf(flow: FlowKey, sideIndex: number, names: ReadonlyMap<string, string>): Endpoint {
  const address = addressOf(flow, sideIndex);
  return { address, port: sideIndex === 0 ? flow.lowPort : flow.highPort, name: names.get(address) ?? null };
}

export function addressOf(flow: FlowKey, sideIndex: number): string {
  const { words } = flow;
  if (words === null) return formatIpv4(sideIndex === 0 ? flow.lowWord : flow.highWord);
  const at = sideIndex * 4;
  return formatIpv6(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
}

export function epochText(seconds: number, nanoseconds: number): string {
  // A pcap record may claim more than a second's worth of fraction.
  const carry = Math.floor(nanoseconds / 1e9);
  const whole = seconds + carry;
  const fraction = nanoseconds - carry * 1e9;
  if (whole >= 0 || fraction === 0) return `${whole}.${String(fraction).padStart(9, '0')}`;
  return `${whole + 1 === 0 ? '-0' : whole + 1}.${String(1e9 - fraction).padStart(9, '0')}`;
}

export function connectionOf(flow: Flow, context: ModelContext): Connection {
  const client = flow.side(flow.client);
  const server = flow.side(1 - flow.client);
  const elapsed = (flow.lastSeconds - flow.firstSeconds) * 1e9 + (flow.lastNanoseconds - flow.firstNanoseconds);
  return {
    id: flow.stream,
    ...(flow.continues < 0 ? {} : { continues: flow.continues }),
    client: endpointOf(flow, client.index, context.names),
    server: endpointOf(flow, server.index, context.names),
    rolesFrom: flow.rolesFrom,
    firstTime: epochText(flow.firstSeconds, flow.firstNanoseconds),
    lastTime: epochText(flow.lastSeconds, flow.lastNanoseconds),
    durationMs: elapsed / NS_PER_MS,
    frames: { first: flow.firstFrame, last: flow.lastFrame, count: flow.packets },
    handshake: handshakeOf(flow),
    teardown: teardownOf(flow, context.shownAs),
    closing: null,
    bytes: { client: client.bytes, server: server.bytes },
    packets: { client: client.packets, server: server.packets },
    rtt: {
      handshakeMs: flow.initialRoundTrip === 0 ? null : flow.initialRoundTrip / NS_PER_MS,
      min: flow.rttCount === 0 ? null : flow.rttMin / NS_PER_MS,
      avg: flow.rttCount === 0 ? null : flow.rttSum / flow.rttCount / NS_PER_MS,
      max: flow.rttCount === 0 ? null : flow.rttMax / NS_PER_MS,
      count: flow.rttCount,
    },
    analysis: analysisCounts(flow),
    zeek: { connState: connStateOf(flow), history: historyOf(flow) },
    completeness: flow.completeness,
    app: context.app,
    ...(context.encryptedFrom === null ? {} : { encryptedFrom: context.encryptedFrom }),
    dynamics: dynamicsOf(flow, client, server, elapsed),
    missingBytes: { client: client.missing, server: server.missing },
  };
}

function dynamicsOf(flow: Flow, client: Side, server: Side, elapsed: number): NonNullable<Connection['dynamics']> {
  const range = ({ minWindow, maxWindow }: Side) => (minWindow < 0 ? null : { min: minWindow, max: maxWindow });
  const seconds = elapsed / 1e9;
  return {
    maxBytesInFlight: { client: client.maxBytesInFlight, server: server.maxBytesInFlight },
    window: { client: range(client), server: range(server) },
    bytesPerSecond: seconds > 0 ? { client: client.bytes / seconds, server: server.bytes / seconds } : null,
    longestIdleMs: flow.longestIdle / NS_PER_MS,
  };
}

/** Absent flags are zero. */
function analysisCounts(flow: Flow): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [index, name] of ANALYSIS_FLAGS.entries()) {
    const count = flow.analysis?.[index] ?? 0;
    if (count > 0) counts[name] = count;
  }
  return counts;
}
