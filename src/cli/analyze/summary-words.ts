/** The words of the terminal summary. */
import type { Connection, Finding } from '../../analyzer/model.ts';
import { groupedDigits } from '../../base/digits.ts';
import type { Language, Localized } from '../../base/language.ts';
import { SIDE_NAMES } from '../../base/tcp-words.ts';

export const WORDS = {
  connections: { en: 'Connections', zh: '连接' },
  findings: { en: 'Findings', zh: '分析发现' },
  closings: { en: 'Closings that are not the textbook’s', zh: '与教科书不同的连接释放' },
  apps: { en: 'What was carried', zh: '传输的内容' },
  login: { en: 'login', zh: '登录' },
  failed: { en: '(failed)', zh: '（失败）' },
  rejected: { en: '(rejected)', zh: '（被拒收）' },
  missing: { en: '({n} bytes missing)', zh: '（缺 {n} 字节）' },
  oneMissing: { en: '(1 byte missing)', zh: '（缺 1 字节）' },
  encrypted: { en: 'encrypted from frame {n} on', zh: '自第 {n} 帧起加密' },
  first: { en: '{kind} ({side})', zh: '{kind}（{side}）' },
  packets: { en: '{n} packets', zh: '{n} 个分组' },
  onePacket: { en: '1 packet', zh: '1 个分组' },
  tcp: { en: '{n} TCP', zh: 'TCP {n} 个' },
  inConnections: { en: '{n} connections', zh: '{n} 个连接' },
  oneConnection: { en: '1 connection', zh: '1 个连接' },
  dropped: { en: 'the capture lost {n} packets', zh: '抓包丢失了 {n} 个分组' },
  oneDropped: { en: 'the capture lost 1 packet', zh: '抓包丢失了 1 个分组' },
  truncated: { en: 'the snapshot cut {n} packets', zh: '{n} 个分组被截断' },
  oneTruncated: { en: 'the snapshot cut 1 packet', zh: '1 个分组被截断' },
  more: { en: '… and {n} more; --json lists all', zh: '……另有 {n} 条，用 --json 查看全部' },
  clientAndServer: { en: 'client → server', zh: '客户端 → 服务器' },
  app: { en: 'app', zh: '应用' },
  opened: { en: 'opened', zh: '建立' },
  closed: { en: 'closed', zh: '释放' },
  'roles-application': { en: '{opened}; roles by application', zh: '{opened}；角色据应用' },
  'roles-port': { en: '{opened}; roles by port', zh: '{opened}；角色据端口' },
  'roles-first-packet': { en: '{opened}; roles by first packet', zh: '{opened}；角色据首个分组' },
  sent: { en: 'sent', zh: '发送' },
  received: { en: 'received', zh: '接收' },
  rtt: { en: 'RTT', zh: '往返时延' },
  marks: { en: 'Wireshark’s marks', zh: 'Wireshark 标记' },
  nothing: { en: 'Nothing unusual.', zh: '没有异常。' },
  ordinary: { en: '· {n} ordinary findings; --json has them', zh: '· 另有 {n} 条常规发现，见 --json' },
  ordinaryLeftOut: { en: '· ordinary findings are left out; --json has them', zh: '· 常规发现未列出，见 --json' },
  oneOrdinary: { en: '· 1 ordinary finding; --json has it', zh: '· 另有 1 条常规发现，见 --json' },
  undecided: { en: '? {n} guesses stay open', zh: '? {n} 种猜测尚无法判断' },
  allRefuted: { en: '✘ all {n} guesses are refuted; --json has them', zh: '✘ {n} 种猜测均不成立，见 --json' },
  oneRefuted: { en: '✘ 1 other guess is refuted; --json has it', zh: '✘ 另有 1 种猜测不成立，见 --json' },
  refuted: { en: '✘ {n} other guesses are refuted; --json has them', zh: '✘ 另有 {n} 种猜测不成立，见 --json' },
  ...SIDE_NAMES,
} as const satisfies Record<string, Localized>;

export const SEVERITY_SIGNS: Readonly<Record<Finding['severity'], string>> = {
  error: '✖',
  warning: '▲',
  note: '●',
  info: '·',
};

export function word(
  key: keyof typeof WORDS,
  language: Language,
  values: Readonly<Record<string, string>> = {},
): string {
  return WORDS[key][language].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** What is said of several, and of one. */
const SINGULARS = {
  packets: 'onePacket',
  inConnections: 'oneConnection',
  dropped: 'oneDropped',
  truncated: 'oneTruncated',
  missing: 'oneMissing',
  ordinary: 'oneOrdinary',
} as const satisfies Partial<Record<keyof typeof WORDS, keyof typeof WORDS>>;

/** `1 packet`, `12,345 packets` */
export function counted(key: keyof typeof SINGULARS, count: number, language: Language): string {
  return count === 1 ? word(SINGULARS[key], language) : word(key, language, { n: groupedDigits(count) });
}

/** `12,345 B`, `1.2 MB` */
export function sizeText(bytes: number): string {
  if (bytes < 100_000) return `${groupedDigits(bytes)} B`;
  return bytes < 1e8 ? `${(bytes / 1e6).toFixed(2)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** `retransmission ×3`, most frequent first. */
export function marksText({ analysis }: Connection): string {
  const counts = Object.entries(analysis).sort((a, b) => b[1] - a[1]);
  return counts.map(([name, count]) => (count === 1 ? name : `${name} ×${count}`)).join(', ');
}
