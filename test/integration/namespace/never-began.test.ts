import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectTold, NEVER_BEGAN } from '../../support/broken-run.ts';
import { REPOSITORY, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

it('a kernel that has no token bucket, a lab with a rate: exit 3, and the run directory says what the kernel said', async () => {
  const home = await temporaryDirectory();
  const [lab, programs, directory] = ['lab', 'programs', 'run'].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ];
  await cp(join(REPOSITORY, 'labs', 'ftp'), lab, { recursive: true });
  const file = join(lab, 'lab.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('  mtu: 1500\n', '  mtu: 1500\n  rate: 8mbit\n'));
  await mkdir(programs);
  const refusal = 'Error: Specified qdisc kind is unknown.';
  await writeFile(join(programs, 'tc'), `#!/bin/sh\necho '${refusal}' >&2\nexit 2\n`, { mode: 0o755 });
  const ended = await wirelab(['run', lab, '--runtime', 'namespace', '--lang', 'en', '--out', directory], {
    env: { PATH: `${programs}:${process.env.PATH}` },
  });
  expect(ended).toMatchObject({ code: 3, stdout: '' });
  expect(ended.stderr).toMatch(/^the lab never began; \S+\/run tells why$/m);
  await expectTold(directory, { code: 'machine-lacks', title: NEVER_BEGAN, why: refusal, mend: 'wirelab doctor' });
});
