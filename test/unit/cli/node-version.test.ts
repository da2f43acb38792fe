import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MachineError } from '../../../src/base/errors.ts';
import { isSupported, requireNode } from '../../../src/cli/node-version.ts';

const { engines } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  engines: { node: string };
};

test.each([
  ['18.20.8', false],
  ['20.18.3', false],
  ['20.19.0', true],
  ['20.20.2', true],
  ['21.7.3', false],
  ['22.11.0', false],
  ['22.12.0', true],
  ['24.0.0', true],
  ['25.1.0', true],
  ['24.0.0-nightly20260101', true],
])('Node %s beside package.json’s engines: %s', (running, supported) => {
  expect(isSupported(running, engines.node)).toBe(supported);
});

test('a range with a patch: the patch counts', () => {
  expect(isSupported('20.19.1', '^20.19.2')).toBe(false);
  expect(isSupported('20.19.2', '^20.19.2')).toBe(true);
});

test('an older Node: what there is, what is needed and the command that mends it', () => {
  expect(() => requireNode('18.20.8', engines.node)).toThrowError(MachineError);
  expect(() => requireNode('18.20.8', engines.node)).toThrowError(/18\.20\.8; wirelab needs \^20\.19\.0/);
});
