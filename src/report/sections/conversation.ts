/** What was said: application dialogues in red and blue, credentials, and commands that were refused. */
import type { Credential, DialogueEntry, FtpSession } from '../../analyzer/model.ts';
import type { Block, DialogueLine, Inline, Section } from '../model.ts';
import type { PacketRow } from '../packets/table.ts';
import { shorten, visibleLine, visibleText } from '../text.ts';
import {
  appName,
  type BuildContext,
  code,
  connectionOf,
  filterBlock,
  frames,
  framesFilter,
  paragraph,
  section,
  sideText,
  sinceStart,
  table,
} from './context.ts';

const MAX_DIALOGUE_LINES = 400;
const MAX_LINE_LENGTH = 2000;

export interface Talk {
  readonly app: 'ftp' | 'smtp' | 'pop3';
  readonly connection: number;
  readonly dialogue: readonly DialogueEntry[];
  readonly credentials: readonly Credential[];
  readonly encryptedFrom: number | null;
  readonly notes: readonly string[];
}

export function talks(context: BuildContext): Talk[] {
  const { ftp, smtp, pop3 } = context.analysis.apps;
  return [
    ...ftp.map((session) => ({ ...session, app: 'ftp' as const })),
    ...smtp.map((session) => ({ ...session, app: 'smtp' as const })),
    ...pop3.map((session) => ({ ...session, app: 'pop3' as const })),
  ].sort((a, b) => a.connection - b.connection);
}

/** The first dialogue line that a segment carried, for the ladder. */
export function saysOf(context: BuildContext, row: PacketRow): string | null {
  const talk = talks(context).find((t) => t.connection === row.stream);
  const entry = talk?.dialogue.find(
    (line) => line.frames.includes(row.frame) && (line.direction === 'client') === row.fromClient,
  );
  return entry ? visibleLine(entry.text.split('\n')[0] ?? '') : null;
}

export function dialogueSection(context: BuildContext): Section | null {
  const { say } = context;
  const all = talks(context);
  if (all.length === 0) return null;
  const blocks: Block[] = [
    paragraph(
      say(
        'What both sides said, put together from the segments as Wireshark’s Follow TCP Stream does: ',
        '按字节流重组后的对话，与 Wireshark 的“追踪 TCP 流”相同：',
      ),
      { kind: 'side', by: 'client', text: say('the client in red', '客户端为红色') },
      say(', ', '，'),
      { kind: 'side', by: 'server', text: say('the server in blue', '服务器为蓝色') },
      say('.', '。'),
    ),
  ];
  for (const talk of all) blocks.push(...talkBlocks(context, talk));
  return section('dialogue', say('The dialogue', '应用层对话'), blocks);
}

function talkBlocks(context: BuildContext, talk: Talk): Block[] {
  const { say } = context;
  const connection = connectionOf(context, talk.connection);
  const lines = talk.dialogue.slice(0, MAX_DIALOGUE_LINES).map((entry) => dialogueLine(context, entry));
  const left = talk.dialogue.length - lines.length;
  const blocks: Block[] = [
    {
      kind: 'dialogue',
      caption: say(
        `${appName(talk.app)} dialogue, tcp.stream ${talk.connection}`,
        `${appName(talk.app)} 对话，tcp.stream ${talk.connection}`,
      ),
      stream: talk.connection,
      client: connection ? sideText(connection.client, 'client') : '?',
      server: connection ? sideText(connection.server, 'server') : '?',
      lines,
      note: left > 0 ? say(`${left} more lines are in analysis.json.`, `其余 ${left} 行见 analysis.json。`) : null,
    },
  ];
  if (talk.encryptedFrom !== null) {
    blocks.push(
      paragraph(
        say('From here on the dialogue is encrypted and can’t be read: ', '从这一帧起对话已加密，无法读出：'),
        frames([talk.encryptedFrom]),
      ),
    );
  }
  for (const note of talk.notes) blocks.push(paragraph(visibleLine(note)));
  blocks.push(filterBlock(`tcp.stream == ${talk.connection}`, say('all of this connection', '这条连接的全部报文段')));
  return blocks;
}

function dialogueLine(context: BuildContext, entry: DialogueEntry): DialogueLine {
  const { say } = context;
  // AUTH speaks base64: what it says stands below it, in brackets as it was not sent so.
  const decoded = entry.decoded === undefined ? '' : `\n[${say('decoded: ', '解码：')}${visibleLine(entry.decoded)}]`;
  return {
    direction: entry.direction,
    kind: entry.kind,
    text: shorten(visibleText(entry.text), MAX_LINE_LENGTH) + shorten(decoded, MAX_LINE_LENGTH),
    frames: entry.frames.slice(0, 8),
    at: sinceStart(context, entry.time) / 1e9,
  };
}

export function credentialsSection(context: BuildContext): Section | null {
  const { say } = context;
  const found = talks(context).flatMap((talk) => talk.credentials.map((credential) => ({ talk, credential })));
  if (found.length === 0) return null;
  const all = found.flatMap(({ credential }) => credential.frames);
  const open = found.some(({ credential }) => credential.password !== null);
  return section('credentials', say('Credentials that can be read', '可以读出的账号与密码'), [
    paragraph(
      open
        ? say(
            'Nothing was encrypted: whoever sees these packets can read account and password.',
            '通信没有加密：任何能看到这些分组的人都能读出账号和密码。',
          )
        : say(
            'The account can be read; the secret itself was not sent in the clear.',
            '账号可以读出；密码本身没有以明文传送。',
          ),
    ),
    table(
      say('Accounts on the wire', '线路上的账号信息'),
      [
        say('Protocol', '协议'),
        'tcp.stream',
        say('Mechanism', '方式'),
        say('User', '账号'),
        say('Password', '密码'),
        say('Accepted', '是否通过'),
        say('Frames', '帧'),
      ],
      found.map(({ talk, credential }) => [
        appName(talk.app),
        [{ kind: 'stream', stream: talk.connection }],
        credential.mechanism,
        credential.user === null ? '–' : code(credential.user),
        credential.password === null ? say('not sent in the clear', '未以明文传送') : code(credential.password),
        accepted(context, credential.accepted),
        frames(credential.frames),
      ]),
    ),
    filterBlock(framesFilter(all), say('the segments that carry them', '携带它们的报文段')),
    ...credentialFilters(context, new Set(found.map(({ talk }) => talk.app))),
  ]);
}

function credentialFilters(context: BuildContext, apps: ReadonlySet<string>): Block[] {
  const { say } = context;
  const blocks: Block[] = [];
  if (apps.has('ftp')) {
    blocks.push(
      filterBlock('ftp.request.command in {"USER", "PASS"}', say('the same by protocol', '按协议查找同样的报文段')),
    );
  }
  if (apps.has('pop3')) {
    blocks.push(filterBlock('pop.request.command in {"USER", "PASS"}', say('the same in POP3', 'POP3 中的账号和密码')));
  }
  if (apps.has('smtp')) {
    blocks.push(filterBlock('smtp.req.command == "AUTH"', say('where SMTP logs in', 'SMTP 登录的位置')));
  }
  return blocks;
}

function accepted(context: BuildContext, value: boolean | null): Inline {
  const { say } = context;
  if (value === null) return say('can’t be told', '无法判断');
  return value
    ? { kind: 'verdict', tone: 'good', text: say('yes', '是') }
    : { kind: 'verdict', tone: 'bad', text: say('no', '否') };
}

/** 4.1.2: commands that the server's rules refuse, beside the same commands when they still worked. */
export function rulesSection(context: BuildContext): Section | null {
  const { say, analysis } = context;
  const refused = analysis.apps.ftp.flatMap((session) => session.refused.map((item) => ({ session, item })));
  if (refused.length === 0) return null;
  const rows = refused.map(({ session, item }) => {
    const before = earlierSuccess(analysis.apps.ftp, item.command, item.frames[0] ?? 0);
    return [
      [{ kind: 'said' as const, by: 'client' as const, text: visibleLine(`${item.command} ${item.argument}`.trim()) }],
      before === null
        ? say('not tried before', '之前没有尝试过')
        : [
            { kind: 'said' as const, by: 'server' as const, text: shorten(visibleLine(before.text), 60) },
            ' ',
            frames(before.frames),
          ],
      [
        {
          kind: 'said' as const,
          by: 'server' as const,
          text: shorten(visibleLine(`${item.code} ${item.text.replace(/^\d{3}[ -]/, '')}`), 60),
        },
        ' ',
        frames(item.frames),
      ],
      [{ kind: 'stream' as const, stream: session.connection }],
    ];
  });
  const all = refused.flatMap(({ item }) => item.frames);
  return section('command-rules', say('Command rules', '命令规则'), [
    paragraph(
      say(
        'The server answered these commands with a refusal (4yz: not now, 5yz: not at all; RFC 959 §4.2). The same command before the rules shows that it is the rule that refuses.',
        '服务器拒绝了下列命令（4yz 表示暂时不能执行，5yz 表示不予执行，见 RFC 959 §4.2）。与规则生效之前的同一命令对比，可见拒绝确由规则造成。',
      ),
    ),
    table(
      say('Commands before and after the rules', '规则生效前后的命令'),
      [say('Command', '命令'), say('Before', '之前'), say('Refused', '被拒绝'), 'tcp.stream'],
      rows,
    ),
    filterBlock(framesFilter(all), say('the refused commands and their replies', '被拒绝的命令及其应答')),
    filterBlock('ftp.response.code >= 400', say('every refusal', '所有表示拒绝的应答')),
  ]);
}

/** A reply 2yz to the same command in an earlier frame. */
function earlierSuccess(
  sessions: readonly FtpSession[],
  command: string,
  before: number,
): { text: string; frames: number[] } | null {
  for (const session of sessions) {
    for (const [i, entry] of session.dialogue.entries()) {
      const isCommand = entry.kind === 'command' && entry.text.split(' ')[0]?.toUpperCase() === command.toUpperCase();
      if (!isCommand || (entry.frames[0] ?? 0) >= before) continue;
      const reply = session.dialogue.slice(i + 1).find((next) => next.kind === 'reply');
      if (reply?.text.startsWith('2')) return { text: reply.text, frames: [...entry.frames, ...reply.frames] };
    }
  }
  return null;
}
