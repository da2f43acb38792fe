/** Wireshark's `tcp.analysis` flags as bits. SEQUENCE-ANALYSIS in docs/wireshark.md says when each is set. */
export const ANALYSIS = {
  retransmission: 1 << 0,
  fast_retransmission: 1 << 1,
  spurious_retransmission: 1 << 2,
  out_of_order: 1 << 3,
  lost_segment: 1 << 4,
  ack_lost_segment: 1 << 5,
  duplicate_ack: 1 << 6,
  keep_alive: 1 << 7,
  keep_alive_ack: 1 << 8,
  zero_window: 1 << 9,
  zero_window_probe: 1 << 10,
  zero_window_probe_ack: 1 << 11,
  window_full: 1 << 12,
  window_update: 1 << 13,
  reused_ports: 1 << 14,
} as const;

export type AnalysisFlag = keyof typeof ANALYSIS;

/** The names, in the order of their bits. */
export const ANALYSIS_FLAGS = Object.keys(ANALYSIS) as readonly AnalysisFlag[];

/** The names of the bits that are set. */
export function analysisFlagNames(bits: number): AnalysisFlag[] {
  return ANALYSIS_FLAGS.filter((_, index) => (bits & (1 << index)) !== 0);
}
