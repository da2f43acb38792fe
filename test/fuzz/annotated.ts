/** What must hold of any file, however broken: annotated, it can be read without complaint, and holds the same packets. */
import { annotateCapture } from '../../src/analyzer/capture-file/annotate.ts';
import { type CaptureHandler, PacketRecord } from '../../src/analyzer/capture-file/packet-record.ts';
import { CaptureReader } from '../../src/analyzer/capture-file/reader.ts';

/** Seconds that a 64-bit count of nanoseconds holds. */
const MAX_SECONDS = 18_446_744_073;
const COMMENTS = new Map([[1, ['first', 'again']]]);
const NAMES = new Map([['10.0.0.2', 'server']]);

/** Throws with the first difference. */
export function checkAnnotated(capture: Uint8Array): void {
  const annotated = annotateCapture(capture, { comment: 'fuzz', comments: COMMENTS, names: NAMES });
  const before = readAll(capture);
  const after = readAll(annotated);
  if (after.complaints.length > 0) throw new Error(`annotated: ${after.complaints[0]}`);
  if (before.packets.length !== after.packets.length) {
    throw new Error(`annotated: ${after.packets.length} packets, not ${before.packets.length}`);
  }
  const index = before.packets.findIndex((packet, i) => packet !== after.packets[i]);
  if (index >= 0) {
    throw new Error(`annotated: packet ${index + 1} is ${after.packets[index]}, not ${before.packets[index]}`);
  }
}

function readAll(capture: Uint8Array): { packets: string[]; complaints: string[] } {
  const packets: string[] = [];
  const complaints: string[] = [];
  const record = new PacketRecord();
  const handler: CaptureHandler = {
    onPacket: () => packets.push(textOf(record)),
    onName() {},
    onDropped() {},
    onCaptureEnd() {},
    onWarning: (_code, message) => complaints.push(message),
  };
  const reader = new CaptureReader(record, handler);
  reader.push(capture);
  reader.finish();
  return { packets, complaints };
}

function textOf(record: PacketRecord): string {
  const { linkType, fcsLength, capturedLength, originalLength, start } = record;
  let sum = 0;
  for (let at = start; at < start + capturedLength; at++) sum = (sum * 31 + record.bytes[at]!) | 0;
  return `${timeOf(record)} ${linkType} ${fcsLength} ${capturedLength} of ${originalLength}, sum ${sum}`;
}

/** A pcap may say more than a second of nanoseconds; before 1970 and beyond 2554 pcapng has no times. */
function timeOf({ seconds, nanoseconds }: PacketRecord): string {
  const whole = Math.max(0, seconds) + Math.floor(nanoseconds / 1e9);
  return whole >= MAX_SECONDS ? 'beyond' : `${whole}.${nanoseconds % 1e9}`;
}
