import { expect, test } from 'vitest';
import { chosenLanguage } from '../../../src/cli/language.ts';

test.each([
  [['labs'], {}, 'en'],
  [['labs'], { LANG: 'zh_CN.UTF-8' }, 'zh'],
  [['labs'], { LANG: 'zh_CN.UTF-8', LC_MESSAGES: 'en_US.UTF-8' }, 'en'],
  [['labs'], { LANG: 'zh_CN.UTF-8', LC_MESSAGES: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
  [['labs'], { LANG: 'zh_CN.UTF-8', LC_ALL: '' }, 'zh'],
  [['labs', '--lang', 'zh'], {}, 'zh'],
  [['--lang=zh', 'labs'], {}, 'zh'],
  [['labs', '--lang', 'en'], { LANG: 'zh_CN.UTF-8' }, 'en'],
  [['labs', '--lang=en'], { LANG: 'zh_CN.UTF-8' }, 'en'],
  [['labs', '--lang', 'fr'], { LANG: 'zh_CN.UTF-8' }, 'zh'],
  [['labs', '--lang'], { LANG: 'zh_CN.UTF-8' }, 'zh'],
  [['run', 'zh'], {}, 'en'],
] as const)('%j under %j: %s', (argv, environment, language) => {
  expect(chosenLanguage(argv, environment)).toBe(language);
});
