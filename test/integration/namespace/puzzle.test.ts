/**
 * The puzzle of the missing FIN, with captures of real closings. Which frames are right is tshark's word: the FINs, RSTs
 * and ACKs that a guess must name are looked for there, not in our analysis.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeHypothesis, type HypothesisId } from '../../../src/analyzer/findings/hypothesis-words.ts';
import type { Analysis, Connection, Hypothesis } from '../../../src/analyzer/model.ts';
import { LANGUAGES } from '../../../src/base/language.ts';
import { analyse } from '../../support/analyse.ts';
import { readRun } from '../../support/lab-run.ts';
import { framesShown, hasTshark, isInstalled } from '../../support/tshark.ts';
import { temporaryDirectory, wirelab } from '../../support/wirelab.ts';
import { closingFrames, framesOf, inOrder, readWire, segmentOf, type Wire } from './closing-wire.ts';

const hasWireshark = hasTshark && isInstalled('editcap');

type Role = Exclude<keyof Wire, 'segments'>;
type Expected = Record<HypothesisId, readonly [Hypothesis['verdict'], Hypothesis['because'], ...Role[]]>;

const BOTH_FINS = ['serverFin', 'clientFin'] as const;
const ALL_FOUR = [...BOTH_FINS, 'serverFinAck', 'clientFinAck'] as const;

/** What holds of two FINs, each acknowledged, the server's first, in a capture that lacks nothing. */
const CLOSED_BY_BOTH: Expected = {
  'fin-on-data': ['refuted', 'fins-without-data', ...BOTH_FINS],
  'fin-shown-as-application': ['refuted', 'fins-without-data', ...BOTH_FINS],
  'fin-ack-label-is-merge': ['refuted', 'every-segment-carries-ack', 'serverFin'],
  'ack-and-fin-merged': ['refuted', 'ack-of-its-own', 'serverFinAck'],
  'other-side-never-closed': ['refuted', 'both-sent-fin', ...BOTH_FINS],
  'other-side-crashed': ['refuted', 'both-sent-fin', ...BOTH_FINS],
  'reset-instead': ['refuted', 'no-reset'],
  'fin-retransmitted': ['refuted', 'each-fin-once', ...BOTH_FINS],
  'capture-began-late': ['refuted', 'handshake-captured', 'opening'],
  'capture-ended-early': ['refuted', 'closed-within-capture', ...ALL_FOUR],
  'capture-lost-packets': ['refuted', 'all-acknowledged-is-here'],
};

const FIN_ON_221: Expected = {
  ...CLOSED_BY_BOTH,
  'fin-on-data': ['supported', 'rides-on-data', 'serverFin'],
  'fin-shown-as-application': ['supported', 'listed-as-application', 'serverFin'],
};

const THREE_SEGMENTS: Expected = {
  ...CLOSED_BY_BOTH,
  'ack-and-fin-merged': ['supported', 'one-segment-for-both', 'clientFin'],
};

/** The document's: the client's FIN, the server's ACK, and nothing for seconds. */
const SERVER_SILENT: Expected = {
  'fin-on-data': ['refuted', 'fins-without-data', 'clientFin'],
  'fin-shown-as-application': ['refuted', 'fins-without-data', 'clientFin'],
  'fin-ack-label-is-merge': ['refuted', 'every-segment-carries-ack', 'clientFin'],
  'ack-and-fin-merged': ['refuted', 'ack-of-its-own', 'clientFinAck'],
  'other-side-never-closed': ['supported', 'half-closed', 'clientFin', 'clientFinAck'],
  'other-side-crashed': ['refuted', 'its-kernel-answered', 'clientFinAck'],
  'reset-instead': ['refuted', 'no-reset'],
  'fin-retransmitted': ['refuted', 'each-fin-once', 'clientFin'],
  'capture-began-late': ['refuted', 'handshake-captured', 'opening'],
  'capture-ended-early': ['refuted', 'capture-went-on', 'last'],
  'capture-lost-packets': ['refuted', 'all-acknowledged-is-here'],
};

/** The same, cut where the document's screenshot ends. */
const SERVER_SILENT_CUT: Expected = {
  ...SERVER_SILENT,
  'fin-on-data': ['cannot-tell', 'other-fin-may-follow', 'clientFin'],
  'fin-shown-as-application': ['cannot-tell', 'other-fin-may-follow', 'clientFin'],
  'other-side-never-closed': ['cannot-tell', 'half-closed-so-far', 'clientFin', 'clientFinAck'],
  'reset-instead': ['cannot-tell', 'may-follow-the-capture'],
  'capture-ended-early': ['cannot-tell', 'nothing-after-it', 'last'],
};

const CRASH: Expected = {
  'fin-on-data': ['refuted', 'no-fin-at-all'],
  'fin-shown-as-application': ['refuted', 'no-fin-at-all'],
  'fin-ack-label-is-merge': ['refuted', 'no-fin-at-all'],
  'ack-and-fin-merged': ['refuted', 'no-fin-at-all'],
  'other-side-never-closed': ['refuted', 'reset-closed-both', 'rst'],
  // From the wire alone: a program that closes without reading sends the same RST.
  'other-side-crashed': ['cannot-tell', 'reset-has-many-reasons', 'rst'],
  'reset-instead': ['supported', 'reset-seen', 'rst'],
  'fin-retransmitted': ['refuted', 'no-fin-at-all'],
  'capture-began-late': ['refuted', 'handshake-captured', 'opening'],
  'capture-ended-early': ['refuted', 'reset-closed-both', 'rst'],
  'capture-lost-packets': ['refuted', 'all-acknowledged-is-here'],
};

/** The server's machine is gone: nobody acknowledges the client's FIN, however often it comes. */
const POWER_CUT: Expected = {
  'fin-on-data': ['cannot-tell', 'other-fin-may-follow', 'clientFin'],
  'fin-shown-as-application': ['cannot-tell', 'other-fin-may-follow', 'clientFin'],
  'fin-ack-label-is-merge': ['refuted', 'every-segment-carries-ack', 'clientFin'],
  'ack-and-fin-merged': ['cannot-tell', 'fin-not-acknowledged', 'clientFin'],
  'other-side-never-closed': ['cannot-tell', 'fin-not-acknowledged', 'clientFin'],
  'other-side-crashed': ['supported', 'fin-into-silence', 'clientFins'],
  'reset-instead': ['cannot-tell', 'may-follow-the-capture'],
  'fin-retransmitted': ['supported', 'fin-seen-again', 'clientFins'],
  'capture-began-late': ['refuted', 'handshake-captured', 'opening'],
  'capture-ended-early': ['cannot-tell', 'nothing-after-it', 'last'],
  'capture-lost-packets': ['refuted', 'all-acknowledged-is-here'],
};

describe.runIf(hasWireshark)('the puzzle of the missing FIN, each closing made by real sockets', () => {
  it.for([
    { variant: 'fin-on-221', kind: 'four-segment', expected: FIN_ON_221 },
    { variant: 'three-segments', kind: 'three-segment', expected: THREE_SEGMENTS },
    { variant: 'server-silent', kind: 'half-closed', expected: SERVER_SILENT },
    { variant: 'crash', kind: 'reset', expected: CRASH },
    { variant: 'power-cut', kind: 'unacknowledged-fin', expected: POWER_CUT },
  ])(
    '$variant: each guess comes out right, with its frames, and its filter shows them',
    async ({ variant, kind, expected }) => {
      const { path, analysis } = await runMail(variant);
      const connection = smtpOf(analysis);
      const wire = await readWire(path);
      expect(connection.teardown.kind).toBe(kind);
      expect(connection.teardown.segments.map(({ frame }) => frame)).toEqual(closingFrames(wire));
      await expectGuesses(path, connection, wire, expected);
    },
  );

  it('fin-on-221: the packet list names the application where the FIN is, as we say', async () => {
    const { path, analysis } = await runMail('fin-on-221');
    const wire = await readWire(path);
    const { listedAs, length } = segmentOf(wire, wire.serverFin[0]!)!;
    expect(length).toBeGreaterThan(0);
    expect(guess(smtpOf(analysis), 'fin-shown-as-application').params).toMatchObject({ shownAs: listedAs });
    expect(listedAs).toBe('SMTP');
  });

  it('four segments, nothing sent twice: no puzzle', async () => {
    const { path, analysis } = await runMail('four-segments');
    const { closing, teardown } = smtpOf(analysis);
    const wire = await readWire(path);
    expect(teardown).toMatchObject({ kind: 'four-segment', initiator: 'server' });
    expect(teardown.segments.map(({ frame }) => frame)).toEqual(closingFrames(wire));
    // On a machine that stood still for a while the kernel repeats the FIN, and that is told.
    const repeated = wire.segments.filter(({ fin }) => fin).length > 2;
    const supported = closing?.hypotheses.filter(({ verdict }) => verdict === 'supported').map(({ id }) => id);
    expect(supported ?? null).toEqual(repeated ? ['fin-retransmitted'] : null);
  });

  it('the document’s numbers: FIN with Seq=2842, ACK with Ack=2843, both states told in both languages', async () => {
    const { path, analysis } = await runMail('server-silent');
    const wire = await readWire(path);
    const [fin, ack] = [...wire.clientFin, ...wire.clientFinAck].map((frame) => segmentOf(wire, frame));
    expect(fin).toMatchObject({ fromServer: false, fin: true, seq: 2842, length: 0 });
    expect(ack).toMatchObject({ fromServer: true, fin: false, ack: 2843 });
    expectStates(smtpOf(analysis), { client: 'FIN-WAIT-2', server: 'CLOSE-WAIT' });

    const cut = await edit(path, ['-r'], [`1-${ack!.frame}`]);
    const connection = smtpOf(await analyseFile(cut));
    await expectGuesses(cut, connection, await readWire(cut), SERVER_SILENT_CUT);
    expectStates(connection, { client: 'FIN-WAIT-2', server: 'CLOSE-WAIT' });
  });

  it('four segments, cut before the end: the capture ended early or nobody can tell, never half-closed', async () => {
    const { path } = await runMail('four-segments');
    const wire = await readWire(path);
    const before = wire.serverFin[0]! - 1;
    await expectCut(path, before, {
      'capture-ended-early': ['supported', 'ends-in-mid-talk', 'last'],
      'other-side-never-closed': ['cannot-tell', 'no-fin-yet'],
      'fin-on-data': ['cannot-tell', 'no-fin-yet'],
      'reset-instead': ['cannot-tell', 'may-follow-the-capture'],
    });
    await expectCut(path, wire.serverFin[0]!, {
      'capture-ended-early': ['supported', 'ends-in-mid-talk', 'last'],
      'other-side-never-closed': ['cannot-tell', 'fin-not-acknowledged', 'serverFin'],
      'other-side-crashed': ['cannot-tell', 'no-answer-expected-yet', 'serverFin'],
    });
    const acknowledged = await expectCut(path, wire.serverFinAck[0]!, {
      'capture-ended-early': ['cannot-tell', 'nothing-after-it', 'last'],
      'other-side-never-closed': ['cannot-tell', 'half-closed-so-far', 'serverFin', 'serverFinAck'],
      'fin-on-data': ['cannot-tell', 'other-fin-may-follow', 'serverFin'],
    });
    expectStates(acknowledged, { client: 'CLOSE-WAIT', server: 'FIN-WAIT-2' });
    await expectCut(path, wire.clientFin[0]!, {
      'capture-ended-early': ['supported', 'ends-in-mid-talk', 'last'],
      'other-side-never-closed': ['refuted', 'both-sent-fin', 'serverFin', 'clientFin'],
    });
  });

  it('four segments, one side’s FIN missing in the middle: packets were lost, the rest nobody can tell', async () => {
    const { path } = await runMail('four-segments');
    const wire = await readWire(path);
    const lossy = {
      'capture-lost-packets': ['supported', 'acknowledged-but-unseen'],
      'fin-on-data': ['cannot-tell', 'capture-lacks-segments'],
      'fin-shown-as-application': ['cannot-tell', 'capture-lacks-segments'],
      'other-side-never-closed': ['cannot-tell', 'capture-lacks-segments'],
    } as const;
    const sides = [
      { fromServer: true, acknowledgedIn: wire.serverFinAck[0]! },
      { fromServer: false, acknowledgedIn: wire.clientFinAck[0]! },
    ];
    for (const { fromServer, acknowledgedIn } of sides) {
      const fins = wire.segments.filter((segment) => segment.fin && segment.fromServer === fromServer);
      const cut = await edit(path, [], framesOf(fins).map(String));
      const connection = smtpOf(await analyseFile(cut));
      // Only the ACK of the FIN tells of what is not there; the frames before it are fewer now.
      const unseen = acknowledgedIn - fins.filter(({ frame }) => frame < acknowledgedIn).length;
      for (const [id, [verdict, because]] of Object.entries(lossy)) {
        expect(guess(connection, id)).toMatchObject({ verdict, because, frames: [unseen] });
      }
      await expectFilters(cut, connection);
    }
  });

  it('FIN on 221, segments of the mail missing in the middle: that is told, and the FIN is still found', async () => {
    const { path } = await runMail('fin-on-221');
    const wire = await readWire(path);
    const largest = wire.segments.reduce((a, b) => (b.length > a.length ? b : a));
    const cut = await edit(path, [], [String(largest.frame)]);
    const connection = smtpOf(await analyseFile(cut));
    const left = await readWire(cut);
    expect(guess(connection, 'capture-lost-packets')).toMatchObject({
      verdict: 'supported',
      because: 'acknowledged-but-unseen',
      params: { missingBytes: largest.length },
    });
    expect(guess(connection, 'fin-on-data')).toMatchObject({ verdict: 'supported', frames: left.serverFin });
    expect(guess(connection, 'other-side-never-closed')).toMatchObject({ verdict: 'refuted' });
    await expectFilters(cut, connection);
  });
});

/** One run a variant, as several tests look at the same capture. */
const runs = new Map<string, Promise<{ path: string; analysis: Analysis }>>();

function runMail(variant: string): Promise<{ path: string; analysis: Analysis }> {
  const run = runs.get(variant) ?? startMail(variant);
  runs.set(variant, run);
  return run;
}

async function startMail(variant: string): Promise<{ path: string; analysis: Analysis }> {
  const directory = join(await temporaryDirectory(), 'run');
  const options = ['--runtime', 'namespace', '--variant', variant, '--format', 'json', '--out', directory];
  const ended = await wirelab(['run', 'mail', ...options]);
  expect(ended).toMatchObject({ code: 0, signal: null });
  const { analysis } = await readRun(directory);
  return { path: join(directory, 'capture.pcapng'), analysis };
}

/** `editcap`'s frames are those to take out, or with `-r` those to keep. */
async function edit(path: string, options: string[], frames: string[]): Promise<string> {
  const cut = join(await temporaryDirectory(), 'cut.pcapng');
  await promisify(execFile)('editcap', [...options, path, cut, ...frames]);
  return cut;
}

async function analyseFile(path: string): Promise<Analysis> {
  return (await analyse(await readFile(path))).analysis;
}

function smtpOf({ connections }: Analysis): Connection {
  return connections[0]!;
}

async function expectCut(path: string, last: number, expected: Partial<Expected>): Promise<Connection> {
  const cut = await edit(path, ['-r'], [`1-${last}`]);
  const connection = smtpOf(await analyseFile(cut));
  await expectGuesses(cut, connection, await readWire(cut), expected);
  return connection;
}

async function expectGuesses(
  path: string,
  connection: Connection,
  wire: Wire,
  expected: Partial<Expected>,
): Promise<void> {
  for (const [id, [verdict, because, ...roles]] of Object.entries(expected)) {
    const frames = inOrder(roles.flatMap((role) => wire[role]));
    const { verdict: said, because: why, frames: named } = guess(connection, id);
    expect({ id, verdict: said, because: why, frames: named }).toEqual({ id, verdict, because, frames });
  }
  await expectFilters(path, connection);
}

function guess({ closing }: Connection, id: string): Hypothesis {
  const found = closing?.hypotheses.find((hypothesis) => hypothesis.id === id);
  if (found === undefined) throw new Error(`the closing has no guess ${id}`);
  return found;
}

function expectStates(connection: Connection, states: { client: string; server: string }): void {
  expect(connection.teardown.states).toEqual(states);
  const half = guess(connection, 'other-side-never-closed');
  expect(half.params).toMatchObject({ clientState: states.client, serverState: states.server });
  for (const language of LANGUAGES) {
    const { reason } = describeHypothesis(half, language);
    expect(reason).toContain(states.client);
    expect(reason).toContain(states.server);
  }
}

/** Many guesses share a filter, and starting tshark takes its time. */
async function expectFilters(path: string, { closing }: Connection): Promise<void> {
  const shown = new Map<string, number[]>();
  for (const { id, filter, frames } of closing?.hypotheses ?? []) {
    const seen = shown.get(filter) ?? (await framesShown(path, filter));
    shown.set(filter, seen);
    expect({ id, filter, frames: seen }).toEqual({ id, filter, frames });
  }
}
