/** TCP within tunnels beside tshark 4.4, on captures from the wild; skipped where those or the oracle are not. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ANALYSIS_FLAGS } from '../../../src/analyzer/tcp/analysis-flags.ts';
import { analyse } from '../../support/analyse.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const SHARED = process.env.WIRELAB_SHARED ?? join(ROOT, '../shared');
const ORACLE = join(SHARED, 'oracle/tshark44');
const ORACLE_BUILT = existsSync(
  join(process.env.WIRELAB_ORACLE ?? '/var/cache/wirelab-oracle', 'trixie/usr/bin/tshark'),
);
const NUMBERS = ['frame.number', 'tcp.stream', 'tcp.seq', 'tcp.ack', 'tcp.len'];
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

/** A line for each TCP packet: frame, stream, relative numbers, length, flags. */
function expected(capture: string): string[] {
  const input = openSync(capture, 'r');
  try {
    const fields = [...NUMBERS, ...ANALYSIS_FLAGS.map((flag) => `tcp.analysis.${flag}`)];
    const args = ['-n', '-Y', 'tcp', '-T', 'fields', '-E', 'occurrence=f', ...fields.flatMap((name) => ['-e', name])];
    const { stdout } = spawnSync(ORACLE, args, { stdio: [input, 'pipe', 'ignore'], encoding: 'utf8' });
    return stdout.split('\n').filter(Boolean).map(asLine);
  } finally {
    closeSync(input);
  }
}

function asLine(row: string): string {
  const columns = row.split('\t');
  const flags = ANALYSIS_FLAGS.filter((_, index) => columns[NUMBERS.length + index]);
  return `${columns.slice(0, NUMBERS.length).join(' ')} ${flags.join(',')}`;
}

test.skipIf(!existsSync(ORACLE) || !ORACLE_BUILT).each(CAPTURES)(
  '%s, analyzed: %i packets with tshark’s streams, numbers and flags',
  { timeout: PATIENCE_MS },
  async (name, count) => {
    const capture = join(SHARED, 'captures', name);
    const { packets } = await analyse(readFileSync(capture));
    const lines = packets.map(({ frame, stream, seq, ack, length, flags }) => {
      return `${frame} ${stream} ${seq} ${ack} ${length} ${flags.join(',')}`;
    });
    expect(lines).toHaveLength(count);
    expect(lines).toEqual(expected(capture));
  },
);
