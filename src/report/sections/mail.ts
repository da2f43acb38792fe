/** Mails put together again from SMTP and from POP3. */
import type { Mail } from '../../analyzer/model.ts';
import type { Block, Inline, Section } from '../model.ts';
import { shorten, visibleLine, visibleText } from '../text.ts';
import {
  type BuildContext,
  code,
  filterBlock,
  frames,
  framesFilter,
  paragraph,
  right,
  section,
  table,
} from './context.ts';

const MAX_MAILS = 20;
const MAX_TEXT_LENGTH = 4000;
const TRACE_HEADERS = new Set(['received', 'return-path', 'delivered-to', 'x-original-to', 'message-id', 'date']);

interface Seen {
  readonly via: string;
  readonly stream: number;
  readonly mail: Mail;
}

export function mailSection(context: BuildContext): Section | null {
  const { say, analysis } = context;
  const all: Seen[] = [
    ...analysis.apps.smtp.flatMap((s) =>
      s.messages.map((mail) => ({ via: `SMTP ${mail.via}`, stream: s.connection, mail })),
    ),
    ...analysis.apps.pop3.flatMap((s) =>
      s.messages.map((mail) => ({ via: `POP3 ${mail.via}`, stream: s.connection, mail })),
    ),
  ];
  if (all.length === 0) return null;
  const shown = all.slice(0, MAX_MAILS);
  const blocks: Block[] = [
    table(
      say('Mails on the wire', '线路上的邮件'),
      [
        say('Carried by', '传送方式'),
        'tcp.stream',
        say('From', '发件人'),
        say('To', '收件人'),
        say('Subject', '主题'),
        right(say('Bytes', '字节数')),
        'SHA-256',
        say('Frames', '帧'),
      ],
      shown.map(({ via, stream, mail }) => [
        via,
        [{ kind: 'stream', stream }],
        code(shorten(mail.from ?? '–', 80)),
        code(shorten(mail.to.join(', ') || '–', 120)),
        visibleLine(shorten(mail.subject ?? '–', 160)),
        String(mail.content.size),
        { kind: 'hash', text: mail.content.sha256 },
        frames(mail.frames),
      ]),
      all.length > shown.length
        ? say(
            `${all.length - shown.length} more mails are in analysis.json.`,
            `其余 ${all.length - shown.length} 封邮件见 analysis.json。`,
          )
        : null,
    ),
  ];
  for (const seen of shown) blocks.push(...mailBlocks(context, seen));
  return section('mail', say('Mails restored from the packets', '从分组中还原邮件'), blocks);
}

function mailBlocks(context: BuildContext, { via, mail }: Seen): Block[] {
  const { say } = context;
  const blocks: Block[] = [];
  const trace = mail.headers.filter((header) => TRACE_HEADERS.has(header.name.toLowerCase()));
  if (trace.length > 0) {
    blocks.push({
      kind: 'facts',
      compact: false,
      items: trace.slice(0, 12).map((header) => ({
        label: visibleLine(header.name),
        value: [code(shorten(header.value, 400))],
      })),
    });
  }
  if (mail.text !== null) {
    blocks.push({
      kind: 'code',
      caption: say(`Text of the mail (${via})`, `邮件正文（${via}）`),
      text: visibleText(mail.text).slice(0, MAX_TEXT_LENGTH),
      note: mail.text.length > MAX_TEXT_LENGTH ? say('Only the beginning is shown.', '此处只显示开头部分。') : null,
    });
  }
  if (mail.attachments.length > 0) blocks.push(attachmentTable(context, mail));
  if (mail.content.missing > 0) {
    blocks.push(
      paragraph(
        say(
          `${mail.content.missing} bytes of this mail are not in the capture.`,
          `这封邮件有 ${mail.content.missing} 字节不在抓包中。`,
        ),
      ),
    );
  }
  blocks.push(filterBlock(framesFilter(mail.frames), say('the segments of this mail', '这封邮件的报文段')));
  return blocks;
}

function attachmentTable(context: BuildContext, mail: Mail): Block {
  const { say } = context;
  return table(
    say('Attachments', '附件'),
    [say('Name', '文件名'), say('Type', '类型'), right(say('Bytes', '字节数')), 'SHA-256'],
    mail.attachments
      .slice(0, 20)
      .map((attachment): Inline[] => [
        code(shorten(attachment.name ?? '–', 120)),
        visibleLine(attachment.mediaType),
        String(attachment.size),
        { kind: 'hash', text: attachment.sha256 },
      ]),
  );
}
