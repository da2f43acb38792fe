/** `--ndjson`: a line for each TCP packet, with Wireshark's field names. */
import type { PacketView } from '../../analyzer/observer.ts';
import { analysisFlagNames } from '../../analyzer/tcp/analysis-flags.ts';
import { epochText } from '../../analyzer/tcp/connection-model.ts';
import type { LineWriter } from './line-writer.ts';

const ALL_FLAGS = 0x1ff;
/** `tcp.flags` as Wireshark writes it, by value. */
const FLAG_TEXTS = Array.from({ length: ALL_FLAGS + 1 }, (_, flags) => flags.toString(16).padStart(4, '0'));
const NS_PER_SECOND = 1e9;

export function writePacketLine(lines: LineWriter, packet: PacketView): void {
  lines.text('{"frame.number":').number(packet.frame).text(',"frame.time_epoch":"');
  writeTime(lines, packet);
  lines.text('","ip.src":"').text(packet.source()).text('","ip.dst":"').text(packet.destination());
  lines.text('","tcp.srcport":').number(packet.sourcePort).text(',"tcp.dstport":').number(packet.destinationPort);
  lines.text(',"tcp.stream":').number(packet.stream).text(',"tcp.seq":').number(packet.seq);
  lines.text(',"tcp.ack":').number(packet.ack).text(',"tcp.len":').number(packet.length);
  lines.text(',"tcp.flags":"0x').text(FLAG_TEXTS[packet.flags]!).text('","tcp.window_size":');
  lines.number(packet.windowSize).text(',"tcp.analysis":').text(flagList(packet.analysis)).text('}').endLine();
}

function writeTime(lines: LineWriter, { seconds, nanoseconds }: PacketView): void {
  const isPlain = seconds >= 0 && nanoseconds < NS_PER_SECOND;
  if (isPlain) lines.number(seconds).text('.').number(nanoseconds, 9);
  else lines.text(epochText(seconds, nanoseconds));
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
