import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/base/errors.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import type { LabPlan } from '../../../src/lab/plan.ts';
import { type ResolveOptions, resolveLab } from '../../../src/lab/resolve.ts';
import { SMALL_LAB } from './small-lab.ts';

const DEFAULTS: ResolveOptions = { variant: null, student: null, seed: null, labHash: 'abc' };

function plan(options: Partial<ResolveOptions> = {}, text = SMALL_LAB): LabPlan {
  return resolveLab(parseLab(text, 'lab.yaml'), { ...DEFAULTS, ...options });
}

function withParameter(parameter: string): string {
  return SMALL_LAB.replace('  user:', `  extra: ${parameter}\n  user:`);
}

describe('resolveLab', () => {
  it('the lab without a variant: addresses, MACs and settings are filled', () => {
    const { hosts, steps, network } = plan();
    expect(hosts.map(({ name, address, mac }) => [name, address, mac])).toEqual([
      ['server', '10.9.0.10', '02:57:4c:00:00:01'],
      ['client', '10.9.0.20', '02:57:4c:00:00:02'],
    ]);
    expect(steps.map((step) => step.id)).toEqual(['start', 'connect']);
    expect(steps[1]!.with).toEqual({ host: '10.9.0.10' });
    expect(network).toEqual({ family: 'ipv4', subnet: '10.9.0.0/24', prefixLength: 24, mtu: 1500, rateBps: null });
  });

  it('a variant: its network applies, steps of other variants are gone, the title names it', () => {
    const { hosts, steps, network, title } = plan({ variant: 'ipv6' });
    expect(hosts[0]!.address).toBe('fd09::10');
    expect(steps.map((step) => step.id)).toEqual(['start']);
    expect(network).toMatchObject({ family: 'ipv6', prefixLength: 64, mtu: 1500 });
    expect(title).toEqual({ en: 'Small: over IPv6', zh: '小：使用 IPv6' });
  });

  it('a variant that the lab does not have: is refused with the list of those it has', () => {
    expect(() => plan({ variant: 'nope' })).toThrow(UsageError);
    expect(() => plan({ variant: 'nope' })).toThrow('has no variant "nope"');
  });

  it('a rate: becomes bits per second', () => {
    const text = SMALL_LAB.replace('subnet: 10.9.0.0/24', 'subnet: 10.9.0.0/24, rate: 10mbit');
    expect(plan({}, text).network.rateBps).toBe(10_000_000);
  });

  it('the same seed: gives the same lab, whoever the student is', () => {
    const text = withParameter('{ kind: password }');
    const first = plan({ seed: 's', student: 'Li Hua' }, text);
    expect(plan({ seed: 's', student: 'Li Hua' }, text)).toEqual(first);
    expect(plan({ seed: 's', student: null }, text).parameters).toEqual(first.parameters);
  });

  it('no seed: the student’s name is the seed', () => {
    const text = withParameter('{ kind: password }');
    expect(plan({ student: 'Li Hua' }, text).seed).toBe('Li Hua');
    expect(plan({ student: 'Li Hua' }, text).parameters).not.toEqual(plan({ student: 'Wang Fang' }, text).parameters);
  });

  it('another parameter is added: the others keep their values', () => {
    const before = plan({ seed: 's' }, withParameter('{ kind: password }')).parameters;
    const after = plan({ seed: 's' }, withParameter('{ kind: password }\n  more: { kind: number, from: 1, to: 9 }'));
    expect(after.parameters).toMatchObject(before);
  });

  it('a number parameter: stays within its bounds and stays a number where it stands alone', () => {
    const text = withParameter('{ kind: number, from: 3, to: 5 }');
    const seen = new Set(Array.from({ length: 40 }, (_, n) => plan({ seed: `s${n}` }, text).parameters.extra));
    expect(seen).toEqual(new Set([3, 4, 5]));
  });

  it('a text parameter: is as long as asked for and holds its opening, filled', () => {
    const text = withParameter('{ kind: text, bytes: 500, opening: "By $(student)", sentences: [你好。, Hello.] }');
    const essay = String(plan({ student: '李华' }, text).parameters.extra);
    expect(essay.startsWith('By 李华\n1. ')).toBe(true);
    expect(Buffer.byteLength(essay)).toBeGreaterThanOrEqual(500);
    expect(Buffer.byteLength(essay)).toBeLessThan(550);
  });

  it('no student: a blank stands where the name would, and nobody’s name is invented', () => {
    const text = withParameter('{ kind: text, bytes: 50, opening: "By $(student)", sentences: [你好。] }');
    expect(String(plan({}, text).parameters.extra)).toMatch(/^By ________\n/);
  });

  it('measures of a parameter: are those of its UTF-8 bytes', () => {
    const title = 'title: { en: "$(extra | bytes) $(extra | sha256) $$(extra)", zh: 小 }';
    const { title: filled } = plan(
      {},
      withParameter('你好').replace('title: { en: Small, zh: 小 }', () => title),
    );
    const hash = createHash('sha256').update('你好').digest('hex');
    expect(filled.en).toBe(`6 ${hash} $(extra)`);
  });

  it('lab hash: is passed on', () => {
    expect(plan().labHash).toBe('abc');
  });
});
