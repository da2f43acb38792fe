/** `--ndjson`: a line for each TCP packet, with Wireshark's field names. */
import type { PacketView } from '../../analyzer/observer.ts';
import { analysisFlagNames } from '../../analyzer/tcp/analysis-flags.ts';
import { epochText } from '../../analyzer/tcp/connection-model.ts';

export function packetLine(packet: PacketView): string {
  const time = epochText(packet.seconds, packet.nanoseconds);
  const flags = packet.flags.toString(16).padStart(4, '0');
  return (
    `{"frame.number":${packet.frame},"frame.time_epoch":"${time}",` +
    `"ip.src":"${packet.source()}","ip.dst":"${packet.destination()}",` +
    `"tcp.srcport":${packet.sourcePort},"tcp.dstport":${packet.destinationPort},"tcp.stream":${packet.stream},` +
    `"tcp.seq":${packet.seq},"tcp.ack":${packet.ack},"tcp.len":${packet.length},"tcp.flags":"0x${flags}",` +
    `"tcp.window_size":${packet.windowSize},"tcp.analysis":${flagList(packet.analysis)}}\n`
  );
}

const lists = new Map<number, string>();

function flagList(bits: number): string {
  if (bits === 0) return '[]';
  let text = lists.get(bits);
  if (text === undefined) {
    text = JSON.stringify(analysisFlagNames(bits));
    lists.set(bits, text);
  }
  return text;
}
