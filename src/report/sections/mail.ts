/** Mails put together again from SMTP and from POP3. */
import type { Mail } from '../../analyzer/model.ts';
import type { Block, Inline, Section } from '../model.ts';
import { firstLines, shorten, visibleLine, visibleText } from '../text.ts';
import { type BuildContext, code, frames, framesFilter, paragraph, right, section, table } from './context.ts';
import { beginningOnly } from './files.ts';

const MAX_MAILS = 20;
const MAX_ADDED = 12;
const MAX_TRACE = 12;
const MAX_TEXT_LENGTH = 2000;
const TRACE_HEADERS = new Set(['received', 'return-path', 'delivered-to', 'x-original-to', 'message-id', 'date']);

interface Seen {
  readonly via: string;
  readonly stream: number;
  readonly mail: Mail;
  /** The server’s reply to the message was negative. */
  readonly refused: boolean;
}

export function mailSection(context: BuildContext): Section | null {
  const { say } = context;
  const all = mailsOf(context);
  if (all.length === 0) return null;
  const shown = all.slice(0, MAX_MAILS);
  return section(
    'mail',
    say('Mails restored from the packets', '从分组中还原邮件'),
    [
      paragraph(
        say(
          'Each mail, put together again from its segments: dots that SMTP and POP3 had doubled are single again, and attachments are decoded.',
          '下面是由报文段还原出的邮件：SMTP 和 POP3 为行首加倍的点已经复原，附件也已解码。',
        ),
      ),
      mailTable(context, shown, all.length - shown.length),
      ...addedByServers(context, all),
      ...framesFilter(
        context,
        all.flatMap(({ mail }) => mail.frames),
        say('the segments of all mails', '所有邮件的报文段'),
      ),
    ],
    shown.map((seen, i) =>
      section(
        `mail-${i + 1}`,
        say(
          `Mail ${i + 1}: ${seen.via}, tcp.stream ${seen.stream}`,
          `邮件 ${i + 1}：${seen.via}，tcp.stream ${seen.stream}`,
        ),
        mailBlocks(context, seen),
      ),
    ),
  );
}

function mailsOf({ analysis: { apps } }: BuildContext): Seen[] {
  const sent = apps.smtp.flatMap(({ messages, connection: stream }) =>
    messages.map((mail) => ({ via: `SMTP ${mail.via}`, stream, mail, refused: mail.accepted === false })),
  );
  const received = apps.pop3.flatMap(({ messages, connection: stream }) =>
    messages.map((mail) => ({ via: `POP3 ${mail.via}`, stream, mail, refused: false })),
  );
  return [...sent, ...received];
}

function mailTable({ say }: BuildContext, shown: readonly Seen[], left: number): Block {
  return table(
    say('Mails on the wire', '线路上的邮件'),
    [
      say('Carried by', '传送方式'),
      'tcp.stream',
      say('From', '发件人'),
      say('To', '收件人'),
      say('Subject', '主题'),
      right(say('Bytes', '字节数')),
      say('Frames', '帧'),
    ],
    shown.map(({ via, stream, mail }) => [
      via,
      [{ kind: 'stream', stream }],
      code(shorten(mail.from ?? '–', 80)),
      code(shorten(mail.to.join(', ') || '–', 120)),
      visibleLine(shorten(mail.subject ?? '–', 160)),
      String(mail.content.size),
      frames(mail.frames),
    ]),
    left > 0 ? say(`${left} more mails are in analysis.json.`, `其余 ${left} 封邮件见 analysis.json。`) : null,
  );
}

/** The same mail, sent and received: what the servers wrote into its header on the way. */
function addedByServers(context: BuildContext, all: readonly Seen[]): Block[] {
  const { say } = context;
  return all.flatMap((received): Block[] => {
    if (!received.via.startsWith('POP3') || received.mail.messageId === null) return [];
    const sent = all.find(({ via, mail }) => via.startsWith('SMTP') && mail.messageId === received.mail.messageId);
    if (sent === undefined) return [];
    const had = new Set(sent.mail.headers.map(({ name, value }) => `${name.toLowerCase()}: ${value}`));
    const added = received.mail.headers.filter(({ name, value }) => !had.has(`${name.toLowerCase()}: ${value}`));
    const names = added
      .slice(0, MAX_ADDED)
      .flatMap(({ name }, i): Inline[] => [...(i === 0 ? [] : [say(', ', '、')]), code(name)]);
    const same = sent.mail.text === received.mail.text && sameAttachments(sent.mail, received.mail);
    return [
      paragraph(
        say('The mail of tcp.stream ', 'tcp.stream '),
        { kind: 'stream', stream: sent.stream },
        say(' came back on tcp.stream ', ' 发出的邮件由 tcp.stream '),
        { kind: 'stream', stream: received.stream },
        say('. ', ' 收回。'),
        ...(names.length === 0
          ? [say('Its header is as it was sent. ', '首部与发出时相同。')]
          : [say('The servers added to its header: ', '服务器在首部中增加了：'), ...names, say('. ', '。')]),
        same
          ? { kind: 'verdict', tone: 'good', text: say('Text and attachments are the same', '正文与附件完全一致') }
          : { kind: 'verdict', tone: 'bad', text: say('Text or attachments differ', '正文或附件不一致') },
      ),
    ];
  });
}

function sameAttachments(a: Mail, b: Mail): boolean {
  return (
    JSON.stringify(a.attachments.map(({ sha256 }) => sha256)) ===
    JSON.stringify(b.attachments.map(({ sha256 }) => sha256))
  );
}

function mailBlocks(context: BuildContext, { via, mail, refused }: Seen): Block[] {
  const { say } = context;
  const blocks: Block[] = [];
  if (refused) {
    blocks.push(
      paragraph(
        say(
          'The server refused this mail: it received all of it, and its reply was negative (RFC 5321 §4.2.1). The sender keeps the mail.',
          '服务器拒收了这封邮件：内容已全部收到，但应答是否定的（RFC 5321 §4.2.1），邮件仍由发送方负责。',
        ),
      ),
    );
  }
  const trace = mail.headers.filter((header) => TRACE_HEADERS.has(header.name.toLowerCase()));
  blocks.push({
    kind: 'facts',
    compact: false,
    items: [
      ...trace.slice(0, MAX_TRACE).map((header) => ({
        label: visibleLine(header.name),
        value: [code(shorten(header.value, 400))],
      })),
      { label: 'SHA-256', value: [{ kind: 'hash', text: mail.content.sha256 }] },
    ],
  });
  if (mail.text !== null) {
    const text = visibleText(mail.text).trimEnd();
    blocks.push({
      kind: 'code',
      caption: say(`Text of the mail (${via})`, `邮件正文（${via}）`),
      text: firstLines(text, MAX_TEXT_LENGTH),
      note: text.length > MAX_TEXT_LENGTH ? beginningOnly(context, mail.content.artifact) : null,
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
  blocks.push(...framesFilter(context, mail.frames, say('the segments of this mail', '这封邮件的报文段')));
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
