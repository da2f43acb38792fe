/** The appendix: every connection, the lab's checks, and what the hosts themselves recorded. */
import type { Inline, Section } from '../model.ts';
import { environmentDetails, reproduce } from './appendix-environment.ts';
import {
  appName,
  type BuildContext,
  code,
  filterBlock,
  frames,
  framesFilter,
  leftOut,
  milliseconds,
  paragraph,
  right,
  section,
  shortEndpoint,
  table,
  verdict,
} from './context.ts';

const MAX_CONNECTIONS = 100;

export function appendixSection(context: BuildContext): Section {
  const { say } = context;
  const parts = [
    connections(context),
    checks(context),
    truth(context),
    environmentDetails(context),
    reproduce(context),
  ];
  return section(
    'appendix',
    say('Appendix', '附录'),
    [],
    parts.filter((part) => part !== null),
  );
}

function connections(context: BuildContext): Section | null {
  const { say, analysis } = context;
  if (analysis.connections.length === 0) return null;
  const shown = analysis.connections.slice(0, MAX_CONNECTIONS);
  return section('all-connections', say('All connections', '全部连接'), [
    table(
      say('Connections of the capture', '抓包中的连接'),
      [
        right('tcp.stream'),
        say('Client → server', '客户端 → 服务器'),
        say('Protocol', '协议'),
        right(say('Frames', '帧数')),
        right(say('Bytes →', '字节 →')),
        right(say('Bytes ←', '字节 ←')),
        right(say('Duration (ms)', '历时（ms）')),
        right(say('RTT avg (ms)', '平均 RTT（ms）')),
        say('Zeek’s summary', 'Zeek 摘要'),
      ],
      shown.map((c) => [
        [{ kind: 'stream', stream: c.id }],
        `${shortEndpoint(c.client)} → ${shortEndpoint(c.server)}`,
        appName(c.app),
        String(c.frames.count),
        String(c.bytes.client),
        String(c.bytes.server),
        milliseconds(c.durationMs),
        milliseconds(c.rtt.avg),
        code(`${c.zeek.connState} ${c.zeek.history}`),
      ]),
      leftOut(context, analysis.connections.length - shown.length),
    ),
    paragraph(
      say(
        'Bytes are payload, from the client (→) and from the server (←). The last column is Zeek’s summary: SF is an opening and a closing as they should be; the letters are what was seen in turn, capital from the client, small from the server (S SYN, H SYN+ACK, A ACK, D data, F FIN, R RST).',
        '字节数只计数据，不含首部：→ 为客户端发送，← 为服务器发送。最后一列是 Zeek 的摘要：SF 表示正常建立、正常释放；其后的字母按先后次序记录看到的报文段，大写来自客户端，小写来自服务器（S 为 SYN，H 为 SYN+ACK，A 为 ACK，D 为数据，F 为 FIN，R 为 RST）。',
      ),
    ),
    filterBlock('tcp', say('every segment of these connections', '这些连接的全部报文段')),
  ]);
}

function checks(context: BuildContext): Section | null {
  const { say, manifest } = context;
  if (manifest === null || manifest.checks.length === 0) return null;
  const evidence = manifest.checks.flatMap((check) => check.frames);
  return section('checks', say('Checks of the lab', '实验自动检查'), [
    table(
      say('What the lab expects, and whether it held', '实验要求及其结果'),
      [say('Check', '检查项'), say('Held', '是否成立'), say('Detail', '说明'), say('Frames', '帧')],
      manifest.checks.map((check) => [
        context.pick(check.title),
        verdict(check.held, say('held', '成立'), say('failed', '不成立')),
        context.pick(check.detail),
        check.frames.length > 0 ? frames(check.frames) : '–',
      ]),
    ),
    ...framesFilter(context, evidence, say('the frames that the checks go by', '各项检查所依据的帧')),
  ]);
}

function truth(context: BuildContext): Section | null {
  const { say, manifest } = context;
  if (manifest === null || manifest.truth.length === 0) return null;
  return section('truth', say('What the hosts say, and what the wire says', '主机记录与抓包结果对比'), [
    paragraph(
      say(
        'The hosts recorded what they really sent and received. The analyzer knows nothing of that: it saw only the packets.',
        '主机记录了真实收发的内容；分析器并不知道这些记录，只根据分组得出结论。',
      ),
    ),
    table(
      say('Ground truth beside the analysis', '真实记录与分析结果'),
      [
        say('What', '项目'),
        say('Host', '主机'),
        say('The host says', '主机记录'),
        say('The wire says', '抓包结果'),
        say('Agree', '是否一致'),
      ],
      manifest.truth.map((row) => [
        context.pick(row.what),
        code(row.host),
        breakable(row.hostSays),
        breakable(row.wireSays),
        verdict(row.agrees, say('yes', '一致'), say('no', '不一致')),
      ]),
    ),
  ]);
}

function breakable(text: string): Inline {
  return /^[0-9a-f]{64}$/.test(text) ? { kind: 'hash', text } : code(text);
}
