import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { joinChinese } from '../../../src/lab/chinese.ts';
import { parseLab } from '../../../src/lab/parse.ts';

describe('joinChinese', () => {
  it.each([
    ['a folded line after a comma', '账号和密码、 控制连接', '账号和密码、控制连接'],
    ['a folded line between characters', '控制 连接', '控制连接'],
    ['full-width punctuation beside Latin letters', '命令： USER （PASS） 。', '命令：USER（PASS）。'],
    ['Latin words and numbers in a sentence', '第 1 帧 SYN 由 client 发送', '第 1 帧 SYN 由 client 发送'],
    ['a new line', '第一行\n第二行', '第一行\n第二行'],
  ])('%s: has the spaces that Chinese has', (_, written, joined) => {
    expect(joinChinese(written)).toBe(joined);
  });

  it('a lab whose Chinese text is folded: has no space where the lines meet', () => {
    const text = readFileSync(new URL('../../../labs/ftp/lab.yaml', import.meta.url), 'utf8');
    expect(parseLab(text, 'lab.yaml').text.zh).toContain('账号和密码、控制连接');
  });
});
