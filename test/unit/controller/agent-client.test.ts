import { spawn } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { AgentClient } from '../../../src/controller/agent-client.ts';
import { METHOD } from '../../../src/hosts/protocol.ts';
import { labProcessOf } from '../../../src/runtime/lab-process.ts';

/** Takes the first request in, and is gone. */
function dyingAgent() {
  const process = labProcessOf(spawn('sh', ['-c', 'head -c 40 >/dev/null; echo its last error >&2; exit 7']));
  return { process, client: new AgentClient('server', process) };
}

it('an agent that dies as it is asked to stop: stopping is over with it', async () => {
  const { process, client } = dyingAgent();
  let isStopped = false;
  void client.stop().then(() => {
    isStopped = true;
  });
  await process.exited;
  await setImmediate();
  expect(isStopped).toBe(true);
});

it('an agent that dies as it is asked anything else: the answer is its death, with its last words', async () => {
  const { client } = dyingAgent();
  const asked = client.call(METHOD.sockets, {}, 60_000);
  await expect(asked).rejects.toMatchObject({
    message: expect.stringContaining('"server" died'),
    hint: 'its last error',
  });
  expect((await client.died).message).toContain('exit status 7');
});
