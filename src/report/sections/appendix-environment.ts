/** Versions, hashes, times and parameters: all that it takes to do it again. */
import type { Localized } from '../../base/language.ts';
import type { Manifest } from '../manifest.ts';
import type { Block, Inline, Section } from '../model.ts';
import { measured } from '../number.ts';
import { shorten, visibleLine } from '../text.ts';
import { type BuildContext, code, paragraph, right, section, table } from './context.ts';

/** Some parameters are whole files; run.json has them. */
const MAX_PARAMETER_LENGTH = 120;

export function environmentDetails(context: BuildContext): Section {
  const { say, manifest, analysis } = context;
  const items: { label: string; value: Inline[] }[] = [
    { label: say('Capture', '抓包文件'), value: [code(analysis.capture.file ?? '–')] },
    {
      label: say('Capture, SHA-256', '抓包文件的 SHA-256'),
      value: [analysis.capture.sha256 === null ? '–' : { kind: 'hash', text: analysis.capture.sha256 }],
    },
    {
      label: say('Format', '格式'),
      value: [[analysis.capture.format ?? '–', ...analysis.capture.linkTypes].join(' · ')],
    },
    { label: say('First packet', '首个分组时间'), value: instant(analysis.capture.firstTime) },
    { label: say('Last packet', '末个分组时间'), value: instant(analysis.capture.lastTime) },
  ];
  if (manifest) {
    items.push(
      {
        label: say('Lab', '实验'),
        value: [code(`${manifest.lab.name}${manifest.lab.variant === null ? '' : ` (${manifest.lab.variant})`}`)],
      },
      { label: say('Lab file, SHA-256', '实验文件的 SHA-256'), value: [{ kind: 'hash', text: manifest.lab.hash }] },
      { label: say('Runtime', '运行环境'), value: [code(manifest.runtime.kind)] },
      ...Object.entries({ ...manifest.runtime.details, ...manifest.environment, wirelab: manifest.wirelab }).map(
        ([name, value]) => ({
          label: context.pick(ENVIRONMENT.get(name) ?? { en: name, zh: name }),
          value: [environmentValue(context, value)],
        }),
      ),
      ...Object.entries(manifest.parameters).map(([name, value]) => ({
        label: say(`Parameter ${visibleLine(name)}`, `参数 ${visibleLine(name)}`),
        value: [parameter(context, String(value))],
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

/** Epoch seconds, and the same as a date that people read. */
function instant(epoch: string | null): Inline[] {
  if (epoch === null) return ['–'];
  const date = new Date(Number(epoch.split('.')[0]) * 1000);
  const readable = Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 19).replace('T', ' ');
  return readable === '' ? [code(epoch)] : [`${readable} UTC `, code(epoch)];
}

function parameter({ say }: BuildContext, value: string): Inline {
  const lines = value.trim().split('\n').length;
  if (lines > 1) return say(`a text of ${lines} lines, see run.json`, `共 ${lines} 行的文本，见 run.json`);
  return code(shorten(value, MAX_PARAMETER_LENGTH));
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

export function reproduce(context: BuildContext): Section {
  const { say, manifest } = context;
  if (manifest === null) {
    const { file } = context.analysis.capture;
    return section('reproduce', say('How to reproduce', '如何复现'), [
      {
        kind: 'code',
        caption: null,
        text: `wirelab report ${file === null ? '<capture>' : shellWord(file)}`,
        note: null,
      },
    ]);
  }
  return section('reproduce', say('How to reproduce', '如何复现'), [
    paragraph(
      say(
        'The same student and the same seed give the same accounts, names and texts; times and ports are the machine’s own.',
        '学生姓名和种子相同，账号、文件名和内容就相同；时间和端口由机器决定。',
      ),
    ),
    { kind: 'code', caption: null, text: commandOf(manifest), note: null },
  ]);
}

/** The student's name stands in the lab's texts, so the seed alone would not give the same ones. */
function commandOf({ lab, student, seed, runtime }: Manifest): string {
  const options = {
    variant: lab.variant,
    server: lab.server ?? null,
    student,
    seed: seed === student ? null : seed,
    runtime: runtime.kind,
  };
  const words = Object.entries(options).map(([name, value]) =>
    value === null ? '' : ` --${name} ${shellWord(value)}`,
  );
  return `wirelab run ${shellWord(lab.name)}${words.join('')}`;
}

/** As a POSIX shell takes it for one word. */
function shellWord(text: string): string {
  const line = visibleLine(text);
  return /^[\p{L}\p{N}._/:@+-]+$/u.test(line) ? line : `'${line.replaceAll("'", "'\\''")}'`;
}
