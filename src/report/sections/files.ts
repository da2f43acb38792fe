/** What was carried: files put together again from their segments, their text and hash, compared with what was sent. */
import type { FtpSession, FtpTransfer } from '../../analyzer/model.ts';
import { type DataLane, drawDataConnections } from '../figures/data-connections.ts';
import { drawSegmentation } from '../figures/segmentation.ts';
import type { Block, Section } from '../model.ts';
import { indexOfFrame, type PacketRow, type PacketTable, rowAt, rowsOfStream } from '../packets/table.ts';
import { firstLines, shorten, visibleLine, visibleText } from '../text.ts';
import {
  type BuildContext,
  cited,
  connectionOf,
  endpointText,
  figure,
  filterBlock,
  paragraph,
  section,
  sinceStart,
  socket,
} from './context.ts';
import { type Carried, commandText, transferTable } from './transfers.ts';

const MAX_TEXT_LENGTH = 1500;
/** What the time stamp option takes of each segment, with its padding (RFC 7323 §3.2, appendix A). */
const TIMESTAMP_BYTES = 12;
const MAX_SHOWN_TEXTS = 8;
const MAX_SEGMENTS = 64;
const MAX_LANES = 12;

export function filesSection(context: BuildContext): Section | null {
  const { say, analysis } = context;
  const all: Carried[] = analysis.apps.ftp.flatMap((session) =>
    session.transfers.map((transfer) => ({ session, transfer })),
  );
  if (all.length === 0) return null;
  const files = all.filter(({ transfer }) => transfer.kind !== 'listing');
  const blocks: Block[] = [
    paragraph(
      say(
        'FTP sends each file on a connection of its own. Which one belongs to which command is told by the ports that PASV, EPSV, PORT or EPRT agreed on.',
        'FTP 的每个文件都通过单独的数据连接传送。数据连接与命令的对应关系由 PASV、EPSV、PORT 或 EPRT 约定的端口得出。',
      ),
    ),
    transferTable(context, all),
    ...analysis.apps.ftp.flatMap((session) => tiedFigure(context, session)),
  ];
  const cut = files.filter(({ transfer }) => transfer.dataConnection !== null).sort(bySegments)[0];
  if (cut) blocks.push(...segmentationBlocks(context, cut.transfer));
  for (const { transfer } of distinctTexts(files)) blocks.push(restoredText(context, transfer));
  blocks.push(filterBlock('ftp-data', say('every segment that carries file data', '所有携带文件数据的报文段')));
  return section('files', say('Files restored from the packets', '从分组中还原文件'), blocks);
}

/** A file that went up and came down again is shown once. */
function distinctTexts(files: readonly Carried[]): Carried[] {
  const texts = new Map<string, Carried>();
  for (const file of files) {
    const text = file.transfer.text;
    if (text !== null && !texts.has(text)) texts.set(text, file);
  }
  return [...texts.values()].slice(0, MAX_SHOWN_TEXTS);
}

function bySegments(a: Carried, b: Carried): number {
  return (b.transfer.dataFrames?.count ?? 0) - (a.transfer.dataFrames?.count ?? 0);
}

function rowOfFrame(table: PacketTable, frame: number): PacketRow | null {
  const index = indexOfFrame(table, frame);
  return index < 0 ? null : rowAt(table, index);
}

/** One figure for each control connection that had data connections. */
function tiedFigure(context: BuildContext, session: FtpSession): Block[] {
  const { say } = context;
  const control = connectionOf(context, session.connection);
  if (control === null) return [];
  const since = (epoch: string) => (sinceStart(context, epoch) - sinceStart(context, control.firstTime)) / 1e6;
  const lanes = session.transfers.flatMap((transfer): DataLane[] => {
    const data = connectionOf(context, transfer.dataConnection);
    const row = rowOfFrame(context.packets, transfer.frames[0] ?? 0);
    if (data === null || row === null) return [];
    const size = transfer.content === null ? '' : ` · ${transfer.content.size} B`;
    return [
      {
        command: commandText(transfer),
        about: `tcp.stream ${data.id} · ${agreement(data.server.port, transfer)}${size}`,
        frame: data.frames.first,
        commandMs: (row.time - sinceStart(context, control.firstTime)) / 1e6,
        startMs: since(data.firstTime),
        endMs: since(data.lastTime),
        fromClient: transfer.kind === 'upload',
      },
    ];
  });
  if (lanes.length === 0) return [];
  const title = say(
    `Data connections of tcp.stream ${control.id}, each tied to its command`,
    `tcp.stream ${control.id} 的各条数据连接及其对应的命令`,
  );
  return [
    figure(
      `data-connections-${control.id}`,
      title,
      lanes.map((lane) => `${lane.command}: ${lane.about}`).join('; '),
      drawDataConnections({
        title,
        control: say(`control: tcp.stream ${control.id}`, `控制连接：tcp.stream ${control.id}`),
        durationMs: control.durationMs,
        lanes: lanes.slice(0, MAX_LANES),
        xTitle: say('time since the control connection began (ms)', '时间（自控制连接建立起，ms）'),
      }),
    ),
  ];
}

/** How the data connection was agreed on, and the port that its opener connected to. */
function agreement(port: number, { mode: how }: FtpTransfer): string {
  const name = { passive: 'PASV', 'extended-passive': 'EPSV', active: 'PORT', 'extended-active': 'EPRT', unknown: '?' }[
    how
  ];
  return `${name} ${port}`;
}

function restoredText(context: BuildContext, transfer: FtpTransfer): Block {
  const { say } = context;
  const text = visibleText(transfer.text ?? '');
  const name = shorten(visibleLine(transfer.name ?? transfer.command), 80);
  return {
    kind: 'code',
    caption: say(
      `${name} as restored from tcp.stream ${transfer.dataConnection}`,
      `由 tcp.stream ${transfer.dataConnection} 还原出的 ${name}`,
    ),
    text: firstLines(text, MAX_TEXT_LENGTH),
    note: text.length > MAX_TEXT_LENGTH ? beginningOnly(context, transfer.content?.artifact ?? null) : null,
  };
}

/** Where the rest is, if it was written to a file. */
export function beginningOnly({ say }: BuildContext, artifact: string | null): string {
  return artifact === null
    ? say('Only the beginning is shown.', '此处只显示开头部分。')
    : say(
        `Only the beginning is shown; the whole is in ${visibleLine(artifact)}.`,
        `此处只显示开头部分，完整内容见 ${visibleLine(artifact)}。`,
      );
}

function segmentationBlocks(context: BuildContext, transfer: FtpTransfer): Block[] {
  const { say } = context;
  const connection = connectionOf(context, transfer.dataConnection);
  if (connection === null) return [];
  const fromClient = connection.bytes.client >= connection.bytes.server;
  const rows = rowsOfStream(context.packets, connection.id).filter((r) => r.length > 0 && r.fromClient === fromClient);
  if (rows.length === 0) return [];
  const mss = connection.handshake[fromClient ? 'server' : 'client']?.mss ?? null;
  const name = shorten(visibleLine(transfer.name ?? transfer.command), 60);
  const title = say(`How ${name} was cut into segments`, `${name} 如何被切分为报文段`);
  const largest = Math.max(...rows.map((r) => r.length));
  const [end, side] = fromClient ? [connection.server, '服务器'] : [connection.client, '客户端'];
  const receiver = say(endpointText(end), `${side}（${socket(end)}）`);
  const { client, server } = connection.handshake;
  const withStamps =
    client?.timestamps === true && server?.timestamps === true && largest === (mss ?? 0) - TIMESTAMP_BYTES;
  const stamps = say(
    `; the time stamp option takes ${TIMESTAMP_BYTES} bytes of that in each segment, which leaves ${largest}.`,
    `，每个报文段的时间戳选项占用其中 ${TIMESTAMP_BYTES} 字节，所以每段最多携带 ${largest} 字节数据。`,
  );
  return [
    paragraph(
      say(
        `${name} (${transfer.content?.size ?? '?'} bytes) travelled in ${rows.length} segments, the largest with ${largest} bytes of data`,
        `${name}（${transfer.content?.size ?? '?'} 字节）分成 ${rows.length} 个报文段传送，其中最大的携带 ${largest} 字节数据`,
      ),
      ...cited(
        context,
        rows.map((r) => r.frame),
      ),
      say('. ', '。'),
      mss === null ? '' : say(`${receiver} had offered an MSS of ${mss}`, `${receiver}通告的 MSS 为 ${mss}`),
      mss === null ? '' : withStamps ? stamps : say('.', '。'),
    ),
    figure(
      `segments-${connection.id}`,
      title,
      rows
        .slice(0, MAX_SEGMENTS)
        .map((r) => `#${r.frame}: ${r.length}`)
        .join(', '),
      drawSegmentation({
        title,
        rows: rows.slice(0, MAX_SEGMENTS),
        left: rows.length - MAX_SEGMENTS,
        name,
        language: context.language,
      }),
    ),
  ];
}
