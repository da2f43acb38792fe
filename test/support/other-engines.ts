import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { until } from './until.ts';
import { temporaryDirectory, wirelab } from './wirelab.ts';

const START_TIMEOUT_MS = 60_000;

/** Where Debian keeps the script that starts an ordinary user's Docker. */
const PATH = `${process.env.PATH}:/usr/share/docker.io/contrib`;

/** A user to whom subordinate numbers are given (subuid(5)), so that containers can be theirs. */
export interface EngineUser {
  readonly uid: number;
  readonly gid: number;
}

export const NEEDS_ENGINE_USER =
  'no ordinary user of this machine is in /etc/subuid: apt-get install uidmap, then adduser';

/** An ordinary user of this machine who may have an engine of their own; null where there is none. */
export async function engineUser(): Promise<EngineUser | null> {
  const [numbers, users] = await Promise.all([
    readFile('/etc/subuid', 'utf8').catch(() => ''),
    readFile('/etc/passwd', 'utf8'),
  ]);
  const names = new Set(numbers.split('\n').map((line) => line.split(':')[0]));
  for (const [name = '', , uid, gid] of users.split('\n').map((line) => line.split(':'))) {
    if (names.has(name) && Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  return null;
}

/** Which of these programs are not there, as a reason to skip; null when they all are. */
export function missing(...programs: readonly string[]): string | null {
  const env = { ...process.env, PATH };
  const lacking = programs.filter((program) => {
    try {
      execFileSync('sh', ['-c', 'command -v "$0"', program], { env, stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  });
  return lacking.length === 0 ? null : `not installed: ${lacking.join(', ')}`;
}

/** Limits that a machine without CAP_SYS_RESOURCE may set, and docker.io's runtime: crun refuses mixed cgroups. */
const CONTAINERS_CONF = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

/** Podman as Docker's stand-in, of root or of an ordinary user; returns what `DOCKER_HOST` is for it. */
export async function startPodman(user: EngineUser | null = null): Promise<string> {
  const home = await homeFor(user);
  await writeFile(join(home, 'containers.conf'), CONTAINERS_CONF);
  const host = `unix://${join(home, 'podman.sock')}`;
  const own = ['--root', join(home, 'root'), '--runroot', join(home, 'run'), '--network-config-dir', join(home, 'net')];
  startEngine(['podman', ...own, 'system', 'service', '--time', '0', host], home, user);
  await answers(host);
  return host;
}

/** Docker of an ordinary user (`dockerd-rootless.sh`); returns what `DOCKER_HOST` is for it. */
export async function startRootlessDocker(user: EngineUser): Promise<string> {
  const home = await homeFor(user);
  startEngine(['dockerd-rootless.sh'], home, user);
  const host = `unix://${join(home, 'runtime', 'docker.sock')}`;
  await answers(host);
  return host;
}

async function homeFor(user: EngineUser | null): Promise<string> {
  const home = await temporaryDirectory();
  const runtime = join(home, 'runtime');
  await mkdir(runtime);
  if (user !== null) for (const path of [home, runtime]) await chown(path, user.uid, user.gid);
  return home;
}

/**
 * In namespaces of its own: all of it ends with its first process, and the firewall rules of this machine's Docker, which
 * would stop the frames on another engine's bridge, are not there.
 */
function startEngine(command: readonly string[], home: string, user: EngineUser | null): void {
  const env = {
    ...process.env,
    PATH,
    HOME: home,
    XDG_RUNTIME_DIR: join(home, 'runtime'),
    CONTAINERS_CONF: join(home, 'containers.conf'),
    DOCKER_HOST: '',
  };
  const become = user === null ? [] : ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups', '--'];
  const namespaces = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  // The shell stays, as the first process in there: it ends with its parent, which a program does not that has become
  // somebody else's (prctl(2), PR_SET_PDEATHSIG).
  const inside = ['sh', '-c', 'ip link set lo up; "$0" "$@"; exit', ...become, ...command];
  const child = spawn('unshare', [...namespaces, ...inside], { stdio: 'ignore', env, cwd: home });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
}

async function answers(host: string): Promise<void> {
  await until(`the engine at ${host} answers`, START_TIMEOUT_MS, async () => {
    const { stdout } = await wirelab(['doctor', '--json'], { env: { DOCKER_HOST: host } });
    return /"id": "docker-engine"[^}]*"detail": [^}]*answers at|Podman/.test(stdout) || undefined;
  });
}
