/** The connection to the Docker engine, and what its refusals mean to people. */
import { once } from 'node:events';
import Docker from 'dockerode';
import { MachineError, messageOf, RunError, WirelabError } from '../../base/errors.ts';
import { fillIn, type Language, localize, type Text } from '../../base/language.ts';
import { type Endpoint, endpointName, findEndpoint } from './endpoint.ts';
import { MESSAGES } from './messages.ts';
import { SshAgent } from './ssh-agent.ts';

export type { Docker };

/**
 * An engine that is there answers a ping within milliseconds, over ssh within a second or two; where twenty labs begin at
 * once, within seconds. One that is not there refuses at once: only one that hangs makes anybody wait this long.
 */
const PING_TIMEOUT_MS = { local: 10_000, remote: 15_000 };

export interface Engine {
  readonly docker: Docker;
  /** Socket or address, for messages. */
  readonly name: string;
  readonly pingTimeoutMs: number;
}

/** Throws `MachineError` when `DOCKER_HOST` can't be understood; touches no network. */
export function connectEngine(environment: NodeJS.ProcessEnv): Engine {
  const endpoint = findEndpoint(environment);
  const local = endpoint.kind === 'socket';
  return {
    docker: new Docker(connectionOptions(endpoint)),
    name: endpointName(endpoint),
    pingTimeoutMs: local ? PING_TIMEOUT_MS.local : PING_TIMEOUT_MS.remote,
  };
}

function connectionOptions(endpoint: Endpoint): Docker.DockerOptions {
  switch (endpoint.kind) {
    case 'socket':
      return { socketPath: endpoint.path, protocol: 'http' };
    case 'tcp': {
      const { host, port, tls } = endpoint;
      return tls ? { host, port, protocol: 'https', ...tls } : { host, port, protocol: 'http' };
    }
    case 'ssh': {
      // docker-modem passes `agent` on to `http.request`, which its types don't say.
      const agent = { agent: new SshAgent(endpoint.destination, endpoint.port) };
      return { host: 'docker', port: 80, protocol: 'http', ...agent };
    }
  }
}

/** Settles when the engine answers; throws `MachineError` when it does not. */
export async function requireEngine(engine: Engine): Promise<void> {
  const late = AbortSignal.timeout(engine.pingTimeoutMs);
  try {
    await Promise.race([engine.docker.ping(), once(late, 'abort').then(() => Promise.reject(new Error('no answer')))]);
  } catch (error) {
    throw explain(error, engine.name);
  }
}

interface EngineFailure {
  readonly statusCode?: number;
  readonly code?: string;
  readonly json?: { readonly message?: string };
}

const MODEM_PREFIX = /^\(HTTP code \d+\) .*? - /;

/** The engine's own words, without docker-modem's dressing; where it said nothing, what the system says. */
function engineWords(error: unknown, language: Language): string {
  return (error as EngineFailure).json?.message ?? messageOf(error, language).replace(MODEM_PREFIX, '');
}

export function engineMessage(error: unknown): string {
  return engineWords(error, 'en');
}

export function statusOf(error: unknown): number | null {
  return (error as EngineFailure).statusCode ?? null;
}

interface Meaning {
  readonly when: RegExp;
  readonly says: (name: string, detail: Text) => MachineError;
}

/** What people can do about it, the first that fits. */
const MEANINGS: readonly Meaning[] = [
  {
    when: /\bEACCES\b|\bEPERM\b/,
    says: (name) => new MachineError(fillIn(MESSAGES.forbidden, { name }), { hint: MESSAGES.joinGroup }),
  },
  {
    when: /\bENOENT\b|\bECONNREFUSED\b|\bENOTFOUND\b|\bEAI_AGAIN\b|\bEHOSTUNREACH\b|^no answer|^ssh:/i,
    says: (name, detail) =>
      new MachineError(fillIn(MESSAGES.noEngine, { name, detail }), { hint: MESSAGES.startEngine }),
  },
  {
    when: /\bcertificates?\b|\bERR_SSL_|\bERR_TLS_|\bEPROTO\b|\bssl3_|CERT_/i,
    says: (name, detail) =>
      new MachineError(fillIn(MESSAGES.noTrust, { name, detail }), { hint: MESSAGES.certificatesPlace }),
  },
  {
    when: /no space left on device|disk quota exceeded|\bENOSPC\b/i,
    says: (_name, detail) => new MachineError(fillIn(MESSAGES.diskFull, { detail }), { hint: MESSAGES.freeDisk }),
  },
  {
    when: /client version .* is too old|minimum supported api/i,
    says: (_name, detail) => new MachineError(detail, { hint: MESSAGES.updateEngine }),
  },
];

/** What went wrong, as an error of ours; `doing` says at what, such as `the lab network could not be made`. */
export function explain(error: unknown, name: string, doing: Text = MESSAGES.refused): WirelabError {
  if (error instanceof WirelabError) return error;
  const detail = localize((language) => engineWords(error, language));
  const meaning = MEANINGS.find(({ when }) => when.test(`${(error as EngineFailure).code ?? ''} ${detail.en}`.trim()));
  return meaning?.says(name, detail) ?? new RunError(fillIn(MESSAGES.because, { doing, detail }), { cause: error });
}

/** Lost connections, as opposed to an engine that answers with a refusal. */
export function isEngineLost(error: unknown): boolean {
  return statusOf(error) === null;
}
