/** The SMTP connection of a capture as tshark sees it: the frames that matter to its closing. */
import { tsharkFields } from '../../support/tshark.ts';

/** The SMTP connection comes first in each of these captures. */
const SMTP = 'tcp.stream == 0';
const SMTP_PORT = 25;

export interface Segment {
  frame: number;
  fromServer: boolean;
  fin: boolean;
  rst: boolean;
  length: number;
  seq: number;
  ack: number;
  listedAs: string;
}

/** The frames that matter to a closing; a name for what is not there gives no frame. */
export interface Wire {
  segments: Segment[];
  serverFin: number[];
  serverFinAck: number[];
  clientFin: number[];
  /** The first one and those sent again. */
  clientFins: number[];
  clientFinAck: number[];
  rst: number[];
  opening: number[];
  last: number[];
}

const FIELDS = 'frame.number tcp.srcport tcp.flags.fin tcp.flags.reset tcp.len tcp.seq tcp.ack _ws.col.Protocol';

export async function readWire(path: string): Promise<Wire> {
  const rows = await tsharkFields(path, SMTP, FIELDS.split(' '));
  const segments = rows.map(([frame, port, fin, rst, length, seq, ack, listedAs]) => ({
    frame: Number(frame),
    fromServer: Number(port) === SMTP_PORT,
    fin: fin === '1',
    rst: rst === '1',
    length: Number(length),
    seq: Number(seq),
    ack: Number(ack),
    listedAs: listedAs ?? '',
  }));
  const [serverFin, serverFinAck] = finAndAck(segments, true);
  const [clientFin, clientFinAck] = finAndAck(segments, false);
  return {
    segments,
    serverFin,
    serverFinAck,
    clientFin,
    clientFins: framesOf(segments.filter(({ fin, fromServer }) => fin && !fromServer)),
    clientFinAck,
    rst: framesOf(segments.filter(({ rst }) => rst)),
    opening: framesOf(segments.slice(0, 2)),
    last: framesOf(segments.slice(-1)),
  };
}

/** One side's FIN, and the other side's first segment that acknowledges it. */
function finAndAck(segments: readonly Segment[], fromServer: boolean): [number[], number[]] {
  const fin = segments.find((segment) => segment.fin && segment.fromServer === fromServer);
  if (fin === undefined) return [[], []];
  const next = fin.seq + fin.length + 1;
  const ack = segments.find((segment) => segment.fromServer !== fromServer && segment.ack === next);
  return [[fin.frame], ack === undefined ? [] : [ack.frame]];
}

export function framesOf(segments: readonly Segment[]): number[] {
  return segments.map(({ frame }) => frame);
}

export function segmentOf({ segments }: Wire, frame: number): Segment | undefined {
  return segments.find((segment) => segment.frame === frame);
}

export function closingFrames({ serverFin, serverFinAck, clientFin, clientFinAck, rst }: Wire): number[] {
  return inOrder([...serverFin, ...serverFinAck, ...clientFin, ...clientFinAck, ...rst]);
}

/** Each frame once: of three segments one is both FIN and ACK. */
export function inOrder(frames: readonly number[]): number[] {
  return [...new Set(frames)].sort((a, b) => a - b);
}
