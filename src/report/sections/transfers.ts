/** The table of FTP transfers: what each command carried, over which connection, and whether all of it arrived. */
import type { FtpSession, FtpTransfer } from '../../analyzer/model.ts';
import type { Block, Inline } from '../model.ts';
import { shorten, visibleLine } from '../text.ts';
import { type BuildContext, frames, right, table, verdict } from './context.ts';

const MAX_TRANSFERS = 60;

export interface Carried {
  readonly session: FtpSession;
  readonly transfer: FtpTransfer;
}

export function transferTable(context: BuildContext, all: readonly Carried[]): Block {
  const { say } = context;
  const left = all.length - MAX_TRANSFERS;
  return table(
    say('Transfers', '文件传输'),
    [
      say('Command', '命令'),
      say('Direction', '方向'),
      say('Data connection', '数据连接'),
      right(say('Bytes', '字节数')),
      say('Complete', '是否完整'),
      'SHA-256',
      say('What the hosts say', '与主机记录对比'),
    ],
    all
      .slice(0, MAX_TRANSFERS)
      .map(({ transfer }) => [
        [{ kind: 'said', by: 'client', text: commandText(transfer) }, ' ', frames(transfer.frames.slice(0, 4))],
        direction(context, transfer),
        transfer.dataConnection === null
          ? '–'
          : [
              'tcp.stream ',
              { kind: 'stream', stream: transfer.dataConnection },
              ` ${mode(context, transfer)} `,
              ...(transfer.dataFrames
                ? [{ kind: 'range' as const, first: transfer.dataFrames.first, last: transfer.dataFrames.last }]
                : []),
            ],
        transfer.content === null ? '–' : String(transfer.content.size),
        complete(context, transfer),
        transfer.content === null ? '–' : { kind: 'hash', text: transfer.content.sha256 },
        truthOf(context, transfer),
      ]),
    left > 0 ? say(`${left} more transfers are in analysis.json.`, `其余 ${left} 次传输见 analysis.json。`) : null,
  );
}

export function commandText(transfer: FtpTransfer): string {
  const name = transfer.name === null ? '' : ` ${transfer.name}`;
  return shorten(visibleLine(transfer.command.includes(' ') ? transfer.command : transfer.command + name), 80);
}

function direction(context: BuildContext, transfer: FtpTransfer): string {
  const { say } = context;
  switch (transfer.kind) {
    case 'upload':
      return say('upload', '上传');
    case 'download':
      return say('download', '下载');
    case 'listing':
      return say('listing', '目录列表');
  }
}

function mode(context: BuildContext, transfer: FtpTransfer): string {
  const { say } = context;
  switch (transfer.mode) {
    case 'active':
      return say('active (PORT)', '主动模式（PORT）');
    case 'extended-active':
      return say('active (EPRT)', '主动模式（EPRT）');
    case 'passive':
      return say('passive (PASV)', '被动模式（PASV）');
    case 'extended-passive':
      return say('passive (EPSV)', '被动模式（EPSV）');
    case 'unknown':
      return say('mode not seen', '模式未知');
  }
}

function complete(context: BuildContext, transfer: FtpTransfer): Inline {
  const { say } = context;
  const content = transfer.content;
  if (content !== null && content.missing > 0) {
    return {
      kind: 'verdict',
      tone: 'warning',
      text: say(`${content.missing} bytes missing`, `缺少 ${content.missing} 字节`),
    };
  }
  if (transfer.completed === null) return say('can’t be told', '无法判断');
  return verdict(transfer.completed, say('yes', '完整'), say('no', '不完整'));
}

/** The host's own hash of the file, where a host said one. */
function truthOf(context: BuildContext, transfer: FtpTransfer): Inline | Inline[] {
  const { say, manifest } = context;
  const hash = transfer.content?.sha256;
  const row = hash === undefined ? undefined : manifest?.truth.find((t) => t.wireSays.includes(hash));
  if (row === undefined) return manifest === null ? say('no host to ask', '没有主机记录') : '–';
  return verdict(row.agrees, say('same hash', '哈希一致'), say('hash differs', '哈希不一致'));
}
