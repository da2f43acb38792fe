/** How to see all of this in Wireshark, and room for what the student thinks of it. */
import type { Inlines, Section } from '../model.ts';
import { visibleLine } from '../text.ts';
import { type BuildContext, code, section, table } from './context.ts';

export function verifySection(context: BuildContext): Section {
  const { say } = context;
  return section('verify', say('How to verify this in Wireshark', '如何在 Wireshark 中核对'), [
    { kind: 'list', ordered: true, items: steps(context) },
    table(
      say('Display filters for this report', '本报告用到的显示过滤器'),
      [say('Filter', '过滤器'), say('Shows', '显示的内容')],
      filters(context).map(([filter, shows]) => [{ kind: 'filter', text: filter }, shows]),
    ),
  ]);
}

function steps({ say, analysis, manifest }: BuildContext): Inlines[] {
  const { file } = analysis.capture;
  const bare = [
    ...(file === null ? [] : [code(visibleLine(file)), say(', ', '，即')]),
    say('the capture that this report was made from.', '生成本报告所用的抓包文件。'),
  ];
  const ofRun = [code('capture.pcapng'), say(' of the run’s directory.', '（在运行目录中）。')];
  return [
    [say('Open ', '用 Wireshark 打开 '), ...(manifest === null ? bare : ofRun)],
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
  ];
}

/** Filters, and what each shows. */
function filters({ say, analysis: { apps } }: BuildContext): [string, string][] {
  const rows: [string, string][] = [
    ['tcp.flags.syn == 1', say('every opening', '所有连接建立')],
    ['tcp.flags.fin == 1 || tcp.flags.reset == 1', say('every closing', '所有连接释放')],
    ['tcp.analysis.flags', say('everything that Wireshark’s analysis marked', 'Wireshark 分析标记的全部报文段')],
    ['tcp.len > 0', say('segments with payload', '携带数据的报文段')],
  ];
  if (apps.ftp.length > 0) {
    rows.push(
      ['ftp', say('FTP commands and replies', 'FTP 命令与应答')],
      ['ftp.request.command in {"USER", "PASS"}', say('account and password', '账号与密码')],
      ['ftp-data', say('the files themselves', '文件内容')],
      ['ftp.response.code >= 400', say('refusals', '被拒绝的命令')],
    );
  }
  if (apps.smtp.length > 0) rows.push(['smtp || imf', say('mail being sent', '发送邮件')]);
  if (apps.pop3.length > 0) rows.push(['pop', say('mail being received', '接收邮件')]);
  return rows;
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
