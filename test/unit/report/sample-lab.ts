/** A small FTP lab, packet by packet with real bytes, and the analysis that belongs to it: input for the report's tests. */
import type { Analysis, Connection, DialogueEntry, Direction } from '../../../src/analyzer/model.ts';
import type { PacketView } from '../../../src/analyzer/observer.ts';
import type { Manifest } from '../../../src/report/manifest.ts';
import type { ReportOptions } from '../../../src/report/model.ts';
import { PacketCollector } from '../../../src/report/packets/collector.ts';
import type { PacketTable } from '../../../src/report/packets/table.ts';

const START = 1_700_000_000;
const FLAG = { fin: 1, syn: 2, psh: 8, ack: 16 } as const;
const CLIENT = '10.21.0.2';
const SERVER = '10.21.0.3';

/** Writes the segments of one connection and counts frames over all of them. */
class Wire {
  readonly collector = new PacketCollector();
  frame = 0;
  nanoseconds = 0;
  readonly seqs = new Map<string, number>();

  send(stream: number, ports: [number, number], from: Direction, flags: number, text = ''): number {
    this.frame += 1;
    this.nanoseconds += 150_000;
    const payload = new TextEncoder().encode(text);
    const key = (side: Direction) => `${stream}/${side}`;
    const seq = this.seqs.get(key(from)) ?? 0;
    const ack = flags & FLAG.ack ? (this.seqs.get(key(from === 'client' ? 'server' : 'client')) ?? 0) : 0;
    this.seqs.set(key(from), seq + payload.length + (flags & (FLAG.syn | FLAG.fin) ? 1 : 0));
    const [clientPort, serverPort] = ports;
    const [sourcePort, destinationPort] = from === 'client' ? [clientPort, serverPort] : [serverPort, clientPort];
    const [source, destination] = from === 'client' ? [CLIENT, SERVER] : [SERVER, CLIENT];
    const bytes = segment({ source, destination, sourcePort, destinationPort, seq, ack, flags, payload });
    const view: PacketView = {
      frame: this.frame,
      seconds: START,
      nanoseconds: this.nanoseconds,
      stream,
      source: () => source,
      destination: () => destination,
      sourcePort,
      destinationPort,
      seq,
      ack,
      length: payload.length,
      flags,
      windowSize: 64240,
      analysis: 0,
      originalLength: bytes.length,
      bytes,
      linkType: 1,
    };
    this.collector.onPacket(view);
    if (payload.length > 0) {
      this.collector.onStreamData({ stream, direction: from, frame: this.frame, bytes: payload });
    }
    return this.frame;
  }
}

interface SegmentFields {
  source: string;
  destination: string;
  sourcePort: number;
  destinationPort: number;
  seq: number;
  ack: number;
  flags: number;
  payload: Uint8Array;
}

/** Ethernet, IPv4 and TCP around a payload; absolute sequence numbers start at 1000 (client) or 5000 (server). */
export function segment(fields: SegmentFields): Uint8Array {
  const tcpLength = 20 + fields.payload.length;
  const bytes = new Uint8Array(14 + 20 + tcpLength);
  const view = new DataView(bytes.buffer);
  const [mine, peer] = fields.source === CLIENT ? [1000, 5000] : [5000, 1000];
  bytes.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x08, 0x00], 0);
  bytes.set([0x45, 0], 14);
  view.setUint16(16, 20 + tcpLength);
  bytes.set([64, 6], 22);
  bytes.set(fields.source.split('.').map(Number), 26);
  bytes.set(fields.destination.split('.').map(Number), 30);
  view.setUint16(34, fields.sourcePort);
  view.setUint16(36, fields.destinationPort);
  view.setUint32(38, mine + fields.seq);
  view.setUint32(42, fields.flags & FLAG.ack ? peer + fields.ack : 0);
  bytes.set([0x50, fields.flags], 46);
  view.setUint16(48, 64240);
  bytes.set(fields.payload, 54);
  return bytes;
}

export const NO_OPTIONS: ReportOptions = {
  title: null,
  course: null,
  student: null,
  studentNumber: null,
  teacher: null,
  date: null,
  redacted: false,
};

export interface SampleLab {
  analysis: Analysis;
  manifest: Manifest;
  packets: PacketTable;
}

export interface SampleTexts {
  banner?: string;
  user?: string;
  password?: string;
  fileName?: string;
  fileText?: string;
}

const epoch = (nanoseconds: number) => `${START}.${String(nanoseconds).padStart(9, '0')}`;

/** One login, one upload, one refused DELE, and both closings; texts can be replaced by hostile ones. */
export function sampleLab(texts: SampleTexts = {}): SampleLab {
  const banner = texts.banner ?? '220 wirelab FTP';
  const user = texts.user ?? 'lihua';
  const password = texts.password ?? 'Secret-42';
  const fileName = texts.fileName ?? '笔记.txt';
  const fileText = texts.fileText ?? `你好,TCP。\n${'Every segment counts.\n'.repeat(160)}`;
  const wire = new Wire();
  const dialogue: DialogueEntry[] = [];
  const control: [number, number] = [40000, 21];
  const data: [number, number] = [40001, 30000];
  const say = (direction: Direction, text: string) => {
    const frame = wire.send(0, control, direction, FLAG.psh | FLAG.ack, `${text}\r\n`);
    dialogue.push({
      direction,
      kind: direction === 'client' ? 'command' : 'reply',
      text,
      frames: [frame],
      time: epoch(wire.nanoseconds),
    });
    return frame;
  };
  const open = (stream: number, ports: [number, number]) => [
    wire.send(stream, ports, 'client', FLAG.syn),
    wire.send(stream, ports, 'server', FLAG.syn | FLAG.ack),
    wire.send(stream, ports, 'client', FLAG.ack),
  ];
  const close = (stream: number, ports: [number, number], first: Direction) => {
    const second = first === 'client' ? 'server' : 'client';
    return [
      wire.send(stream, ports, first, FLAG.fin | FLAG.ack),
      wire.send(stream, ports, second, FLAG.ack),
      wire.send(stream, ports, second, FLAG.fin | FLAG.ack),
      wire.send(stream, ports, first, FLAG.ack),
    ];
  };
  const opened = open(0, control);
  say('server', banner);
  const userFrame = say('client', `USER ${user}`);
  say('server', '331 need password');
  const passFrame = say('client', `PASS ${password}`);
  say('server', '230 logged in');
  say('client', 'DELE old.txt');
  say('server', '250 deleted');
  say('client', 'EPSV');
  say('server', '229 Entering Extended Passive Mode (|||30000|)');
  const storeFrame = say('client', `STOR ${fileName}`);
  const dataOpened = open(1, data);
  const startFrame = say('server', '150 send it');
  const fileBytes = new TextEncoder().encode(fileText);
  const dataFrames: number[] = [];
  for (let i = 0; i < fileText.length; i += 1000) {
    dataFrames.push(wire.send(1, data, 'client', FLAG.ack, fileText.slice(i, i + 1000)));
    wire.send(1, data, 'server', FLAG.ack);
  }
  const dataClosed = close(1, data, 'client');
  const doneFrame = say('server', '226 stored');
  const deleteFrame = say('client', 'DELE new.txt');
  const refusedFrame = say('server', '550 not allowed here');
  say('client', 'QUIT');
  say('server', '221 goodbye');
  const closed = close(0, control, 'server');
  const last = epoch(wire.nanoseconds);
  const lastFrame = wire.frame;
  const connection = (id: number, ports: [number, number], o: number[], c: number[], who: Direction): Connection => ({
    id,
    client: { address: CLIENT, port: ports[0], name: 'client' },
    server: { address: SERVER, port: ports[1], name: 'ftp-server' },
    rolesFrom: 'syn',
    firstTime: epoch(150_000),
    lastTime: last,
    durationMs: 5.5,
    frames: { first: o[0]!, last: c.at(-1)!, count: c.at(-1)! - o[0]! + 1 },
    handshake: {
      kind: 'three-way',
      frames: { syn: o[0]!, synAck: o[1]!, ack: o[2]! },
      retries: 0,
      retryFrames: [],
      client: { isn: 1000, window: 64240, mss: 1460, windowScale: 7, sackPermitted: true, timestamps: true },
      server: { isn: 5000, window: 65160, mss: 1460, windowScale: 7, sackPermitted: true, timestamps: true },
    },
    teardown: {
      kind: 'four-segment',
      initiator: who,
      segments: c.map((frame, i) => ({
        frame,
        from: (i === 0 || i === 3) === (who === 'client') ? 'client' : 'server',
        role: i % 2 === 0 ? 'fin' : 'ack',
        withData: false,
        shownAs: null,
      })),
      retransmittedFins: [],
      states: { client: who === 'client' ? 'TIME-WAIT' : 'CLOSED', server: who === 'client' ? 'CLOSED' : 'TIME-WAIT' },
    },
    bytes: { client: id === 1 ? fileBytes.length : 90, server: id === 1 ? 0 : 160 },
    packets: { client: 10, server: 10 },
    rtt: { handshakeMs: 0.3, min: 0.1, avg: 0.15, max: 0.2, count: 8 },
    analysis: {},
    zeek: { connState: 'SF', history: 'ShADadFf' },
    completeness: 31,
    app: id === 0 ? 'ftp' : 'ftp-data',
    closing: null,
    missingBytes: { client: 0, server: 0 },
  });
  const sha256 = 'ab'.repeat(32);
  const analysis: Analysis = {
    version: 1,
    capture: {
      file: 'capture.pcapng',
      sha256: 'cd'.repeat(32),
      format: 'pcapng',
      linkTypes: ['EN10MB'],
      packets: lastFrame,
      tcpPackets: lastFrame,
      firstTime: epoch(150_000),
      lastTime: last,
      dropped: 0,
      truncated: 0,
      warnings: [],
    },
    connections: [
      connection(0, control, opened, closed, 'server'),
      connection(1, data, dataOpened, dataClosed, 'client'),
    ],
    apps: {
      ftp: [
        {
          connection: 0,
          banner,
          dialogue,
          credentials: [{ mechanism: 'USER/PASS', user, password, accepted: true, frames: [userFrame, passFrame] }],
          transfers: [
            {
              command: 'STOR',
              name: fileName,
              kind: 'upload',
              mode: 'extended-passive',
              type: 'binary',
              restart: 0,
              frames: [storeFrame, startFrame, doneFrame],
              dataConnection: 1,
              dataFrames: { first: dataFrames[0]!, last: dataFrames.at(-1)!, count: dataFrames.length },
              completed: true,
              content: {
                size: fileBytes.length,
                sha256,
                missing: 0,
                gaps: [],
                complete: true,
                artifact: 'artifacts/notes.txt',
              },
              text: fileText,
            },
          ],
          refused: [
            {
              command: 'DELE',
              argument: 'new.txt',
              code: 550,
              text: 'not allowed here',
              frames: [deleteFrame, refusedFrame],
            },
          ],
          encryptedFrom: null,
          notes: [],
        },
      ],
      smtp: [],
      pop3: [],
    },
    findings: [
      {
        code: 'closed-by-server',
        severity: 'note',
        connection: 0,
        frames: [closed[0]!],
        params: { who: 'server' },
        filter: `frame.number == ${closed[0]}`,
        rfc: 'RFC 9293 §3.6',
      },
    ],
  };
  return { analysis, manifest: sampleManifest(lastFrame, sha256, password), packets: wire.collector.finish(analysis) };
}

function sampleManifest(lastFrame: number, sha256: string, password: string): Manifest {
  const both = (en: string, zh: string) => ({ en, zh });
  return {
    version: 1,
    id: 'ftp-20231114-221320',
    wirelab: '0.1.0',
    lab: {
      name: 'ftp',
      variant: null,
      title: both('FTP: what travels in the clear', 'FTP 协议分析与 TCP 连接管理'),
      summary: both('See how FTP opens, talks and closes.', '观察 FTP 的连接建立、对话与释放过程。'),
      hash: 'ef'.repeat(32),
    },
    student: '李华',
    seed: '7',
    parameters: { user: 'lihua', password },
    language: 'en',
    runtime: { kind: 'namespace', details: { kernel: '6.1' } },
    environment: { node: 'v20' },
    network: { family: 'ipv4', subnet: '10.21.0.0/24', prefixLength: 24, mtu: 1500, rateBps: 100_000_000 },
    hosts: [
      { name: 'client', title: both('FTP client', 'FTP 客户端'), address: CLIENT, mac: '02:00:00:00:00:01' },
      { name: 'ftp-server', title: both('FTP server', 'FTP 服务器'), address: SERVER, mac: '02:00:00:00:00:02' },
    ],
    startedAt: epoch(0),
    endedAt: epoch(900_000_000),
    phases: [{ name: 'steps', ms: 12.3 }],
    steps: [
      {
        id: 'log-in',
        on: 'client',
        do: 'ftp.connect',
        with: { host: 'ftp-server' },
        title: both('Log in with account and password', '用账号和口令登录'),
        text: both('The client connects and logs in.', '客户端建立连接并登录。'),
        section: '4.1.1',
        expect: 'success',
        outcome: 'done',
        startedAt: epoch(100_000),
        endedAt: epoch(900_000),
        frames: { first: 1, last: 8, count: 8 },
        transcript: [
          { time: epoch(200_000), mark: '>', text: 'USER lihua' },
          { time: epoch(300_000), mark: '<', text: '331 need password' },
        ],
        truth: [],
        result: {},
      },
    ],
    checks: [
      {
        id: 'login',
        title: both('The login was seen', '看到登录'),
        held: true,
        detail: both('1 found', '找到 1 个'),
        frames: [5],
      },
    ],
    truth: [
      {
        what: both('uploaded file', '上传的文件'),
        host: 'client',
        hostSays: sha256,
        wireSays: sha256,
        agrees: true,
        frames: [],
      },
    ],
    questions: [
      {
        id: 'who-closes',
        section: '4.1',
        question: both('Who closes first?', '谁先关闭连接?'),
        answer: both('The server.', '服务器。'),
        frames: [lastFrame - 3],
        filter: 'tcp.flags.fin == 1',
      },
    ],
    capture: {
      engine: 'libpcap',
      version: 'libpcap 1.10.3',
      packets: lastFrame,
      bytes: 9000,
      dropped: 0,
      largestFrame: 1054,
      timestamps: 'kernel-nanoseconds',
      ended: 'all-closed',
      whole: true,
    },
    status: 'checks-held',
    error: null,
  };
}
