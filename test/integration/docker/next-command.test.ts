import { join } from 'node:path';
import { describe, it } from 'vitest';
import { containersOf, engineAnswers, leftOf, NEEDS_ENGINE, networkOf } from '../../support/docker-engine.ts';
import { until } from '../../support/until.ts';
import { startWirelab, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const CONTAINERS_GONE_MS = 20_000;
const MOMENT_TIMEOUT_MS = 30_000;

// One after the other: any run on Docker removes what it finds.
describe.sequential('the network of a killed run, any command that has to do with runs', () => {
  it.for([[['doctor']], [['image', 'prune']], [['run', 'teardown', '--runtime', 'namespace']]])(
    'wirelab %j: it is removed',
    async ([command], { expect, skip }) => {
      skip(!engineAnswers, NEEDS_ENGINE);
      const directory = await temporaryDirectory();
      const killed = startWirelab(['run', 'ftp', '--runtime', 'docker', '--out', join(directory, 'killed')]);
      const { pid = 0 } = killed.child;
      await until('the network is there', MOMENT_TIMEOUT_MS, () => networkOf(pid));
      killed.child.kill('SIGKILL');
      await killed.ended;
      await until('every container has ended by itself', CONTAINERS_GONE_MS, async () =>
        (await containersOf(pid)).size === 0 ? true : undefined,
      );
      expect(await leftOf(pid)).not.toEqual([]);

      await wirelab(command!, { cwd: directory });
      expect(await leftOf(pid)).toEqual([]);
    },
  );
});
