import { expect, test } from 'vitest';
import { FtpLogin } from '../../../../src/analyzer/apps/ftp/login.ts';

const USER_PASS = { mechanism: 'USER/PASS', user: 'lihua' };

test.each([
  ['331, then 230: let in', ['USER', 'PASS'], [331, 230], true],
  ['331, then 202: no password was needed, let in', ['USER', 'PASS'], [331, 202], true],
  ['331, then 530: refused', ['USER', 'PASS'], [331, 530], false],
  ['230 at once: let in without a password', ['USER'], [230], true],
  ['220 to USER, which says nothing of the login: unknown', ['USER'], [220], null],
  ['331, and nothing more: unknown', ['USER', 'PASS'], [331], null],
  ['332 after PASS, an account is asked for: unknown', ['USER', 'PASS'], [331, 332], null],
  ['332 after PASS, then 230 to ACCT: let in', ['USER', 'PASS', 'ACCT'], [331, 332, 230], true],
  ['332 after PASS, then 532 to ACCT: refused', ['USER', 'PASS', 'ACCT'], [331, 332, 532], false],
  ['332 to USER, then 202 to ACCT: let in', ['USER', 'ACCT'], [332, 202], true],
] as const)('%s', (_, verbs, codes, accepted) => {
  const login = new FtpLogin();
  for (const [index, verb] of verbs.entries()) {
    if (verb === 'USER') login.user('lihua', [index * 2 + 1]);
    else if (verb === 'PASS') login.password('s3cret', [index * 2 + 1]);
    else login.account([index * 2 + 1]);
    const code = codes[index];
    if (code !== undefined) login.reply(verb, code, [index * 2 + 2]);
  }
  const password = (verbs as readonly string[]).includes('PASS') ? 's3cret' : null;
  const frames = verbs.flatMap((__, index) => [index * 2 + 1, ...(codes[index] === undefined ? [] : [index * 2 + 2])]);
  expect(login.finish()).toEqual([{ ...USER_PASS, password, accepted, frames }]);
});

test('a second USER: the first login ends unknown, each is listed', () => {
  const login = new FtpLogin();
  login.user('anna', [1]);
  login.user('lihua', [3]);
  login.reply('USER', 230, [4]);
  expect(login.finish().map(({ user, accepted }) => [user, accepted])).toEqual([
    ['anna', null],
    ['lihua', true],
  ]);
});

test('PASS without a USER in the capture: the password is kept, the name is unknown', () => {
  const login = new FtpLogin();
  login.password('s3cret', [1]);
  login.reply('PASS', 230, [2]);
  expect(login.finish()).toMatchObject([{ user: null, password: 's3cret', accepted: true, frames: [1, 2] }]);
});
