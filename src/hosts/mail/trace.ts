/** Trace headers (RFC 5321 §4.4): what every server that takes a mail on adds at its top. */

export interface TraceFacts {
  /** The envelope sender; the empty string for `<>`. */
  readonly sender: string;
  readonly recipient: string;
  /** What the client called itself in EHLO, and where it really was. */
  readonly helo: string;
  readonly clientAddress: string;
  readonly server: string;
  /** `ESMTP`, or `ESMTPA` after authentication (RFC 3848). */
  readonly protocol: 'SMTP' | 'ESMTP' | 'ESMTPA';
  readonly id: string;
  readonly time: Date;
}

export function traceHeaders(facts: TraceFacts): string {
  const { sender, recipient, helo, clientAddress, server, protocol, id, time } = facts;
  // RFC 5321 §4.1.3: an address literal says its family when it is IPv6.
  const literal = clientAddress.includes(':') ? `IPv6:${clientAddress}` : clientAddress;
  return [
    `Return-Path: <${sender}>`,
    `Received: from ${helo} ([${literal}])`,
    `\tby ${server} with ${protocol} id ${id}`,
    `\tfor <${recipient}>; ${formatDate(time)}`,
    '',
  ].join('\r\n');
}

/** RFC 5322 §3.3, always in UTC. */
function formatDate(time: Date): string {
  return time.toUTCString().replace('GMT', '+0000');
}
