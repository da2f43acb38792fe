import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun } from '../../support/lab-run.ts';
import { isRoot, NEEDS_ROOT } from '../../support/ordinary-user.ts';
import { startProgram, temporaryDirectory, WIRELAB } from '../../support/wirelab.ts';

/**
 * Stands in for the machine's root namespace: a network namespace whose firewall drops everything, Docker's
 * `FORWARD DROP` and bridges included. Prints each state of its interfaces and rules that it saw during the run.
 */
const HOSTILE_MACHINE = `
  mount -t tmpfs none /run
  nft -f - <<'END'
    table inet closed {
      chain in { type filter hook input priority 0; policy drop; }
      chain through { type filter hook forward priority 0; policy drop; }
      chain out { type filter hook output priority 0; policy drop; }
    }
    table bridge closed { chain through { type filter hook forward priority 0; policy drop; } }
END
  state() { { ip -o link; ip netns list; nft list ruleset; } | sha256sum; }
  state
  "$@" >/dev/null & run=$!
  while kill -0 $run 2>/dev/null; do state; done
  wait $run; code=$?
  state
  exit $code`;

describe.skipIf(!isRoot)(`the machine’s own network (${NEEDS_ROOT})`, () => {
  it('a firewall that drops everything: the lab runs all the same, and nothing there is touched', async () => {
    const directory = join(await temporaryDirectory(), 'run');
    const lab = [process.execPath, WIRELAB, 'run', 'ftp', '--runtime', 'namespace', '--out', directory];
    const ended = await startProgram(['unshare', '--net', '--mount', 'sh', '-c', HOSTILE_MACHINE, 'sh', ...lab]).ended;
    expect(ended).toMatchObject({ code: 0 });
    const states = new Set(ended.stdout.trim().split('\n'));
    expect(states.size).toBe(1);
    expect((await readRun(directory)).manifest.capture.whole).toBe(true);
  });
});
