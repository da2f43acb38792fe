/** What comes last: answers, how to verify, thoughts, and the appendix. */
import type { Localized } from '../../base/language.ts';
import type { Block, Inline, Section } from '../model.ts';
import { measured } from '../number.ts';
import { shorten, visibleLine } from '../text.ts';
import {
  appName,
  type BuildContext,
  code,
  filterBlock,
  frames,
  milliseconds,
  NO_FRAMES,
  paragraph,
  right,
  section,
  socket,
  table,
} from './context.ts';
import { leftOut } from './opening.ts';

const MAX_CONNECTIONS = 100;
/** A longer question is cut in its heading, and stands whole below it. */
const MAX_TITLE_LENGTH = 72;
/** Some parameters are whole files; run.json has them. */
const MAX_PARAMETER_LENGTH = 120;

export function answersSection(context: BuildContext): Section | null {
  const { say, manifest } = context;
  if (manifest === null || manifest.questions.length === 0) return null;
  return section(
    'answers',
    say('Answers to the lab’s questions', '思考题解答'),
    [],
    manifest.questions.map((question, i) => {
      const asked = context.pick(question.question);
      const title = shorten(visibleLine(asked), MAX_TITLE_LENGTH);
      const blocks: Block[] = [
        ...(title === asked ? [] : [paragraph({ kind: 'strong', text: asked })]),
        paragraph(context.pick(question.answer), ...(question.frames.length > 0 ? [' ', frames(question.frames)] : [])),
      ];
      if (tells(question.filter)) blocks.push(filterBlock(visibleLine(question.filter), say('the evidence', '证据')));
      return section(`question-${i + 1}`, title, blocks);
    }),
  );
}

/** Absence has no frames; a filter that shows nothing is no evidence. */
function tells(filter: string | null): filter is string {
  return filter !== null && filter.trim() !== '' && filter !== NO_FRAMES;
}

export function verifySection(context: BuildContext): Section {
  const { say, analysis } = context;
  const rows: [string, string][] = [
    ['tcp.flags.syn == 1', say('every opening', '所有连接建立')],
    ['tcp.flags.fin == 1 || tcp.flags.reset == 1', say('every closing', '所有连接释放')],
    ['tcp.analysis.flags', say('everything that Wireshark’s analysis marked', 'Wireshark 分析标记的全部报文段')],
    ['tcp.len > 0', say('segments with payload', '携带数据的报文段')],
  ];
  if (analysis.apps.ftp.length > 0) {
    rows.push(
      ['ftp', say('FTP commands and replies', 'FTP 命令与应答')],
      ['ftp.request.command in {"USER", "PASS"}', say('account and password', '账号与密码')],
      ['ftp-data', say('the files themselves', '文件内容')],
      ['ftp.response.code >= 400', say('refusals', '被拒绝的命令')],
    );
  }
  if (analysis.apps.smtp.length > 0) rows.push(['smtp || imf', say('mail being sent', '发送邮件')]);
  if (analysis.apps.pop3.length > 0) rows.push(['pop', say('mail being received', '接收邮件')]);
  return section('verify', say('How to verify this in Wireshark', '如何在 Wireshark 中核对'), [
    {
      kind: 'list',
      ordered: true,
      items: [
        [
          say('Open ', '用 Wireshark 打开 '),
          code('capture.pcapng'),
          say(
            ' of the run’s directory (or the capture that this report was made from).',
            '（在运行目录中），或生成本报告所用的抓包文件。',
          ),
        ],
        [
          say(
            'Paste a filter from below into the display filter bar; the frame numbers are the same as here.',
            '把下面的过滤器粘贴到显示过滤器栏；帧号与本报告一致。',
          ),
        ],
        [
          say(
            'Right-click a packet, then Follow → TCP Stream: red is the client, blue the server.',
            '在分组上点右键，选择“追踪流 → TCP 流”：红色为客户端，蓝色为服务器。',
          ),
        ],
        [
          say(
            'Statistics → Flow Graph shows the ladder; Statistics → TCP Stream Graphs show the curves.',
            '“统计 → 流量图”给出梯形图，“统计 → TCP 流图形”给出各种曲线。',
          ),
        ],
      ],
    },
    table(
      say('Display filters for this report', '本报告用到的显示过滤器'),
      [say('Filter', '过滤器'), say('Shows', '显示的内容')],
      rows.map(([filter, shows]) => [{ kind: 'filter', text: filter }, shows]),
    ),
  ]);
}

export function thoughtsSection(context: BuildContext): Section {
  const { say } = context;
  return section('thoughts', say('Thoughts', '实验心得'), [
    {
      kind: 'blank',
      prompt: say(
        'Left to the student: what did you expect, and what surprised you?',
        '由学生填写：哪些现象与预期一致，哪些出乎意料？',
      ),
      lines: 8,
    },
  ]);
}

export function appendixSection(context: BuildContext): Section {
  const { say } = context;
  const parts = [connections(context), checks(context), truth(context), environment(context), reproduce(context)];
  return section(
    'appendix',
    say('Appendix', '附录'),
    [],
    parts.filter((part) => part !== null),
  );
}

function connections(context: BuildContext): Section {
  const { say, analysis } = context;
  const shown = analysis.connections.slice(0, MAX_CONNECTIONS);
  return section('all-connections', say('All connections', '全部连接'), [
    table(
      say('Connections of the capture', '抓包中的连接'),
      [
        right('tcp.stream'),
        say('Client', '客户端'),
        say('Server', '服务器'),
        say('Protocol', '协议'),
        right(say('Frames', '帧数')),
        right(say('Bytes →', '字节 →')),
        right(say('Bytes ←', '字节 ←')),
        right(say('Duration (ms)', '历时（ms）')),
        right(say('RTT avg (ms)', '平均 RTT（ms）')),
        'Zeek',
      ],
      shown.map((c) => [
        [{ kind: 'stream', stream: c.id }],
        socket(c.client),
        socket(c.server),
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
  ]);
}

function checks(context: BuildContext): Section | null {
  const { say, manifest } = context;
  if (manifest === null || manifest.checks.length === 0) return null;
  return section('checks', say('Checks of the lab', '实验自动检查'), [
    table(
      say('What the lab expects, and whether it held', '实验要求及其结果'),
      [say('Check', '检查项'), say('Held', '是否成立'), say('Detail', '说明'), say('Frames', '帧')],
      manifest.checks.map((check) => [
        context.pick(check.title),
        check.held
          ? { kind: 'verdict', tone: 'good', text: say('held', '成立') }
          : { kind: 'verdict', tone: 'bad', text: say('failed', '不成立') },
        context.pick(check.detail),
        check.frames.length > 0 ? frames(check.frames) : '–',
      ]),
    ),
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
        row.agrees
          ? { kind: 'verdict', tone: 'good', text: say('yes', '一致') }
          : { kind: 'verdict', tone: 'bad', text: say('no', '不一致') },
      ]),
    ),
  ]);
}

function breakable(text: string): Inline {
  return /^[0-9a-f]{64}$/.test(text) ? { kind: 'hash', text } : code(text);
}

function environment(context: BuildContext): Section {
  const { say, manifest, analysis } = context;
  const items: { label: string; value: Inline[] }[] = [
    { label: say('Capture', '抓包文件'), value: [code(analysis.capture.file ?? '–')] },
    {
      label: 'SHA-256',
      value: [analysis.capture.sha256 === null ? '–' : { kind: 'hash', text: analysis.capture.sha256 }],
    },
    {
      label: say('Format', '格式'),
      value: [`${analysis.capture.format ?? '–'} · ${analysis.capture.linkTypes.join(', ')}`],
    },
    { label: say('First packet', '首个分组时间'), value: [code(analysis.capture.firstTime ?? '–')] },
    { label: say('Last packet', '末个分组时间'), value: [code(analysis.capture.lastTime ?? '–')] },
  ];
  if (manifest) {
    items.push(
      {
        label: say('Lab', '实验'),
        value: [code(`${manifest.lab.name}${manifest.lab.variant === null ? '' : ` (${manifest.lab.variant})`}`)],
      },
      { label: say('Lab file', '实验文件'), value: [{ kind: 'hash', text: manifest.lab.hash }] },
      { label: say('Runtime', '运行环境'), value: [code(manifest.runtime.kind)] },
      ...Object.entries({ ...manifest.runtime.details, ...manifest.environment, wirelab: manifest.wirelab }).map(
        ([name, value]) => ({
          label: context.pick(ENVIRONMENT.get(name) ?? { en: name, zh: name }),
          value: [environmentValue(context, value)],
        }),
      ),
      ...Object.entries(manifest.parameters).map(([name, value]) => ({
        label: say(`Parameter ${visibleLine(name)}`, `参数 ${visibleLine(name)}`),
        value: [code(shorten(String(value), MAX_PARAMETER_LENGTH))],
      })),
    );
  }
  const blocks: Block[] = [{ kind: 'facts', compact: false, items }];
  if (manifest) {
    blocks.push(
      table(
        say('Where the time went', '各阶段耗时'),
        [say('Phase', '阶段'), right(say('Time (ms)', '耗时（ms）'))],
        manifest.phases
          .filter(beforeReport)
          .map((phase) => [
            context.pick(PHASE.get(phase.name) ?? { en: phase.name, zh: phase.name }),
            measured(phase.ms),
          ]),
        say(
          'Writing this report is not in the table: it was still going on. run.json says how long it took.',
          '表中不含撰写本报告所用的时间：成文时报告尚未写完，其耗时见 run.json。',
        ),
      ),
    );
  }
  return section('environment-details', say('Environment, versions and hashes', '环境、版本与哈希'), blocks);
}

const PHASE: ReadonlyMap<string, Localized> = new Map([
  ['network', { en: 'Building the network', zh: '建立网络' }],
  ['hosts', { en: 'Starting the hosts', zh: '启动主机' }],
  ['capture', { en: 'Starting the capture', zh: '启动抓包' }],
  ['steps', { en: 'Steps of the lab', zh: '执行实验步骤' }],
  ['closing', { en: 'Waiting for connections to close', zh: '等待连接释放' }],
  ['down', { en: 'Taking the network down', zh: '拆除网络' }],
  ['analysis', { en: 'Analysis', zh: '分析' }],
]);

/** What the runtimes and the controller say about themselves. */
const ENVIRONMENT: ReadonlyMap<string, Localized> = new Map([
  ['kernel', { en: 'Kernel', zh: '内核' }],
  ['user', { en: 'User', zh: '运行用户' }],
  ['node', { en: 'Node.js', zh: 'Node.js' }],
  ['capture', { en: 'Capture library', zh: '抓包库' }],
  ['engine', { en: 'Engine', zh: '容器引擎' }],
  ['system', { en: 'System', zh: '操作系统' }],
  ['image', { en: 'Image', zh: '镜像' }],
  ['server', { en: 'Server', zh: '服务器程序' }],
  ['controller', { en: 'Controller', zh: '控制程序' }],
]);

const USERS: ReadonlyMap<string, Localized> = new Map([
  ['root', { en: 'root', zh: 'root' }],
  ['ordinary user (user namespace)', { en: 'ordinary user (user namespace)', zh: '普通用户（用户命名空间）' }],
]);

function environmentValue(context: BuildContext, value: string): Inline {
  const words = USERS.get(value);
  return words === undefined ? code(value) : context.pick(words);
}

/** How long the report itself took is not known while it is written. */
function beforeReport(phase: { name: string }): boolean {
  return phase.name !== 'report';
}

function reproduce(context: BuildContext): Section {
  const { say, manifest } = context;
  if (manifest === null) {
    return section('reproduce', say('How to reproduce', '如何复现'), [
      { kind: 'code', caption: null, text: 'wirelab report <capture>', note: null },
    ]);
  }
  const variant = manifest.lab.variant === null ? '' : ` --variant ${visibleLine(manifest.lab.variant)}`;
  const server = manifest.lab.server ? ` --server ${visibleLine(manifest.lab.server)}` : '';
  return section('reproduce', say('How to reproduce', '如何复现'), [
    paragraph(
      say(
        'The same seed gives the same accounts, names and texts; times and ports are the machine’s own.',
        '相同的种子得到相同的账号、文件名和内容；时间和端口由机器决定。',
      ),
    ),
    {
      kind: 'code',
      caption: null,
      text: `wirelab run ${visibleLine(manifest.lab.name)}${variant}${server} --seed ${visibleLine(manifest.seed)} --runtime ${manifest.runtime.kind}`,
      note: null,
    },
  ]);
}
