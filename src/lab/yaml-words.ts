/** YAML's mistakes in Chinese, and the mistake that Chinese input methods make. */
import type { Text } from '../base/language.ts';

/** By the codes of the `yaml` package, whose own messages are English. */
const CHINESE: Readonly<Record<string, string>> = {
  BAD_ALIAS: '别名（*）或锚点（&）写错了',
  BAD_DQ_ESCAPE: '双引号中的转义写错了',
  BAD_INDENT: '缩进不对：同一层的内容要对齐',
  BAD_SCALAR_START: '这里的文字不能以这个符号开头，请加上引号',
  BLOCK_AS_IMPLICIT_KEY: '名称后面的内容要另起一行并缩进，或写在引号里',
  BLOCK_IN_FLOW: '{ } 或 [ ] 没有写完整（缺少逗号、引号或右括号）',
  DUPLICATE_KEY: '同一个名称出现了两次',
  MISSING_CHAR: '缺少一个符号（逗号、引号、冒号、“-”或右括号）',
  MULTILINE_IMPLICIT_KEY: '这一行缺少冒号，或冒号后面缺少空格',
  MULTIPLE_DOCS: '一个文件只能有一个实验（多了一行 ---）',
  TAB_AS_INDENT: '缩进要用空格，不能用制表符（Tab）',
  UNEXPECTED_TOKEN: '这里多了内容：以 { 或引号开头的文字要整个放在引号里',
};

export function yamlMistake(code: string, message: string): Text {
  const zh = CHINESE[code];
  return zh === undefined ? message : { en: message, zh };
}

/** Punctuation that looks like YAML's own and is none. */
const FULL_WIDTH = /[：，｛｝［］＃－“”]/;

/** What else to say of a line with a mistake; undefined where there is nothing. */
export function fullWidthHint(line: string): Text | undefined {
  const found = FULL_WIDTH.exec(line)?.[0];
  return found === undefined
    ? undefined
    : {
        en: `the line holds a full-width “${found}”, which YAML takes for a letter: it wants the half-width one`,
        zh: `这一行有全角的“${found}”，YAML 把它当作普通文字：标点要用半角`,
      };
}
