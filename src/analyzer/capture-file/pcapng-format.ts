/** The numbers of the pcapng format (draft-ietf-opsawg-pcapng) that the reader and the writer share. */

export const BLOCK = {
  interfaceDescription: 1,
  obsoletePacket: 2,
  simplePacket: 3,
  nameResolution: 4,
  interfaceStatistics: 5,
  enhancedPacket: 6,
  systemdJournal: 9,
  sysdigEvent: 0x204,
  sysdigEvent2: 0x216,
  sysdigEvent2Large: 0x221,
  custom: 0x0bad,
  customNotToCopy: 0x4000_0bad,
  sectionHeader: 0x0a0d0d0a,
} as const;

export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

export const OPTION = {
  end: 0,
  comment: 1,
  sectionHardware: 2,
  sectionOs: 3,
  sectionApplication: 4,
  interfaceName: 2,
  interfaceTimestampResolution: 9,
  interfaceFilter: 11,
  interfaceFcsLength: 13,
  interfaceTimestampOffset: 14,
  packetDropCount: 4,
  statisticsStartTime: 2,
  statisticsEndTime: 3,
  statisticsReceived: 4,
  statisticsInterfaceDrops: 5,
  statisticsOsDrops: 7,
} as const;

export const NAME_RECORD = { end: 0, ipv4: 1, ipv6: 2 } as const;

/** A block is its type, its length, its body, and its length again. */
export const BLOCK_OVERHEAD = 12;

/** The next multiple of four: bodies and options are padded to 32 bits. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}
