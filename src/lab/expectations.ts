/** What a lab file's schemas expect, in both languages: zod keeps one message for each rule, which is the English one. */
import type { Localized, Text } from '../base/language.ts';
import { INSTRUCTIONS } from './actions/tcp.ts';

/** What a person reads; a plain text is the usual mistake. */
export const IN_BOTH_LANGUAGES = 'a text in both languages, such as { en: …, zh: … }';

/** The place of a value in an analysis. */
export const A_PATH = { en: 'a path such as teardown.kind', zh: '像 teardown.kind 这样的路径' };

const CHINESE: Readonly<Record<string, string>> = {
  'a name of small letters, digits and hyphens': '由小写字母、数字和连字符组成的名称',
  'a name of letters and digits, the first one small': '由字母和数字组成、以小写字母开头的名称',
  [A_PATH.en]: A_PATH.zh,
  'a path such as connections[*].teardown': '像 connections[*].teardown 这样的路径',
  'a rate such as 512kbit or 10mbit': '像 512kbit 或 10mbit 这样的速率',
  'an IPv4 network from /16 to /24 such as 10.21.0.0/24, or an IPv6 /64 such as fd21::/64':
    '从 /16 到 /24 的 IPv4 网络（如 10.21.0.0/24），或 IPv6 的 /64 网络（如 fd21::/64）',
  'exactly one of count, atLeast, every, some, equals': 'count、atLeast、every、some、equals 中的一个，且只有一个',
  'at least one host': '至少一台主机',
  'an IPv4 or IPv6 address': 'IPv4 或 IPv6 地址',
  [IN_BOTH_LANGUAGES]: '两种语言的文本，如 { en: …, zh: … }',
  'a relative path without ".."': '不含“..”的相对路径',
  'an FTP command in capitals, such as DELE': '大写的 FTP 命令，如 DELE',
  'a mailbox name of letters, digits, dots and hyphens': '由字母、数字、点和连字符组成的邮箱名',
  'a domain name in small letters': '小写的域名',
  'a mail address': '邮件地址',
  'closing: fin for a server that is not wirelab’s own': 'closing: fin，因为不是 wirelab 自带的服务器',
  'user names of letters, digits, dots and hyphens for a server that is not wirelab’s own':
    '由字母、数字、点和连字符组成的用户名，因为不是 wirelab 自带的服务器',
  '"to" that is not less than "from"': '不小于“from”的“to”',
  'ownProcess: true for a program that is frozen or killed': '对要暂停或杀死的程序写 ownProcess: true',
  [`one of ${Object.keys(INSTRUCTIONS).join(', ')}`]: `${Object.keys(INSTRUCTIONS).join('、')} 之一`,
};

/** A schema's own message with its Chinese; undefined for what zod says by itself. */
export function ownWords(message: string): Localized | undefined {
  const zh = CHINESE[message];
  return zh === undefined ? undefined : { en: message, zh };
}

/** `one of a, b, c`, perhaps told what they are. */
export function oneOf(names: readonly string[], what?: { readonly en: string; readonly zh: string }): Text {
  return {
    en: `one of ${what ? `${what.en} ` : ''}${names.join(', ')}`,
    zh: `${what ? `${what.zh} ` : ''}${names.join('、')} 之一`,
  };
}
