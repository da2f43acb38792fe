import { expect, test } from 'vitest';
import { textWidth } from '../../../src/report/figures/svg.ts';
import { drawTopology } from '../../../src/report/figures/topology.ts';
import type { SvgNode } from '../../../src/report/model.ts';

const BOX_WIDTH = 190;

function drawn(...names: string[]): SvgNode {
  const hosts = names.map((name, i) => ({ name, address: `10.0.0.${i + 1}`, server: false }));
  return drawTopology({ title: 'topology', hosts, network: '10.0.0.0/24', capture: 'capture' }).svg;
}

/** What is written in the first box above the address, and with what size of letters. */
function nameOf(svg: SvgNode): { text: string; size: number } {
  const label = svg.children.find((child) => typeof child !== 'string' && child.tag === 'text') as SvgNode;
  const [text] = label.children;
  return { text: typeof text === 'string' ? text : '', size: Number(label.attributes['font-size']) };
}

test.each([
  ['Client', 'Client', 14],
  ['Guest (pulls its own plug)', 'Guest (pulls its own plug)', 12.23],
  ['ec2-203-0-113-25.compute-1.example.org', 'ec2-203-0-113-25.compute-1.…', 11],
  ['访客（会拔掉自己的网线，然后离开）', '访客（会拔掉自己的网线，然后离…', 11],
])('name of a host, %s: fits its box', (name, text, size) => {
  const found = nameOf(drawn(name, 'Server'));
  expect(found).toEqual({ text, size });
  expect(textWidth(found.text, found.size)).toBeLessThan(BOX_WIDTH);
});

test('two hosts: the figure fits a phone’s screen as a whole; three: it is scrolled', () => {
  expect(drawn('a', 'b').attributes.class).toContain('fits-any-screen');
  expect(drawn('a', 'b', 'c').attributes.class).not.toContain('fits-any-screen');
});
