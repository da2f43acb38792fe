/** A dialogue as Follow Stream shows it: the client in red, the server in blue, each line with its frame. */
import type { Dialogue, DialogueLine } from '../../model.ts';
import { wordsOf } from '../../words.ts';
import { routeHref } from '../route.ts';
import { copyButton, frameLink, type Pen } from './inlines.ts';
import { type MarkupNode, node, type Part } from './markup.ts';

export function dialogueNode(block: Dialogue, pen: Pen): MarkupNode {
  const { ui } = pen;
  return node(
    'figure',
    { class: 'dialogue', data: { copyable: '' } },
    node(
      'figcaption',
      {},
      node('b', {}, block.caption),
      node('span', { class: 'said-client' }, `→ ${ui.client} ${block.client}`),
      node('span', { class: 'said-server' }, `← ${ui.server} ${block.server}`),
      tools(block, pen),
    ),
    node(
      'div',
      { class: 'lines', tabindex: '0', role: 'group', 'aria-label': block.caption },
      ...block.lines.map((line) => lineNode(line, pen)),
    ),
    block.note === null ? null : node('p', { class: 'note' }, block.note),
  );
}

function tools(block: Dialogue, pen: Pen): Part {
  const { ui, live } = pen;
  if (!live) return null;
  const href = routeHref({ view: 'stream', stream: block.stream, tab: 'follow' });
  return node(
    'span',
    { class: 'dialogue-tools' },
    node('a', { class: 'quiet', href }, ui.follow),
    copyButton(pen, 'quiet', `${ui.copy}: ${block.caption}`),
  );
}

function lineNode(line: DialogueLine, pen: Pen): MarkupNode {
  const side = line.direction === 'client' ? pen.ui.client : pen.ui.server;
  const [frame] = line.frames;
  const text = line.kind === 'gap' ? `[${wordsOf(pen.model.language).gap}] ${line.text}` : line.text;
  return node(
    'div',
    { class: `line ${line.direction} ${line.kind}` },
    node('span', { class: 'line-frame' }, frame === undefined ? null : frameLink(frame, pen)),
    node(
      'span',
      { class: 'line-side', title: side },
      node('span', { 'aria-hidden': 'true' }, line.direction === 'client' ? '→' : '←'),
      node('span', { class: 'offscreen' }, side),
    ),
    node('span', { class: 'line-text' }, text),
  );
}
