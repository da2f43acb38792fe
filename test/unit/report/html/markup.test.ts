import { describe, expect, test } from 'vitest';
import { node, textOf, toHtml } from '../../../../src/report/html/document/markup.ts';

describe('markup as data', () => {
  test('written: text and attributes are escaped, false and null leave an attribute out', () => {
    const part = node('p', { title: '"<&', hidden: false, id: null, open: true, data: { frame: 3 } }, '</noscript>&');
    expect(toHtml(part)).toBe('<p title="&quot;&lt;&amp;" open="" data-frame="3">&lt;/noscript&gt;&amp;</p>');
  });

  test('empty element: an end tag in HTML, none for a void one', () => {
    expect(toHtml(node('div', {}, node('br'), null))).toBe('<div><br></div>');
    expect(toHtml(node('span'))).toBe('<span></span>');
  });

  test('text: of all children, in order', () => {
    expect(textOf(node('p', {}, 'a', node('b', {}, 'b', node('i', {}, 'c')), null, 'd'))).toBe('abcd');
  });
});
