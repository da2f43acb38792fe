/** Numbers that say what an Ethernet frame carries: https://www.iana.org/assignments/ieee-802-numbers. */
export const ETHER_TYPE = {
  ipv4: 0x0800,
  arp: 0x0806,
  ipv6: 0x86dd,
  /** A whole Ethernet frame (RFC 1701), as tunnels carry it. */
  bridged: 0x6558,
  vlan: 0x8100,
  providerBridge: 0x88a8,
  /** Tags from before IEEE 802.1ad that still occur. */
  oldQinQ: 0x9100,
  olderQinQ: 0x9200,
  mpls: 0x8847,
  mplsUpstream: 0x8848,
  pppoeDiscovery: 0x8863,
  pppoeSession: 0x8864,
  fabricPath: 0x8903,
  /** What RFC 1701 and some gateways call a whole frame. */
  transparentBridging: 0x6400,
  trill: 0x22f3,
  batman: 0x4305,
  /** LLC in frames of more than 1500 bytes. */
  jumboLlc: 0x8870,
  fortinetSession: 0x8893,
  lwapp: 0x88bb,
  /** What LWAPP had before. */
  lwappDraft: 0xbbbb,
  macsec: 0x88e5,
  backboneBridge: 0x88e7,
  ciscoMetadata: 0x8909,
  vnTag: 0x8926,
  highAvailabilityRing: 0x892f,
  eTag: 0x893f,
  serviceHeader: 0x894f,
  fortinetHeartbeat: 0x8988,
  /** Arista's clock. */
  timestamp: 0xd28b,
  redundancyTag: 0xf1c1,
  checkPoint: 0xfff2,
} as const;
