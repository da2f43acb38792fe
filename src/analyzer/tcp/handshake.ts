/** Names how a connection was opened. */
import type { Handshake, Opening } from '../model.ts';
import type { Flow } from './flow.ts';
import type { OpeningFacts, Side } from './side.ts';

export function handshakeOf(flow: Flow): Handshake {
  const client = flow.side(flow.client);
  const server = flow.side(1 - flow.client);
  return {
    kind: kindOf(flow, client, server),
    frames: { syn: flow.synFrame || null, synAck: flow.synAckFrame || null, ack: flow.ackFrame || null },
    retries: flow.retries,
    retryFrames: [...(flow.retryFrames ?? [])],
    client: openingOf(client.opening),
    server: openingOf(server.opening),
  };
}

function kindOf(flow: Flow, client: Side, server: Side): Handshake['kind'] {
  if (flow.synFrame === 0 && flow.synAckFrame === 0) return 'not-captured';
  if (client.synSent && server.synSent) return 'simultaneous-open';
  if (flow.synFrame !== 0 && flow.synAckFrame !== 0 && flow.ackFrame !== 0) return 'three-way';
  if (flow.synAckFrame !== 0) return 'incomplete';
  if (server.rstFrame !== 0 && server.packets === server.rstCount) return 'refused';
  return server.packets === 0 ? 'unanswered' : 'incomplete';
}

function openingOf(facts: OpeningFacts | null): Opening | null {
  if (facts === null) return null;
  return {
    isn: facts.isn,
    window: facts.window,
    mss: facts.mss < 0 ? null : facts.mss,
    windowScale: facts.windowScale < 0 ? null : facts.windowScale,
    sackPermitted: facts.sackPermitted,
    timestamps: facts.timestamps,
    ...(facts.optionsCut ? { optionsCut: true } : {}),
  };
}
