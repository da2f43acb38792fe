/** Commands that the server refused, beside the same commands when they still worked. */
import type { Direction, FtpSession } from '../../analyzer/model.ts';
import type { Inline, Section } from '../model.ts';
import { shorten, visibleLine } from '../text.ts';
import { type BuildContext, filterBlock, frames, framesFilter, paragraph, section, table } from './context.ts';

/** 4.1.2: commands that the server's rules refuse, beside the same commands when they still worked. */
const MAX_LINE = 80;

export function rulesSection(context: BuildContext): Section | null {
  const { say, analysis, manifest } = context;
  const refused = analysis.apps.ftp.flatMap((session) => session.refused.map((item) => ({ session, item })));
  if (refused.length === 0) return null;
  const rows = refused.map(({ session, item }) => {
    const before = earlierSuccess(analysis.apps.ftp, item.command, item.frames[0] ?? 0);
    const reply = `${item.code} ${item.text.replace(/^\d{3}[ -]/, '')}`;
    const cells = [
      [said('client', `${item.command} ${item.argument}`.trim())],
      before === null
        ? [say('not tried before', '之前没有尝试过')]
        : [said('server', before.text), ' ', frames(before.frames)],
      [said('server', reply), ' ', frames(item.frames)],
      [{ kind: 'stream' as const, stream: session.connection }],
    ];
    return { before, cells };
  });
  const all = refused.flatMap(({ item }) => item.frames);
  const changed = rows.some(({ before }) => before !== null);
  return section(
    'command-rules',
    manifest ? say('Command rules', '命令规则') : say('Refused commands', '被拒绝的命令'),
    [
      paragraph(
        say(
          'The server answered these commands with a refusal (4yz: not now, 5yz: not at all; RFC 959 §4.2).',
          '服务器拒绝了下列命令（4yz 表示暂时不能执行，5yz 表示不予执行，见 RFC 959 §4.2）。',
        ),
        changed
          ? say(
              ' The same command had been carried out before: it is not that the server does not know it, its rules have changed.',
              '同一命令在此之前曾经执行成功，可见并非服务器不支持该命令，而是服务器的规则发生了变化。',
            )
          : '',
      ),
      table(
        changed
          ? say('Commands before and after the rules', '规则生效前后的命令')
          : say('Refused commands', '被拒绝的命令'),
        [say('Command', '命令'), say('Before', '之前'), say('Refused', '被拒绝'), 'tcp.stream'],
        rows.map(({ cells }) => cells),
      ),
      ...framesFilter(context, all, say('the refused commands and their replies', '被拒绝的命令及其应答')),
      filterBlock('ftp.response.code >= 400', say('every refusal', '所有表示拒绝的应答')),
    ],
  );
}

function said(by: Direction, text: string): Inline {
  return { kind: 'said', by, text: shorten(visibleLine(text), MAX_LINE) };
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
