/** TCP within tunnels beside tshark 4.4, on captures from the wild; skipped where those or the oracle are not. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sharedCapture } from '../../support/shared-captures.ts';
import { hasTshark44, ourLines, tsharkLines } from '../../support/tshark44.ts';

const PATIENCE_MS = 60_000;

const CAPTURES: readonly [name: string, packets: number][] = [
  ['PcapPlusPlus/Ftp.pcap', 10],
  ['PcapPlusPlus/GrePackets.pcap', 1],
  ['PcapPlusPlus/IPv4-encapsulated-IPv6.pcap', 1],
  ['PcapPlusPlus/gtp.pcap', 1],
  ['arkime/gre-erspan-vxlan.pcap', 7],
  ['arkime/gtp-iphone.pcap', 58],
  ['tcpdump/geneve-gcp.pcap', 1],
  ['tcpdump/geneve.pcap', 33],
  ['tcpdump/gso-ipv4-vxlan-ipv6.pcap', 1],
  ['tcpdump/gso-ipv6-vxlan-ipv4.pcap', 1],
  ['tcpdump/wccp_redirect_gre.pcap', 1],
];

test.skipIf(!hasTshark44).each(CAPTURES)(
  '%s, analyzed: %i packets with tshark’s streams, numbers and flags',
  { timeout: PATIENCE_MS },
  async (name, count) => {
    const capture = sharedCapture(name);
    const lines = await ourLines(readFileSync(capture));
    expect(lines).toHaveLength(count);
    expect(lines).toEqual(tsharkLines(capture, 'tcp', ['-E', 'occurrence=f']));
  },
);
