/** One pair of addresses and ports after another, and one SYN that is answered twice. */
import { expect, it } from 'vitest';
import type { Finding } from '../../../../src/analyzer/model.ts';
import type { Talk } from '../../../support/packet-builder.ts';
import { analyse } from './analyse.ts';
import { packetsOf } from './cases.ts';

async function saidOf(make: (talk: Talk) => unknown): Promise<{ codes: string[]; params: Finding['params'] }> {
  const { findings } = await analyse(packetsOf(make));
  const about = ['ports-reused', 'syn-ack-differs', 'capture-ended-early', 'capture-started-late', 'impossible-flags'];
  const said = findings.filter(({ code }) => about.includes(code));
  const reuse = said.find(({ code }) => code === 'ports-reused' || code === 'syn-ack-differs');
  return { codes: said.map(({ code, connection }) => `${code} #${connection}`), params: reuse?.params ?? {} };
}

it('the ports are used again while the earlier connection was open: its end is unseen, it is not still open', async () => {
  const { codes, params } = await saidOf((talk) => {
    talk.open();
    talk.wait(1000).client('S', '', { seq: 70_000 });
  });
  expect(codes).toEqual(['ports-reused #1']);
  expect(params).toMatchObject({ previousConnection: 0, sinceMs: 1000, previousEnd: 'end-unseen' });
});

it('the ports are used again after a close: nothing is unseen', async () => {
  const { params } = await saidOf((talk) => {
    talk.open().closeInFour();
    talk.wait(1000).client('S', '', { seq: 70_000 });
  });
  expect(params).toMatchObject({ previousConnection: 0, previousEnd: null });
});

it.each([
  ['acknowledges the first', 1, 'took-first'],
  ['acknowledges the second', 5001, 'took-second'],
])('two SYN+ACKs, and the client %s', async (_, ack, taken) => {
  const { codes, params } = await saidOf((talk) => {
    talk.client('S');
    talk.wait(1).server('SA');
    talk.wait(1).server('SA', '', { seq: 5000, ack: 1 });
    talk.wait(1).client('A', '', { seq: 1, ack });
  });
  expect(codes).toEqual(['syn-ack-differs #1', 'capture-ended-early #1']);
  expect(params).toMatchObject({ synFrame: 1, firstFrame: 2, secondFrame: 3, taken });
});

it.each([
  ['nobody acknowledges either', (talk: Talk) => talk.wait(1).client('S', '', { seq: 0 })],
  ['nothing more comes', () => undefined],
])('two SYN+ACKs, and %s: which one was taken is not said', async (_, then) => {
  const { params } = await saidOf((talk) => {
    talk.client('S');
    talk.wait(1).server('SA');
    talk.wait(1).server('SA', '', { seq: 5000, ack: 1 });
    then(talk);
  });
  expect(params.taken).toBeNull();
});

it('a SYN answers the SYN+ACK: not a second answer', async () => {
  const { codes } = await saidOf((talk) => {
    talk.client('S');
    talk.wait(1).server('SA');
    talk.wait(1).client('SA', '', { seq: 5000, ack: 1 });
  });
  expect(codes).toContain('ports-reused #1');
});

it.each([
  ['no flags at all', '', 'impossible-flags #0'],
  ['FIN alone', 'F', 'impossible-flags #0'],
  ['RST alone', 'R', 'capture-started-late #0'],
  ['an ACK', 'A', 'capture-started-late #0'],
])('the first segment has %s: %s', async (_, flags, first) => {
  expect((await saidOf((talk) => talk.client(flags))).codes).toContain(first);
});

it.each([
  ['a FIN alone', (talk: Talk) => talk.client('F'), false],
  ['a FIN alone, answered by RST', (talk: Talk) => [talk.client('F'), talk.server('RA', '', { seq: 0 })], false],
  ['a FIN alone, on data', (talk: Talk) => talk.client('F', 'x'), true],
  ['a FIN alone, answered by an ACK', (talk: Talk) => [talk.client('F'), talk.server('A')], true],
  ['FIN and ACK', (talk: Talk) => talk.client('FA'), true],
])('the capture begins with %s: whether something closed', async (_, make, closes) => {
  const { findings, connections } = await analyse(packetsOf(make));
  expect(findings.some(({ code }) => code.startsWith('teardown-'))).toBe(closes);
  expect(connections[0]!.closing !== null).toBe(closes);
});

it('the earlier connection on the same ports has no end: its closing is not judged', async () => {
  const { connections } = await analyse(
    packetsOf((talk) => {
      talk.open();
      talk.wait(1000).client('S', '', { seq: 70_000 });
      talk.wait(1).server('SA', '', { seq: 90_000, ack: 70_001 });
      talk.wait(1).client('A', '', { seq: 70_001, ack: 90_001 });
    }),
  );
  expect(connections.map(({ closing }) => closing !== null)).toEqual([false, true]);
});

it('a segment without flags alone: no connection that could still be open', async () => {
  expect((await saidOf((talk) => talk.client(''))).codes).toEqual(['impossible-flags #0']);
});
