/** How connections close: the shape of each teardown, who began it, and the states that both sides reached. */
import type { Connection, Teardown, TeardownSegment } from '../../analyzer/model.ts';
import { TEARDOWN_NAMES } from '../../base/tcp-words.ts';
import type { Block, Inline, Section } from '../model.ts';
import { rowsOfStream } from '../packets/table.ts';
import {
  appName,
  type BuildContext,
  filterBlock,
  frames,
  leftOut,
  paragraph,
  right,
  section,
  sideName,
  table,
} from './context.ts';
import { isGallery } from './gallery.ts';
import { ladderFigure } from './ladders.ts';
import { capturedSides, endStates, knownStates } from './one-direction.ts';
import { mainConnection } from './opening.ts';

const MAX_ROWS = 40;
const MAX_LADDERS = 6;
/** Segments that are drawn before the first FIN or RST, so that the reader sees what led to it. */
const CONTEXT_SEGMENTS = 3;
const MAX_CLOSING_SEGMENTS = 16;

/** Null where there is no connection. */
export function closingSection(context: BuildContext): Section | null {
  const { say } = context;
  if (context.analysis.connections.length === 0) return null;
  const blocks: Block[] = [
    paragraph(
      say(
        'Each direction is closed on its own: a FIN says “I send nothing more”, and its ACK says that this was heard. That makes four segments in the textbook (FIN, ACK, FIN, ACK), three when the answer’s ACK and FIN share one segment. “FIN, ACK” in the list is no merge: but for the first SYN and some RSTs, every segment carries ACK.',
        '两个方向分别关闭：FIN 表示“我不再发送数据”，对方的 ACK 表示“已收到”。教科书上的四次挥手是 FIN、ACK、FIN、ACK 四个报文段；如果对方把 ACK 和 FIN 放在同一个报文段里，就只有三个。列表中的“FIN, ACK”并不是合并的结果：除第一个 SYN 和部分 RST 外，每个报文段都带有 ACK 标志。',
      ),
    ),
    teardownTable(context),
  ];
  for (const connection of isGallery(context) ? [] : closingExamples(context)) {
    blocks.push(closingLadder(context, connection), closingWords(context, connection));
  }
  blocks.push(
    filterBlock(
      'tcp.flags.fin == 1 || tcp.flags.reset == 1',
      say('every FIN and RST, also those on data segments', '所有 FIN 与 RST，包括随数据一起发送的 FIN'),
    ),
  );
  return section('closing', say('Closing: the four-way wave', '连接释放：四次挥手'), blocks);
}

/** One connection of each kind of teardown, the main connection first. */
function closingExamples(context: BuildContext): Connection[] {
  const main = mainConnection(context);
  const all = [...(main ? [main] : []), ...context.analysis.connections];
  const chosen = new Map<string, Connection>();
  for (const connection of all) {
    const { kind, segments } = connection.teardown;
    if (segments.length > 0 && !chosen.has(kind)) chosen.set(kind, connection);
  }
  return [...chosen.values()].slice(0, MAX_LADDERS);
}

function teardownTable(context: BuildContext): Block {
  const { say, analysis } = context;
  const shown = analysis.connections.slice(0, MAX_ROWS);
  const captured = capturedSides(context);
  return table(
    say('How each connection ended', '各连接的释放过程'),
    [
      right('tcp.stream'),
      say('Protocol', '协议'),
      say('Kind', '类型'),
      say('Closed first', '主动关闭方'),
      say('Segments', '报文段'),
      say('Client ends in', '客户端最终状态'),
      say('Server ends in', '服务器最终状态'),
    ],
    shown.map((c) => {
      const { client, server } = knownStates(c.teardown.states, captured.get(c.id));
      return [
        [{ kind: 'stream', stream: c.id }],
        appName(c.app),
        context.pick(TEARDOWN_NAMES[c.teardown.kind].brief),
        sideName(context, c.teardown.initiator),
        segmentsCell(context, c.teardown.segments),
        client ?? '–',
        server ?? '–',
      ];
    }),
    leftOut(context, analysis.connections.length - shown.length),
  );
}

const MAX_SEGMENTS_IN_CELL = 8;

function segmentsCell(context: BuildContext, segments: readonly TeardownSegment[]): Inline[] {
  if (segments.length === 0) return ['–'];
  return segments.slice(0, MAX_SEGMENTS_IN_CELL).flatMap((segment, i): Inline[] => {
    const shownAs =
      segment.shownAs === null
        ? ''
        : context.say(`, shown as ${visibleProtocol(segment)}`, `，列表中显示为 ${visibleProtocol(segment)}`);
    const data = segment.withData ? context.say(` with data${shownAs}`, `（带数据${shownAs}）`) : '';
    return [
      i === 0 ? '' : context.say(', ', '、'),
      { kind: 'side', by: segment.from, text: roleName(segment.role) + data },
      ' ',
      frames([segment.frame]),
    ];
  });
}

function visibleProtocol(segment: TeardownSegment): string {
  return (segment.shownAs ?? 'TCP').toUpperCase();
}

function roleName(role: TeardownSegment['role']): string {
  return { fin: 'FIN', 'fin-ack': 'FIN+ACK', ack: 'ACK', rst: 'RST' }[role];
}

function closingLadder(context: BuildContext, connection: Connection): Block {
  const { say } = context;
  const first = connection.teardown.segments[0]?.frame ?? 0;
  const before = rowsOfStream(context.packets, connection.id).findIndex((row) => row.frame === first);
  const kind = context.pick(TEARDOWN_NAMES[connection.teardown.kind].full);
  return ladderFigure(context, connection, {
    id: `closing-${connection.id}`,
    title: say(
      `Closing of tcp.stream ${connection.id} (${appName(connection.app)}): ${kind}`,
      `tcp.stream ${connection.id}（${appName(connection.app)}）的释放过程：${kind}`,
    ),
    start: Math.max(0, before - CONTEXT_SEGMENTS),
    count: MAX_CLOSING_SEGMENTS,
    withSayings: true,
  });
}

/** What the kind of teardown means, and where a FIN hides, for one connection. */
function closingWords(context: BuildContext, connection: Connection): Block {
  const { say } = context;
  const { segments, initiator, kind, retransmittedFins } = connection.teardown;
  const hidden = segments.find((segment) => segment.role !== 'ack' && segment.shownAs !== null);
  const text: Inline[] = [
    initiator === null ? '' : say('Closed first by the ', '主动关闭方是'),
    initiator === null ? '' : sideName(context, initiator),
    initiator === null ? '' : say('. ', '。'),
    meaning(context, kind),
    endStates(context, connection),
  ];
  if (hidden) {
    text.push(
      say(` The FIN in `, `注意：`),
      frames([hidden.frame]),
      say(
        ` rides on a data segment that the packet list shows as ${visibleProtocol(hidden)}: it is easily overlooked, but tcp.flags.fin == 1 finds it.`,
        ` 中的 FIN 随数据一起发送，分组列表把这一帧显示为 ${visibleProtocol(hidden)}，因此容易被忽略；用 tcp.flags.fin == 1 可以找到它。`,
      ),
    );
  }
  if (retransmittedFins.length > 0) {
    text.push(say(' The FIN was sent again in ', '重传的 FIN：'), frames(retransmittedFins), say('.', '。'));
  }
  return { kind: 'paragraph', text };
}

function meaning(context: BuildContext, kind: Teardown['kind']): string {
  const { say } = context;
  switch (kind) {
    case 'four-segment':
      return say(
        'FIN, ACK, FIN, ACK: each FIN has an ACK of its own.',
        'FIN、ACK、FIN、ACK：每个 FIN 都有单独的 ACK。',
      );
    case 'three-segment':
      return say(
        'FIN, FIN+ACK, ACK: the answering side had nothing more to send, so its ACK and its FIN share one segment.',
        'FIN、FIN+ACK、ACK：被动方没有数据要发，把 ACK 和自己的 FIN 放在同一个报文段里。',
      );
    case 'simultaneous':
      return say(
        'Both FINs crossed on the way; each side passes through CLOSING.',
        '双方的 FIN 在途中交错，都会经过 CLOSING 状态。',
      );
    case 'half-closed':
      return say(
        'One FIN was sent and acknowledged; the other side never sent its own within the capture.',
        '只有一方的 FIN 被发送并得到确认，另一方在抓包期间一直没有发送 FIN。',
      );
    case 'unacknowledged-fin':
      return say('A FIN was sent, and no ACK for it is in the capture.', '发送了 FIN，但抓包中没有对它的确认。');
    case 'reset':
      return say('RST ended it at once; no FIN came before.', 'RST 直接中止了连接，之前没有 FIN。');
    case 'reset-after-fin':
      return say('After a FIN, RST ended the rest at once.', '在 FIN 之后，RST 直接中止了其余过程。');
    case 'open':
      return say('The capture ends before the connection does.', '抓包先于连接结束。');
  }
}
