/**
 * TCP sequence numbers: 32 bits that wrap. They are kept as signed 32-bit integers, which V8 stores without allocating,
 * and branded so that nobody compares them with `<`.
 */
declare const brand: unique symbol;

export type SequenceNumber = number & { readonly [brand]: 'SequenceNumber' };

/** How far `a` is ahead of `b` (RFC 9293 §3.4): negative when it lies before. */
export function seqDiff(a: SequenceNumber, b: SequenceNumber): number {
  return (a - b) | 0;
}

/** As Wireshark compares: numbers exactly 2^31 apart lie after each other, and before each other. */
export function seqIsAfter(a: SequenceNumber, b: SequenceNumber): boolean {
  return ((b - a) | 0) < 0;
}

/** Likewise: numbers exactly 2^31 apart are each at or after the other. */
export function seqIsAtOrAfter(a: SequenceNumber, b: SequenceNumber): boolean {
  return ((b - a) | 0) <= 0;
}

export function seqAdd(a: SequenceNumber, count: number): SequenceNumber {
  return ((a + count) | 0) as SequenceNumber;
}
