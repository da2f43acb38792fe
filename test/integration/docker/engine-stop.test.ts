import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BROKE_OFF, expectTold } from '../../support/broken-run.ts';
import { engineAnswers, NEEDS_ENGINE } from '../../support/docker-engine.ts';
import { isRoot, NEEDS_ROOT } from '../../support/ordinary-user.ts';
import { startSecondEngine } from '../../support/second-engine.ts';
import { startWirelab, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const TIMEOUT_MS = 300_000;

it('an engine of its own: the image is loaded from a file; stopped or killed in a step, the run ends with 4 and says so', {
  timeout: TIMEOUT_MS,
}, async ({ skip }) => {
  skip(!engineAnswers, NEEDS_ENGINE);
  skip(!isRoot, NEEDS_ROOT);
  const root = await temporaryDirectory();
  const image = join(root, 'image.tar');
  expect(await wirelab(['image', 'save', image])).toMatchObject({ code: 0 });
  const engine = await startSecondEngine(root);
  const env = { DOCKER_HOST: engine.host };
  expect(await wirelab(['image', 'load', image], { env })).toMatchObject({ code: 0 });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const directory = join(root, `run-${signal}`);
    const running = startWirelab(
      ['run', 'mail', '--variant', 'server-silent', '--runtime', 'docker', '--out', directory],
      { env },
    );
    await running.stderrLine(/^✔/);
    await engine.stop(signal);
    const ended = await running.ended;
    expect(ended).toMatchObject({ code: 4 });
    expect(ended.stderr).toContain('went away in the middle of the run');
    const why = 'went away in the middle of the run';
    await expectTold(directory, { code: 'run-broke', title: BROKE_OFF, why, mend: 'start it again' });

    await engine.start();
    expect(await wirelab(['clean'], { env })).toMatchObject({ code: 0 });
    expect(JSON.parse((await wirelab(['clean', '--json'], { env })).stdout)).toEqual([]);
  }
});
