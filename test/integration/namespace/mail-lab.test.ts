import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FinishedRun, readRun } from '../../support/lab-run.ts';
import {
  asOrdinaryUser,
  isRoot,
  NEEDS_ROOT,
  ordinaryUsersDirectory,
  WIRELAB_FOR_ANYBODY,
} from '../../support/ordinary-user.ts';
import { startProgram, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

/** Each variant and how its SMTP connection ends; what else is true of it stands in the lab's own checks. */
const VARIANTS: { variant: string; teardown: string[] }[] = [
  { variant: 'base', teardown: ['four-segment', 'three-segment', 'simultaneous'] },
  { variant: 'noauth', teardown: ['four-segment', 'three-segment', 'simultaneous'] },
  { variant: 'pipelining-and-bdat', teardown: ['four-segment', 'three-segment', 'simultaneous'] },
  { variant: 'ipv6', teardown: ['four-segment', 'three-segment', 'simultaneous'] },
  { variant: 'bad-password', teardown: ['four-segment', 'three-segment', 'simultaneous'] },
  { variant: 'fin-on-221', teardown: ['four-segment'] },
  { variant: 'three-segments', teardown: ['three-segment'] },
  { variant: 'four-segments', teardown: ['four-segment'] },
  { variant: 'server-silent', teardown: ['half-closed'] },
  { variant: 'crash', teardown: ['reset'] },
  { variant: 'power-cut', teardown: ['unacknowledged-fin'] },
];

const RECEIVES_NOTHING: ReadonlySet<string> = new Set(['bad-password', 'power-cut']);

describe.concurrent('the mail lab on the namespace runtime', () => {
  it.for(VARIANTS)(
    'variant $variant: every check holds, and the wire agrees with the hosts',
    async (expected, { expect }) => {
      const directory = join(await temporaryDirectory(), 'run');
      const ended = await wirelab([...runMail(expected.variant), '--out', directory]);
      expect(ended).toMatchObject({ code: 0, signal: null });
      expectRun(await readRun(directory), expected);
    },
  );

  it.for(['base', 'fin-on-221'])('variant %s as an ordinary user: the same', async (variant, { expect, skip }) => {
    skip(!isRoot, NEEDS_ROOT);
    const home = await ordinaryUsersDirectory();
    const [program, ...options] = [WIRELAB_FOR_ANYBODY, ...runMail(variant)];
    const command = [...asOrdinaryUser(), home, process.execPath, program!, ...options, '--out', `${home}/run`];
    expect(await startProgram(command).ended).toMatchObject({ code: 0, signal: null });
    expectRun(await readRun(join(home, 'run')), VARIANTS.find((entry) => entry.variant === variant)!);
  });
});

describe('the mails of the mail lab, byte for byte', () => {
  it.for([
    { variant: 'base', client: 'nodemailer' },
    { variant: 'pipelining-and-bdat', client: 'plain' },
  ])(
    'variant $variant: SMTP holds what was sent, POP3 the same below two named headers',
    async ({ variant }, { expect }) => {
      const directory = join(await temporaryDirectory(), 'run');
      await wirelab([...runMail(variant), '--out', directory]);
      const { manifest, analysis } = await readRun(directory);
      const sent = manifest.steps.flatMap((step) => step.truth).find((truth) => truth.kind === 'mail.sent')!;
      const [bySmtp, byPop3] = await Promise.all(
        [analysis.apps.smtp[0]!.messages[0]!, analysis.apps.pop3[0]!.messages[0]!].map(({ content }) =>
          readFile(join(directory, content.artifact!)),
        ),
      );
      expect({ bytes: bySmtp!.length, sha256: sha256(bySmtp!) }).toEqual({ bytes: sent.bytes, sha256: sent.sha256 });
      const added = byPop3!.subarray(0, byPop3!.length - bySmtp!.length);
      expect(byPop3!.subarray(added.length).equals(bySmtp!)).toBe(true);
      expect(added.toString()).toMatch(
        /^Return-Path: <[^\r\n]*>\r\nReceived: from client [^\r\n]*(?:\r\n\t[^\r\n]*)*\r\n$/,
      );
    },
  );

  it.for([
    ['base', ['password'], true],
    ['bad-password', ['wrongPassword'], false],
  ] as const)(
    'variant %s: the AUTH line, decoded, holds account and password',
    async ([variant, [name], accepted], { expect }) => {
      const directory = join(await temporaryDirectory(), 'run');
      await wirelab([...runMail(variant), '--out', directory]);
      const { manifest, analysis } = await readRun(directory);
      const { user, [name]: password } = manifest.parameters;
      const line = `\0${user}\0${password}`;
      const [smtp] = analysis.apps.smtp;
      const auth = smtp!.dialogue.filter((entry) => entry.decoded !== undefined);
      expect(auth).toMatchObject([{ text: `AUTH PLAIN ${Buffer.from(line).toString('base64')}`, direction: 'client' }]);
      expect(auth[0]!.decoded).toContain(String(password));
      expect(smtp!.credentials).toMatchObject([{ mechanism: 'PLAIN', user, password, accepted }]);
      expect(analysis.apps.pop3[0]!.credentials).toMatchObject([{ user, password, accepted }]);
      // The client's own transcript says what was sent, and hides nothing.
      const said = manifest.steps.flatMap((step) => step.transcript).map(({ text }) => text);
      expect(said).toContain(auth[0]!.text);
      expect(said).toContain(`PASS ${password}`);
      if (!accepted) expect(said.filter((text) => /^(?:535|-ERR) /.test(text))).toHaveLength(2);
    },
  );
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function runMail(variant: string): string[] {
  const options = variant === 'base' ? [] : ['--variant', variant];
  return ['run', 'mail', '--runtime', 'namespace', ...options, '--format', 'json'];
}

function expectRun({ manifest, analysis }: FinishedRun, { variant, teardown }: (typeof VARIANTS)[number]): void {
  expect(manifest).toMatchObject({ status: 'checks-held', error: null });
  expect(manifest.checks.filter((check) => !check.held)).toEqual([]);
  expect(manifest.truth.filter((row) => !row.agrees)).toEqual([]);
  const smtp = analysis.connections.find((connection) => connection.app === 'smtp');
  expect(teardown).toContain(smtp?.teardown.kind);
  const received = manifest.steps.flatMap((step) => step.truth).filter((truth) => truth.kind === 'mail.received');
  const equal = { equal: true, addedHeaders: ['Return-Path', 'Received'] };
  expect(received).toMatchObject(RECEIVES_NOTHING.has(variant) ? [] : [equal]);
}
