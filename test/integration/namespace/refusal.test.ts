import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRoot, NEEDS_ROOT } from '../../support/ordinary-user.ts';
import { startProgram, temporaryDirectory, WIRELAB } from '../../support/wirelab.ts';

/**
 * A user namespace in which no further one may be made: what an ordinary user meets where the administrator has set
 * `user.max_user_namespaces` to zero. The whole range of users is mapped, so that one of them can be an ordinary one.
 */
const WITHOUT_USER_NAMESPACES = `
  unshare --user sh -c 'kill -STOP $$; exec sh -c "$0" sh "$@"' '
    echo 0 > /proc/sys/user/max_user_namespaces && cd / &&
    exec setpriv --reuid=1000 --regid=1000 --clear-groups "$@"' "$@" &
  child=$!
  until grep -q '^State:.*stopped' /proc/$child/status; do :; done
  echo '0 0 65536' > /proc/$child/uid_map && echo '0 0 65536' > /proc/$child/gid_map
  kill -CONT $child; wait $child`;

describe.skipIf(!isRoot)(`where user namespaces are refused (${NEEDS_ROOT})`, () => {
  it('run: exit status 3, the switch that mends it, and nothing left in the directory', async () => {
    const directory = await temporaryDirectory('/tmp');
    await chmod(directory, 0o777);
    const ended = await refused('run', 'ftp', '--runtime', 'namespace', '--out', join(directory, 'run'));
    expect(ended.code).toBe(3);
    expect(await readdir(directory)).toEqual([]);
    expect(ended.stderr).toMatch(/sysctl user\.max_user_namespaces=|--runtime docker/);
  });

  it('doctor: names the one thing that is missing, and exits 3 unless Docker can serve', async () => {
    const ended = await refused('doctor', '--json');
    const { ready, groups } = JSON.parse(ended.stdout);
    const missing = groups[0].needs.filter((need: { ok: boolean; required: boolean }) => need.required && !need.ok);
    expect(missing.map(({ id }: { id: string }) => id)).toEqual(['namespaces']);
    expect(missing[0].mend).toContain('max_user_namespaces');
    expect(ended.code).toBe(ready ? 0 : 3);
  });
});

function refused(...args: string[]): ReturnType<typeof startProgram>['ended'] {
  return startProgram(['sh', '-c', WITHOUT_USER_NAMESPACES, 'sh', process.execPath, WIRELAB, ...args]).ended;
}
