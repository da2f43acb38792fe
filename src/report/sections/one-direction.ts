/** Connections of which only one side's packets were captured: of the other side nothing can be told. */
import type { Connection, Direction, TcpState } from '../../analyzer/model.ts';
import type { BuildContext, BuildInput } from './context.ts';

/** The side whose packets alone are in the capture, by connection. */
export function capturedSides({ analysis }: BuildInput): ReadonlyMap<number, Direction> {
  const sides = new Map<number, Direction>();
  for (const { code, connection, params } of analysis.findings) {
    if (code !== 'one-direction-captured' || connection === null) continue;
    if (params.side === 'client' || params.side === 'server') sides.set(connection, params.side);
  }
  return sides;
}

/** Both sides' states; null for one that was not captured. */
export function knownStates<T extends TcpState | null>(
  states: { readonly client: T; readonly server: T },
  captured: Direction | undefined,
): { client: T | null; server: T | null } {
  return {
    client: captured === 'server' ? null : states.client,
    server: captured === 'client' ? null : states.server,
  };
}

/** In what states the two sides end, as far as that can be told. */
export function endStates(context: BuildContext, { id, teardown: { states } }: Connection): string {
  const { say } = context;
  const captured = capturedSides(context).get(id);
  if (captured === undefined) {
    return say(
      ` In the end the client is in ${states.client}, the server in ${states.server}.`,
      `最终客户端处于 ${states.client}，服务器处于 ${states.server}。`,
    );
  }
  return captured === 'client'
    ? say(
        ` In the end the client is in ${states.client}; the server’s packets are not in the capture.`,
        `最终客户端处于 ${states.client}；服务器的分组不在抓包中。`,
      )
    : say(
        ` In the end the server is in ${states.server}; the client’s packets are not in the capture.`,
        `最终服务器处于 ${states.server}；客户端的分组不在抓包中。`,
      );
}
