/**
 * The hosts' own word against the wire's: what a host logged that it sent or received, beside what the analyzer
 * recovered from the capture. Both are shown; neither is assumed to be right.
 */
import type { Analysis, Mail } from '../analyzer/model.ts';
import type { Localized } from '../base/language.ts';
import type { TruthEntry } from '../hosts/protocol.ts';
import type { Manifest, StepRecord } from '../report/manifest.ts';

export type TruthRow = Manifest['truth'][number];

/** What the wire says about one truth, and the frames it says it in; undefined when it says nothing. */
interface Evidence {
  says: string;
  frames: number[];
}

interface Comparison {
  what(truth: TruthEntry): Localized;
  hostSays(truth: TruthEntry): string;
  /** All that the wire holds of this kind, in order; the first one that says the same is the evidence. */
  evidence(analysis: Analysis, truth: TruthEntry): Evidence[];
}

const NOTHING: Evidence = { says: '—', frames: [] };

function transferred(kind: 'upload' | 'download', en: string, zh: string): Comparison {
  return {
    what: (truth) => ({ en: `${en} ${text(truth, 'remote')}`, zh: `${zh} ${text(truth, 'remote')}` }),
    hostSays: (truth) => content(Number(truth.bytes), text(truth, 'sha256')),
    evidence: (analysis) =>
      analysis.apps.ftp
        .flatMap((session) => session.transfers)
        .filter((transfer) => transfer.kind === kind && transfer.content !== null)
        .map((transfer) => ({
          says: content(transfer.content!.size, transfer.content!.sha256),
          frames: range(transfer.dataFrames),
        })),
  };
}

function mailed(protocol: 'smtp' | 'pop3', en: string, zh: string): Comparison {
  return {
    what: (truth) => ({ en: `${en} ${text(truth, 'messageId')}`, zh: `${zh} ${text(truth, 'messageId')}` }),
    hostSays: (truth) => content(Number(truth.bytes), text(truth, 'sha256')),
    evidence: ({ apps }) =>
      [...apps[protocol]]
        .flatMap((session): readonly Mail[] => session.messages)
        .map((mail) => ({ says: content(mail.content.size, mail.content.sha256), frames: mail.frames })),
  };
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  'ftp.upload': transferred('upload', 'file uploaded:', '上传的文件'),
  'ftp.download': transferred('download', 'file downloaded:', '下载的文件'),
  'ftp.login': {
    what: () => ({ en: 'FTP account', zh: 'FTP 账号' }),
    hostSays: (truth) => `${text(truth, 'user')} / ${text(truth, 'password')}`,
    evidence: (analysis) =>
      analysis.apps.ftp
        .flatMap((session) => session.credentials)
        .map((found) => ({ says: `${found.user} / ${found.password}`, frames: found.frames })),
  },
  'ftp.refused': {
    what: (truth) => ({ en: `refused: ${text(truth, 'command')}`, zh: `被拒绝的命令：${text(truth, 'command')}` }),
    hostSays: (truth) => text(truth, 'code'),
    evidence: (analysis, truth) =>
      analysis.apps.ftp
        .flatMap((session) => session.refused)
        .filter((refused) => refused.command === truth.command)
        .map((refused) => ({ says: String(refused.code), frames: refused.frames })),
  },
  'tcp.state': {
    what: (truth) => ({
      en: `state of the connection to port ${text(truth, 'port')}`,
      zh: `到端口 ${text(truth, 'port')} 的连接的状态`,
    }),
    hostSays: (truth) => text(truth, 'state'),
    evidence: (analysis, truth) =>
      analysis.connections
        .filter((connection) => connection.server.port === truth.port)
        .map(({ teardown }) => ({
          says: truth.role === 'server' ? teardown.states.server : teardown.states.client,
          frames: teardown.segments.map((segment) => segment.frame),
        })),
  },
  'mail.sent': mailed('smtp', 'mail sent:', '发送的邮件'),
  'mail.received': mailed('pop3', 'mail received:', '收到的邮件'),
  'mail.login': {
    what: (truth) => ({
      en: `${text(truth, 'protocol').toUpperCase()} account`,
      zh: `${text(truth, 'protocol').toUpperCase()} 账号`,
    }),
    hostSays: (truth) => `${text(truth, 'user')} / ${text(truth, 'password')}`,
    evidence: ({ apps }, truth) =>
      (truth.protocol === 'smtp' ? apps.smtp : apps.pop3)
        .flatMap((session) => session.credentials)
        .map((found) => ({ says: `${found.user} / ${found.password}`, frames: found.frames })),
  },
};

/** One row for each truth that the wire can be asked about, in the order of the steps. */
export function compareTruth(steps: readonly StepRecord[], analysis: Analysis): TruthRow[] {
  return steps.flatMap((step) =>
    step.truth.flatMap((truth) => {
      const comparison = COMPARISONS[truth.kind];
      return comparison ? [compare(comparison, step.on, truth as TruthEntry, analysis)] : [];
    }),
  );
}

function compare(comparison: Comparison, host: string, truth: TruthEntry, analysis: Analysis): TruthRow {
  const hostSays = comparison.hostSays(truth);
  const evidence = comparison.evidence(analysis, truth);
  const found = evidence.find(({ says }) => says === hostSays) ?? evidence[0] ?? NOTHING;
  return {
    what: comparison.what(truth),
    host,
    hostSays,
    wireSays: found.says,
    agrees: found.says === hostSays,
    frames: found.frames,
  };
}

function text(truth: TruthEntry, key: string): string {
  const value = truth[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function content(bytes: number, sha256: string): string {
  return `${bytes} bytes, sha256 ${sha256}`;
}

function range(frames: { first: number; last: number } | null): number[] {
  return frames === null ? [] : [...new Set([frames.first, frames.last])];
}
