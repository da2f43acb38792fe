import { describe, expect, it } from 'vitest';
import { hintOf, LabFileError, messageOf } from '../../../src/base/errors.ts';
import type { Language } from '../../../src/base/language.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import { SMALL_LAB } from './small-lab.ts';

/** The message that refuses the small lab once `find` has been replaced. */
function refusalOf(find: string, replace: string): string {
  expect(SMALL_LAB).toContain(find);
  return messageFor(SMALL_LAB.replace(find, () => replace));
}

function messageFor(text: string, language: Language = 'en'): string {
  try {
    parseLab(text, 'lab.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(LabFileError);
    return messageOf(error, language);
  }
  return 'accepted';
}

function errorFor(text: string): LabFileError {
  try {
    parseLab(text, 'lab.yaml');
  } catch (error) {
    return error as LabFileError;
  }
  throw new Error('the lab file was accepted');
}

function placesIn(message: string): string[] {
  return message.split('\n').map((line) => line.split(':').slice(0, 3).join(':'));
}

interface Refusal {
  why: string;
  find: string;
  replace: string;
  message: string | RegExp;
}

const REFUSALS: Refusal[] = [
  {
    why: 'an unknown action',
    find: 'do: ftp.connect',
    replace: 'do: ftp.conect',
    message:
      /^lab\.yaml:21:9: expected one of .*ftp-server\.start, .*found "ftp\.conect", did you mean "ftp\.connect"\? \(steps\[1\]\.do\)$/,
  },
  {
    why: 'a value of the wrong type',
    find: 'network: { subnet: 10.9.0.0/24 }',
    replace: 'network: { subnet: 10.9.0.0/24, mtu: big }',
    message: 'lab.yaml:5:38: expected a number, found "big" (network.mtu)',
  },
  {
    why: 'a number out of range',
    find: 'network: { subnet: 10.9.0.0/24 }',
    replace: 'network: { subnet: 10.9.0.0/24, mtu: 576 }',
    message: 'lab.yaml:5:38: expected at least 1280, found 576 (network.mtu)',
  },
  {
    why: 'a host twice',
    find: '  client:\n',
    replace: '  server:\n',
    message: 'lab.yaml:11:3: expected valid YAML: Map keys must be unique',
  },
  {
    why: 'an unknown parameter',
    find: 'name: $(user)',
    replace: 'name: $(usr)',
    message:
      'lab.yaml:17:29: expected one of student, seed, network.family, network.subnet, network.mtu, hosts.server.address, hosts.client.address, user, found $(usr), did you mean "user"? (steps[0].with.users[0].name)',
  },
  {
    why: 'a title in one language',
    find: 'title: { en: Small, zh: 小 }',
    replace: 'title: Small',
    message: 'lab.yaml:3:8: expected a text in both languages, such as { en: …, zh: … }, found "Small" (title)',
  },
  {
    why: 'an unknown measure of a parameter',
    find: 'name: $(user)',
    replace: 'name: $(user | md5)',
    message: /^lab\.yaml:17:29: expected one of the measures bytes, sha256, found \$\(user \| md5\)/,
  },
  {
    why: 'YAML that is none',
    find: 'title: { en: Small, zh: 小 }',
    replace: 'title: { en: Small, zh: 小',
    message: /^lab\.yaml:4:1: expected valid YAML: /,
  },
  {
    why: 'a step on a host that is not there',
    find: 'on: client',
    replace: 'on: cleint',
    message:
      'lab.yaml:20:9: expected one of the hosts server, client, found "cleint", did you mean "client"? (steps[1].on)',
  },
  {
    why: 'a step id twice',
    find: 'id: connect',
    replace: 'id: start',
    message: 'lab.yaml:19:9: expected an id of its own, found "start" again (steps[1].id)',
  },
  {
    why: 'a variant that is not there',
    find: 'in: [base]',
    replace: 'in: [ipv4]',
    message:
      'lab.yaml:24:10: expected one of the variants base, ipv6, found "ipv4", did you mean "ipv6"? (steps[1].in[0])',
  },
  {
    why: 'a setting that the action does not have',
    find: 'with: { host: $(hosts.server.address) }',
    replace: 'with: { host: $(hosts.server.address), ssl: true }',
    message: 'lab.yaml:22:44: expected no such property here, found ssl (steps[1].with.ssl)',
  },
  {
    why: 'a setting that is missing',
    find: 'with: { host: $(hosts.server.address) }',
    replace: 'with: {}',
    message: 'lab.yaml:22:11: expected "host": a string (steps[1].with.host)',
  },
  {
    why: 'a setting that is wrong once its template is filled',
    find: 'with: { host: $(hosts.server.address) }',
    replace: 'with: { host: $(user) }',
    message: /^lab\.yaml:22:19: expected an IPv4 or IPv6 address, found "(wang|li)" \(steps\[1\]\.with\.host\)$/,
  },
  {
    why: 'a text without its Chinese half',
    find: 'title: { en: Small, zh: 小 }',
    replace: 'title: { en: Small }',
    message: 'lab.yaml:3:8: expected "zh": a string (title.zh)',
  },
  {
    why: 'a property that the format does not have',
    find: 'name: small',
    replace: 'name: small\nauthor: somebody',
    message: 'lab.yaml:3:1: expected no such property here, found author (author)',
  },
  {
    why: 'a required property that is misspelt',
    find: 'name: small',
    replace: 'nmae: small',
    message: 'lab.yaml:2:1: expected no such property here, found nmae, did you mean "name"? (nmae)',
  },
  {
    why: 'an optional property that is misspelt',
    find: 'network: { subnet: 10.9.0.0/24 }',
    replace: 'network: { subnet: 10.9.0.0/24, mut: 1500 }',
    message: 'lab.yaml:5:33: expected no such property here, found mut, did you mean "mtu"? (network.mut)',
  },
  {
    why: 'a misspelt setting that the action must have',
    find: 'with: { host: $(hosts.server.address) }',
    replace: 'with: { hots: $(hosts.server.address) }',
    message: 'lab.yaml:22:13: expected no such property here, found hots, did you mean "host"? (steps[1].with.hots)',
  },
  {
    why: 'a misspelt property of a parameter',
    find: 'user: { kind: pick, from: [wang, li] }',
    replace: 'user: { kind: pick, form: [wang, li] }',
    message: 'lab.yaml:7:23: expected no such property here, found form, did you mean "from"? (parameters.user.form)',
  },
  {
    why: 'a subnet that is too small',
    find: 'network: { subnet: 10.9.0.0/24 }',
    replace: 'network: { subnet: 10.9.0.0/25 }',
    message:
      'lab.yaml:5:20: expected an IPv4 network from /16 to /24 such as 10.21.0.0/24, or an IPv6 /64 such as fd21::/64, found "10.9.0.0/25" (network.subnet)',
  },
  {
    why: 'a subnet with a number above 255',
    find: 'network: { subnet: 10.9.0.0/24 }',
    replace: 'network: { subnet: 10.400.0.0/24 }',
    message: /^lab\.yaml:5:20: expected an IPv4 network .*found "10\.400\.0\.0\/24" \(network\.subnet\)$/,
  },
  {
    why: 'another version of the format',
    find: 'lab: 1',
    replace: 'lab: 2',
    message: 'lab.yaml:1:6: expected 1, found 2 (lab)',
  },
  {
    why: 'two expectations in one check',
    find: 'expect: { count: 1 }',
    replace: 'expect: { count: 1, atLeast: 1 }',
    message:
      'lab.yaml:29:13: expected exactly one of count, atLeast, every, some, equals, found {"count":1,"atLeast":1} (checks[0].expect)',
  },
  {
    why: 'a path that is none',
    find: 'select: connections[*]',
    replace: 'select: connections[',
    message: /^lab\.yaml:28:13: expected a path such as connections\[\*\]\.teardown, found "connections\["/,
  },
  {
    why: 'an unknown kind of parameter',
    find: 'user: { kind: pick, from: [wang, li] }',
    replace: 'user: { kind: choose, from: [wang, li] }',
    message: 'lab.yaml:7:17: expected one of pick, number, password, text, found "choose" (parameters.user.kind)',
  },
  {
    why: 'an IPv6 network with an IPv4 subnet',
    find: "subnet: 'fd09::/64'",
    replace: 'subnet: 10.9.1.0/24',
    message: 'lab.yaml:33:38: expected an IPv6 subnet, found "10.9.1.0/24" (variants.ipv6.network.subnet)',
  },
  {
    why: 'a file outside the host’s directory',
    find: 'title: { en: Client, zh: 客户端 }',
    replace: 'title: { en: Client, zh: 客户端 }\n    files: [{ path: ../escape, text: x }]',
    message: 'lab.yaml:13:21: expected a relative path without "..", found "../escape" (hosts.client.files[0].path)',
  },
];

describe('parseLab', () => {
  it('a valid lab file: is accepted', () => {
    expect(messageFor(SMALL_LAB)).toBe('accepted');
  });

  it.each(REFUSALS)('$why: is refused with file, line, column and what was expected', ({ find, replace, message }) => {
    const refusal = refusalOf(find, replace);
    if (typeof message === 'string') expect(refusal).toBe(message);
    else expect(refusal).toMatch(message);
  });

  it.each(REFUSALS)('$why: is refused at the same place in Chinese, and in Chinese only', ({ find, replace }) => {
    const text = SMALL_LAB.replace(find, () => replace);
    const [english, chinese] = [messageFor(text), messageFor(text, 'zh')];
    expect(placesIn(chinese)).toEqual(placesIn(english));
    for (const line of chinese.split('\n')) expect(line).toMatch(/^lab\.yaml:\d+:\d+: (?:应为|应有|不是正确的 YAML)/);
    // Names and what was written stay; three English words in a row would be a sentence.
    expect(chinese.replaceAll(/"[^"]*"/g, '')).not.toMatch(/[a-z]{2,} [a-z]{2,} [a-z]{2,}|expected|found|did you mean/);
  });

  it('several mistakes: all are told, in the order of the file', () => {
    const text = SMALL_LAB.replace('name: small', 'name: Small!').replace('on: client', 'on: 7');
    const lines = messageFor(text).split('\n');
    expect(placesIn(lines.join('\n'))).toEqual(['lab.yaml:2:7', 'lab.yaml:20:9']);
  });

  it('full-width punctuation: the hint says so, in both languages', () => {
    const error = errorFor(SMALL_LAB.replace('lab: 1', 'lab：1'));
    expect(error.message).toMatch(/^lab\.yaml:1:1: expected valid YAML: /);
    expect(hintOf(error, 'en')).toContain('full-width “：”');
    expect(hintOf(error, 'zh')).toContain('全角的“：”');
    expect(hintOf(errorFor(SMALL_LAB.replace('name: small', 'name: [small')), 'en')).toContain('docs/lab-file.md');
  });

  it('an empty file: is refused', () => {
    expect(messageFor('')).toMatch(/^lab\.yaml:1:1: expected/);
  });

  it('a bomb of aliases: is refused, not expanded', () => {
    const bomb = ['a0: &a0 [x, x]', ...Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`)];
    expect(messageFor(bomb.join('\n'))).toMatch(/^lab\.yaml:1:1: expected at most \d+ aliases/);
  });

  it('a file of more than a million characters: is refused', () => {
    expect(messageFor(`# ${'x'.repeat(1_000_001)}`)).toMatch(/^lab\.yaml:1:1: expected at most 1000000 characters/);
  });
});
