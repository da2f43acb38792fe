/** Waits until every lab connection has closed, by the hosts' kernels' own word, so that the capture holds the last FIN. */
import { setTimeout as sleep } from 'node:timers/promises';
import { METHOD } from '../hosts/protocol.ts';
import type { AgentClient } from './agent-client.ts';

/** A connection that has not closed by then is left open in the capture, and the report says so. */
export const CLOSING_BOUND_MS = 2_000;
const POLL_MS = 20;
const ANSWER_TIMEOUT_MS = 5_000;

/** States that need no further segment: nothing more is to come on the wire from them. */
const AT_REST = new Set(['LISTEN', 'TIME-WAIT', 'CLOSED']);

export async function connectionsClosed(agents: Iterable<AgentClient>): Promise<'all-closed' | 'bound-passed'> {
  const all = [...agents];
  const deadline = performance.now() + CLOSING_BOUND_MS;
  while (performance.now() < deadline) {
    const open = await Promise.all(all.map(openSockets));
    if (open.every((count) => count === 0)) return 'all-closed';
    await sleep(POLL_MS);
  }
  return 'bound-passed';
}

async function openSockets(agent: AgentClient): Promise<number> {
  const { sockets } = await agent.call(METHOD.sockets, {}, ANSWER_TIMEOUT_MS);
  return sockets.filter((socket) => !AT_REST.has(socket.state)).length;
}
