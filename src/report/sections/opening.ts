/** How connections open: the handshakes with their real numbers, and a ladder of the most telling one. */
import type { Connection, Direction, Handshake, Opening } from '../../analyzer/model.ts';
import { HANDSHAKE_NAMES } from '../../base/tcp-words.ts';
import type { Block, Inline, Section } from '../model.ts';
import {
  appName,
  type BuildContext,
  cited,
  filterBlock,
  frames,
  leftOut,
  milliseconds,
  paragraph,
  right,
  section,
  shortEndpoint,
  sideName,
  streams,
  table,
} from './context.ts';
import { ladderFigure } from './ladders.ts';
import { capturedSides } from './one-direction.ts';

/** More rows make a table that nobody reads; the packet list and `analysis.json` hold every connection. */
const MAX_ROWS = 40;
const MAX_OPENING_SEGMENTS = 8;

/** Null where there is no connection. */
export function openingSection(context: BuildContext): Section | null {
  const { say, analysis } = context;
  if (analysis.connections.length === 0) return null;
  const blocks: Block[] = [
    paragraph(
      say(
        'Before any data, both sides agree on where their sequence numbers start (the ISN) and on what they can do (options): SYN, SYN+ACK, ACK. Numbers in the figures are relative, as Wireshark shows them; the table holds the absolute ISNs.',
        '在传送数据之前，双方要先约定各自的初始序号（ISN）和支持的选项，这就是三次握手：SYN、SYN+ACK、ACK。图中的序号是相对序号（与 Wireshark 的显示一致），表中给出绝对的 ISN。',
      ),
    ),
  ];
  const main = mainConnection(context);
  const seen = main !== null && isSeen(main);
  blocks.push(...(seen ? [openingLadder(context, main), openingWords(context, main)] : [unseen(context)]));
  blocks.push(handshakeTable(context), ...(seen ? [optionsTable(context)] : []));
  blocks.push(filterBlock('tcp.flags.syn == 1', say('every SYN and SYN+ACK', '所有 SYN 与 SYN+ACK 报文段')));
  if (analysis.connections.some((c) => c.handshake.retries > 0)) {
    blocks.push(
      filterBlock(
        'tcp.flags.syn == 1 && tcp.analysis.retransmission',
        say('SYNs that were sent again', '重传的 SYN 报文段'),
      ),
    );
  }
  return section('opening', say('Opening: the three-way handshake', '连接建立：三次握手'), blocks);
}

/** The connection that a reader should see first: a dialogue if there is one, else the one with most segments. */
export function mainConnection(context: BuildContext): Connection | null {
  const { apps, connections } = context.analysis;
  const dialogues = [...apps.ftp, ...apps.smtp, ...apps.pop3].map((session) => session.connection);
  const candidates = connections.filter((c) => dialogues.includes(c.id));
  const pool = candidates.length > 0 ? candidates : connections;
  return pool.find((c) => c.handshake.kind === 'three-way') ?? pool.find(isSeen) ?? pool[0] ?? null;
}

function isSeen({ handshake: { frames: seen } }: Connection): boolean {
  return seen.syn !== null || seen.synAck !== null;
}

function unseen({ say }: BuildContext): Block {
  return paragraph(
    say(
      'No handshake is in this capture: it began when its connections were open already. Their ISNs and what was agreed on in the SYNs (MSS, window scale, SACK) can’t be known from it.',
      '本次抓包中没有握手过程：开始抓包时，各连接都已经建立。因此无法从中得知 ISN 以及 SYN 中约定的选项（MSS、窗口扩大因子、SACK）。',
    ),
  );
}

function openingLadder(context: BuildContext, connection: Connection): Block {
  const { say } = context;
  const { ack, synAck, syn } = connection.handshake.frames;
  const last = ack ?? synAck ?? syn;
  return ladderFigure(context, connection, {
    id: `opening-${connection.id}`,
    title: say(
      `Handshake of tcp.stream ${connection.id} (${appName(connection.app)})`,
      `tcp.stream ${connection.id}（${appName(connection.app)}）的三次握手`,
    ),
    start: 0,
    count: MAX_OPENING_SEGMENTS,
    ...(last === null ? {} : { last }),
    withSayings: true,
  });
}

/** What each segment of the handshake says, with its real numbers. */
function openingWords(context: BuildContext, connection: Connection): Block {
  const { say } = context;
  const { handshake, rtt } = connection;
  const { syn, synAck, ack } = handshake.frames;
  const text: Inline[] = [];
  if (syn !== null && handshake.client) {
    text.push(
      say('The client asks with SYN and names its initial sequence number, ', '客户端发送 SYN，给出自己的初始序号 '),
      { kind: 'code', text: `ISN=${handshake.client.isn}` },
      ...cited(context, [syn]),
      say('. ', '。'),
    );
  }
  if (synAck !== null && handshake.server) {
    text.push(
      say(
        'The server agrees with SYN+ACK and names its own, ',
        '服务器回送 SYN+ACK：表示同意，同时给出自己的初始序号 ',
      ),
      { kind: 'code', text: `ISN=${handshake.server.isn}` },
      ...cited(context, [synAck]),
      say('. ', '。'),
    );
  }
  if (ack !== null) {
    text.push(say('The client confirms with ACK', '客户端用 ACK 确认'), ...cited(context, [ack]), say('. ', '。'));
  }
  if (handshake.kind === 'three-way') {
    text.push(
      say(
        'A SYN takes one sequence number, so each side acknowledges the other’s ISN + 1; data begins there, at relative number 1.',
        'SYN 占用一个序号，所以双方的确认号都是对方的 ISN + 1，数据从这里（相对序号 1）开始编号。',
      ),
    );
  }
  if (rtt.handshakeMs !== null && !capturedSides(context).has(connection.id)) {
    text.push(
      say(
        ` From SYN to ACK it took ${milliseconds(rtt.handshakeMs)} ms, about one round trip.`,
        `从 SYN 到 ACK 历时 ${milliseconds(rtt.handshakeMs)} ms，约为一个往返时间。`,
      ),
    );
  }
  return { kind: 'paragraph', text };
}

function frameCell(frame: number | null): Inline {
  return frame === null ? '–' : frames([frame]);
}

function handshakeTable(context: BuildContext): Block {
  const { say, analysis } = context;
  const shown = analysis.connections.slice(0, MAX_ROWS);
  const captured = capturedSides(context);
  return table(
    say('Handshake of each connection', '各连接的握手'),
    [
      right('tcp.stream'),
      say('Client → server', '客户端 → 服务器'),
      say('Kind', '类型'),
      right('SYN'),
      right('SYN+ACK'),
      right('ACK'),
      right(say('Client ISN', '客户端 ISN')),
      right(say('Server ISN', '服务器 ISN')),
      right(say('Time (ms)', '历时（ms）')),
    ],
    shown.map((c) => [
      [{ kind: 'stream', stream: c.id }],
      `${shortEndpoint(c.client)} → ${shortEndpoint(c.server)}`,
      captured.has(c.id)
        ? say('one direction captured', '只抓到一个方向')
        : context.pick(HANDSHAKE_NAMES[c.handshake.kind].brief) + retries(context, c.handshake),
      frameCell(c.handshake.frames.syn),
      frameCell(c.handshake.frames.synAck),
      frameCell(c.handshake.frames.ack),
      c.handshake.client ? String(c.handshake.client.isn) : '–',
      c.handshake.server ? String(c.handshake.server.isn) : '–',
      milliseconds(captured.has(c.id) ? null : c.rtt.handshakeMs),
    ]),
    leftOut(context, analysis.connections.length - shown.length),
  );
}

function retries(context: BuildContext, handshake: Handshake): string {
  return handshake.retries === 0
    ? ''
    : context.say(`, sent again ${handshake.retries}×`, `，重发 ${handshake.retries} 次`);
}

/** Connections that offered the same share a row. */
function optionsTable(context: BuildContext): Block {
  const { say, analysis } = context;
  const groups = new Map<string, { list: number[]; side: Direction; offer: Opening }>();
  for (const connection of analysis.connections) {
    for (const side of ['client', 'server'] as const) {
      const offer = connection.handshake[side];
      if (offer === null) continue;
      const { isn: _, ...same } = offer;
      const key = `${side} ${JSON.stringify(same)}`;
      const group = groups.get(key) ?? { list: [], side, offer };
      group.list.push(connection.id);
      groups.set(key, group);
    }
  }
  const all = [...groups.values()];
  return table(
    say('What each side offered in its SYN', '双方在 SYN 中给出的选项'),
    [
      'tcp.stream',
      say('Side', '通信方'),
      right('MSS'),
      right(say('Window', '窗口')),
      right(say('Window scale', '窗口扩大因子')),
      'SACK',
      say('Timestamps', '时间戳'),
    ],
    all.slice(0, MAX_ROWS).map((group) => optionRow(context, group)),
    leftOut(context, all.length - MAX_ROWS),
  );
}

function optionRow(
  context: BuildContext,
  { list, side, offer }: { list: number[]; side: Direction; offer: Opening },
): (Inline | Inline[])[] {
  const { say } = context;
  const unknown = say('not captured', '未抓到');
  const absent = offer.optionsCut === true ? unknown : '–';
  const yes = (value: boolean) => {
    if (value) return say('yes', '有');
    return offer.optionsCut === true ? unknown : say('no', '无');
  };
  return [
    streams(context, list),
    sideName(context, side),
    offer.mss === null ? absent : String(offer.mss),
    String(offer.window),
    offer.windowScale === null
      ? absent
      : `${offer.windowScale}${say(' (', '（')}×${2 ** Math.min(offer.windowScale, 14)}${say(')', '）')}`,
    yes(offer.sackPermitted),
    yes(offer.timestamps),
  ];
}
