/** Who is the client, for a connection whose SYN is not in the capture. */

/** IANA's dynamic ports start here; Linux takes its client ports from 32768 on. */
const FIRST_EPHEMERAL_PORT = 32_768;
const FIRST_UNPRIVILEGED_PORT = 1024;

/** True when the first port is the server's, false when the second is, null when the ports don't tell. */
export function isServerPort(first: number, second: number): boolean | null {
  for (const bound of [FIRST_UNPRIVILEGED_PORT, FIRST_EPHEMERAL_PORT]) {
    if (first < bound !== second < bound) return first < bound;
  }
  return null;
}
