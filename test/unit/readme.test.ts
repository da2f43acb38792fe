import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const READMES = ['README.md', 'README.zh.md'].map((name) => ({
  name,
  text: readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'),
}));
const CI = readFileSync(new URL('../../.ci/run', import.meta.url), 'utf8');

describe.each(READMES)('$name', ({ text }) => {
  it('command for the tests: names the very packages that CI installs', () => {
    const inReadme = /apt-get install -y ([^&]*) && npm ci && npm test/.exec(text)?.[1];
    const inCi = /packages=\(([^)]*)\)/.exec(CI)?.[1];
    expect(words(inReadme)).toEqual(words(inCi));
  });

  it('links: name only files that exist', () => {
    const links = [...text.matchAll(/\]\((?!#|https?:)([^)]+)\)/g)].map((match) => match[1]!);
    const missing = links.filter((link) => !exists(link));
    expect(missing).toEqual([]);
  });
});

function words(text = ''): string[] {
  return text.trim().split(/\s+/);
}

function exists(link: string): boolean {
  try {
    readFileSync(new URL(`../../${link}`, import.meta.url));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EISDIR';
  }
}
