import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ActionSettings } from '../../lab/actions/catalogue.ts';
import { localAddress } from '../network.ts';
import { endProcess, spawnServer } from '../own-process.ts';
import { ServiceKind } from '../services.ts';
import { readSockets } from '../sockets.ts';
import { dial, serve } from '../tcp/peer.ts';
import { runScript, type Tell } from '../tcp/script.ts';
import { hold, release, sendNothing } from '../tcp/shaping.ts';
import { type Action, type ActionContext, type ActionOutcome, done, refused } from './action.ts';

/** How often we look whether the other side's SYN has come. */
const LOOK_MS = 5;

/** One side of a scene: what it leaves open, and when its script has ended. */
class Scene implements AsyncDisposable {
  readonly finished: Promise<ActionOutcome>;
  readonly #end: () => void | Promise<void>;

  constructor(finished: Promise<ActionOutcome>, end: () => void | Promise<void>) {
    this.finished = finished;
    this.finished.catch(() => {}); // Whoever waits for it is told; nobody need wait.
    this.#end = end;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }
}

const SCENE = new ServiceKind<Scene>('scene', (service) => service instanceof Scene);

const serveAction: Action<'tcp.serve'> = async ({ journal, background, services }, settings) => {
  const { name, port, script, backlog, ownProcess, frozen } = settings;
  const options = { address: localAddress(), port, backlog, script };
  const tell = teller(background, name);
  if (ownProcess) {
    const { child } = await spawnServer('tcp', options, tell);
    const finished = once(child, 'exit').then(() => done({}));
    services.add(SCENE, name, new Scene(finished, () => endProcess(child)));
    if (frozen) child.kill('SIGSTOP');
  } else {
    const { server, done: ended } = await serve(options, tell);
    services.add(
      SCENE,
      name,
      new Scene(
        ended.then(() => done({})),
        () => void server.close(),
      ),
    );
  }
  journal.say('#', {
    en: `${name}: listening on port ${port}${frozen ? ', and stopped (SIGSTOP)' : ''}; script: ${script.join(', ')}`,
    zh: `${name}：在端口 ${port} 上监听${frozen ? '，随后被暂停（SIGSTOP）' : ''}；脚本：${script.join('、')}`,
  });
  return done({ port });
};

const dialAction: Action<'tcp.dial'> = async (context, settings) => {
  const { services } = context;
  // The neighbour's address is asked for now: later its ARP would take the room that the SYN needs.
  if (settings.hold === 'ack') await sendNothing(settings.host);
  if (settings.hold !== 'nothing') await hold();
  if (settings.hold === 'syn') await sendNothing(settings.host);
  let socket: Socket | undefined;
  const finished = play(context, settings, (connected) => {
    socket = connected;
  });
  services.add(SCENE, settings.name, new Scene(finished, () => void socket?.destroy()));
  if (settings.hold === 'syn') void releaseOnceMet(settings).catch(() => {}); // The dial itself tells what went wrong.
  return settings.background ? done({}) : finished;
};

const finish: Action<'tcp.finish'> = async ({ services }, { name }) => services.get(SCENE, name).finished;

/** The kernel's word on each scene: the state of this host's end, CLOSED where it knows of none. */
const sample: Action<'tcp.sample'> = async ({ journal }, { role, ports }) => {
  const sockets = (await readSockets()).filter(({ state }) => state !== 'LISTEN');
  const states: { [port: string]: string } = {};
  for (const port of ports) {
    const found = sockets.find((socket) => (role === 'server' ? socket.local : socket.remote).endsWith(`:${port}`));
    const state = found?.state ?? 'CLOSED';
    states[port] = state;
    const ends = found ? `${found.local} ${found.remote} ` : '';
    journal.say('#', { en: `port ${port}: ${ends}${state}`, zh: `端口 ${port}：${ends}${state}` });
    journal.record('tcp.state', { role, port, state });
  }
  return done({ states });
};

export const actions = {
  'tcp.serve': serveAction,
  'tcp.dial': dialAction,
  'tcp.finish': finish,
  'tcp.sample': sample,
};

/** Lets our SYN go as soon as the other side's has come: our kernel then calls the connection SYN-RECEIVED. */
async function releaseOnceMet({ localPort, host, giveUpAfterMs }: ActionSettings<'tcp.dial'>): Promise<void> {
  const deadline = performance.now() + giveUpAfterMs;
  while (performance.now() < deadline) {
    const ours = (await readSockets()).find(({ local }) => local.endsWith(`:${localPort}`));
    if (ours?.state === 'SYN-RECEIVED') break;
    await pause(LOOK_MS);
  }
  await release(host);
}

/** Connects and runs the script. Nobody there, or nobody answering, is a refusal. */
async function play(
  { journal, background }: ActionContext,
  settings: ActionSettings<'tcp.dial'>,
  onConnected: (socket: Socket) => void,
): Promise<ActionOutcome> {
  const { name, host, port, script } = settings;
  const log = settings.background ? background : journal;
  log.say('#', { en: `${name}: connecting to ${host}:${port}`, zh: `${name}：连接 ${host}:${port}` });
  let socket: Socket;
  try {
    socket = await dial(settings);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ECONNREFUSED' && code !== 'ETIMEDOUT') throw error;
    log.record('tcp.refused', { scene: name, port, code });
    log.say('#', { en: `${name}: ${code}`, zh: `${name}：${code}` });
    return refused({ code });
  }
  onConnected(socket);
  log.record('tcp.connected', { scene: name, local: `${socket.localAddress}:${socket.localPort}`, port });
  await runScript(socket, script, teller(log, name));
  return done({});
}

function teller(journal: ActionContext['journal'], scene: string): Tell {
  return (line) => {
    journal.say('#', { en: `${scene}: ${line}`, zh: `${scene}：${line}` });
    journal.record('tcp.did', { scene, instruction: line });
  };
}
