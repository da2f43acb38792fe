/** Phrases that the renderers themselves need, in each language. */
import { framesInWords } from '../base/frame-words.ts';
import type { Language } from '../base/language.ts';

const WORDS = {
  en: {
    more: (count: number) => ` and ${count} more`,
    figure: 'Figure',
    table: 'Table',
    listing: 'Listing',
    shows: 'Filter',
    contents: 'Contents',
    client: 'client',
    server: 'server',
    gap: 'missing from the capture',
    pageOf: ['Page ', ' of ', ''],
    separator: ', ',
    colon: ': ',
    aside: (text: string) => ` (${text})`,
  },
  zh: {
    more: (count: number) => `，另有 ${count} 帧`,
    figure: '图',
    table: '表',
    listing: '清单',
    shows: '过滤器',
    contents: '目录',
    client: '客户端',
    server: '服务器',
    gap: '抓包中缺失',
    pageOf: ['第 ', ' 页，共 ', ' 页'],
    separator: '、',
    colon: '：',
    aside: (text: string) => `（${text}）`,
  },
} as const;

export type Words = (typeof WORDS)[Language];

export function wordsOf(language: Language): Words {
  return WORDS[language];
}

/** `frames 3–5, 9 and 4 more` · `第 3–5、9 帧，另有 4 帧`. */
export function framesText(frames: readonly number[], more: number, language: Language): string {
  return framesInWords(frames, language, more > 0 ? wordsOf(language).more(more) : '');
}
