/** What was said: application dialogues in red and blue, and the credentials that can be read in them. */
import { describeNote } from '../../analyzer/apps/notes.ts';
import type { Credential, DialogueEntry } from '../../analyzer/model.ts';
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
/** A mail or a file inside a dialogue: what it says stands in a section of its own. */
const MAX_DATA_LENGTH = 900;

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
  for (const note of talk.notes) blocks.push(paragraph(visibleLine(describeNote(note, context.language))));
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
    text: dialogueText(context, entry) + shorten(decoded, MAX_LINE_LENGTH),
    frames: entry.frames.slice(0, 8),
    at: sinceStart(context, entry.time) / 1e9,
  };
}

/** Data is cut at the end of a line, and says how much follows. */
function dialogueText({ say }: BuildContext, entry: DialogueEntry): string {
  const text = visibleText(entry.text);
  if (entry.kind !== 'data' || text.length <= MAX_DATA_LENGTH) return shorten(text, MAX_LINE_LENGTH);
  const lines = shorten(text, MAX_DATA_LENGTH).split('\n');
  const kept = lines.length > 1 ? lines.slice(0, -1).join('\n') : lines[0]!;
  const left = text.length - kept.length;
  return `${kept}\n[${say(`${left} more characters follow`, `以下略去 ${left} 个字符`)}]`;
}

export function credentialsSection(context: BuildContext): Section | null {
  const { say } = context;
  const found = talks(context).flatMap((talk) => talk.credentials.map((credential) => ({ talk, credential })));
  if (found.length === 0) return null;
  const all = found.flatMap(({ credential }) => credential.frames);
  const open = found.some(({ credential }) => credential.password !== null);
  const coded = found.some(({ credential }) => ['PLAIN', 'LOGIN'].includes(credential.mechanism));
  return section('credentials', say('Credentials that can be read', '可以读出的账号与密码'), [
    paragraph(
      open
        ? say(
            'These accounts were sent without encryption: whoever sees the packets can read name and password.',
            '下列账号和密码没有加密：任何能看到这些分组的人都能读出。',
          )
        : say(
            'The account can be read; the secret itself was not sent in the clear.',
            '账号可以读出；密码本身没有以明文传送。',
          ),
      coded
        ? say(
            ' Base64, as AUTH PLAIN and AUTH LOGIN use it, is an encoding and hides nothing.',
            'AUTH PLAIN 和 AUTH LOGIN 使用的 Base64 只是编码，不是加密。',
          )
        : '',
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
    ...framesFilter(context, all, say('the segments that carry them', '携带它们的报文段')),
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
