import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { until } from './until.ts';
import { wirelab } from './wirelab.ts';

const NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
const START_TIMEOUT_MS = 120_000;

export interface SecondEngine {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  start(): Promise<void>;
  /** Settles when the engine is gone. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

/** Another Docker engine in a network namespace of its own, which a test may stop; its data lie under `root`. Root only. */
export async function startSecondEngine(root: string): Promise<SecondEngine> {
  const socket = join(root, 'docker.sock');
  const data = ['--data-root', join(root, 'data'), '--exec-root', join(root, 'exec'), '--pidfile', join(root, 'pid')];
  await mkdir(join(root, 'data'), { recursive: true });
  let child: ReturnType<typeof spawn>;
  const engine: SecondEngine = {
    host: `unix://${socket}`,
    async start() {
      // In namespaces of its own: the bridges and mounts of two engines would be each other's, and all of it, containers
      // included, ends with its first process. Process numbers start anew, and a killed engine's files hold small ones: one
      // that a thread of the new engine has by now would be waited for in vain.
      const stale = [join(root, 'pid'), join(root, 'exec', 'containerd', 'containerd.pid')].join(' ');
      const inside = `ip link set lo up; rm -f ${stale}; exec dockerd ${data.join(' ')} -H unix://${socket}`;
      child = spawn('unshare', [...NAMESPACES, 'sh', '-c', inside], { stdio: 'ignore' });
      await until('the second engine answers', START_TIMEOUT_MS, async () => {
        const { stdout } = await wirelab(['doctor', '--json'], { env: { DOCKER_HOST: engine.host } });
        return /"id": "docker-engine"[^}]*"ok": true/.test(stdout) || undefined;
      });
    },
    async stop(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
      process.kill(Number(children.trim()), signal);
      await ended;
    },
  };
  onTestFinished(() => engine.stop('SIGKILL'));
  await engine.start();
  return engine;
}
