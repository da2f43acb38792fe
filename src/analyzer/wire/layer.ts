/** What follows a header, where no EtherType says it: numbers beyond 16 bits that stand in `frame.etherType` in place of one. */

export const LAYER = {
  /** IEEE 802.2, or IP without it: told by the first bytes. */
  llc: 0x1_0000,
  ppp: 0x1_0001,
  frameRelay: 0x1_0002,
  /** ISO/IEC TR 9577: one byte that says which network layer follows. */
  networkLayerId: 0x1_000c,
  ciscoHdlc: 0x1_0003,
  ieee80211: 0x1_0004,
  tokenRing: 0x1_0005,
  fddi: 0x1_0006,
  /** IP, its version told by the first nibble. */
  ip: 0x1_0007,
  /** PPP, Cisco's framing or frame relay, told by the first byte. */
  hdlc: 0x1_0008,
  /** The IP header of RFC 1144's TYPE_UNCOMPRESSED_TCP: a connection's number in place of the protocol. */
  vanJacobson: 0x1_000a,
  /** A packet of ATM: LLC or IP, told by the first byte. */
  aal5: 0x1_000b,
  /** Generic Routing Encapsulation. */
  gre: 0x1_0009,
} as const;

/** A link type's number on top of this: a whole frame of that link type, as carriers of several kinds hold it. */
export const LINK_LAYER = 0x2_0000;
