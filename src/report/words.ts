/** Phrases that the renderers themselves need, in each language. */
import type { Language } from '../base/language.ts';

const WORDS = {
  en: {
    frame: 'frame',
    frames: 'frames',
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
    frame: '第',
    frames: '第',
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

/** Runs of frames: `[[3, 5], [9, 9]]`. */
export function frameRuns(frames: readonly number[]): (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const frame of frames) {
    const last = runs.at(-1);
    if (last && frame === last[1] + 1) last[1] = frame;
    else runs.push([frame, frame]);
  }
  return runs;
}

/** `frames 3–5, 9` · `第 3–5、9 帧`. */
export function framesText(frames: readonly number[], more: number, language: Language): string {
  const words = wordsOf(language);
  const runs = frameRuns(frames).map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`));
  const list = runs.join(words.separator);
  const rest = more > 0 ? words.more(more) : '';
  if (language === 'zh') return `第 ${list} 帧${rest}`;
  return `${frames.length === 1 && more === 0 ? words.frame : words.frames} ${list}${rest}`;
}
