import { describe, expect, it } from 'vitest';
import { messageOf, UsageError } from '../../../src/base/errors.ts';
import { loadLab } from '../../../src/cli/lab-files.ts';
import type { LabPlan } from '../../../src/lab/plan.ts';
import { resolveLab } from '../../../src/lab/resolve.ts';
import { type ServerProgramName, serverHosts, serversFor, withServer } from '../../../src/lab/server-programs.ts';
import { REPOSITORY } from '../../support/wirelab.ts';

const labFile = (name: string) => loadLab(`${REPOSITORY}labs/${name}`).file;

function plan(name: string, variant: string | null = null): LabPlan {
  return resolveLab(labFile(name), { variant, student: null, seed: null, labHash: '' });
}

describe('a lab with somebody else’s server', () => {
  it.each([
    ['ftp', ['vsftpd']],
    ['mail', ['postfix']],
    ['teardown', []],
  ])('%s: can be run with %j', (name, servers) => {
    expect(serversFor(labFile(name))).toEqual(servers);
  });

  it.each([
    ['ftp', 'vsftpd', 'site'],
    ['mail', 'postfix', 'server'],
  ] as const)('%s with %s: the step that starts the server names it, nothing else changes', (name, server, id) => {
    const [own, other] = [plan(name), withServer(plan(name), server)];
    expect(other.server).toBe(server);
    for (const [index, step] of own.steps.entries()) {
      const expected = step.id === id ? { ...step, with: { ...step.with, program: server } } : step;
      expect(other.steps[index]).toEqual(expected);
    }
    expect([...serverHosts(other)]).toEqual(['server']);
    expect([...serverHosts(own)]).toEqual([]);
  });

  it.each<[string, string | null, ServerProgramName, string]>([
    ['teardown', null, 'vsftpd', 'starts no server'],
    ['ftp', null, 'postfix', 'starts no server'],
    ['mail', 'fin-on-221', 'postfix', 'the variant "fin-on-221"'],
    ['mail', 'server-silent', 'postfix', 'the variant "server-silent"'],
  ])('%s, variant %s, with %s: refused, "%s"', (name, variant, server, words) => {
    const refuse = (): unknown => withServer(plan(name, variant), server);
    expect(refuse).toThrow(UsageError);
    expect(refuse).toThrow(words);
  });

  it('a variant that asks too much of it: told in Chinese, all of it', () => {
    try {
      withServer(plan('mail', 'crash'), 'postfix');
      expect.unreachable();
    } catch (error) {
      expect(messageOf(error, 'zh')).toBe(
        '变体“crash”对服务器的要求，postfix 做不到：应为 closing: fin，因为不是 wirelab 自带的服务器',
      );
    }
  });
});
