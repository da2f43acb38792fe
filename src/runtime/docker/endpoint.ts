/** Where the Docker engine is: `DOCKER_HOST`, else the context that the `docker` command uses, else a socket that exists. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { MachineError } from '../../base/errors.ts';
import { fillIn } from '../../base/language.ts';
import { MESSAGES } from './messages.ts';

export type Endpoint =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: TlsFiles | null }
  /** Reached as the `docker` command does: the user's own `ssh`, with `docker system dial-stdio` at the other end. */
  | { readonly kind: 'ssh'; readonly destination: string; readonly port: number | null };

export interface TlsFiles {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

const TLS_PORT = 2376;
const PLAIN_PORT = 2375;

/** Throws `MachineError` for a `DOCKER_HOST` that can't be understood or whose certificates can't be read. */
export function findEndpoint(environment: NodeJS.ProcessEnv): Endpoint {
  const host = environment.DOCKER_HOST || contextHost(environment);
  return host ? parseHost(host, environment) : { kind: 'socket', path: defaultSocket(environment) };
}

/** False only where there is certainly no engine: no socket where it would be. Touches no network; never throws. */
export function mayAnswer(environment: NodeJS.ProcessEnv): boolean {
  try {
    const endpoint = findEndpoint(environment);
    return endpoint.kind !== 'socket' || existsSync(endpoint.path);
  } catch {
    return true; // Whoever connects is told what is wrong.
  }
}

/** What an endpoint is called in messages. */
export function endpointName(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'socket':
      return endpoint.path;
    case 'tcp':
      return `${endpoint.host}:${endpoint.port}`;
    case 'ssh':
      return `ssh://${endpoint.destination}`;
  }
}

function parseHost(host: string, environment: NodeJS.ProcessEnv): Endpoint {
  const [, scheme = 'tcp', rest = ''] = /^(?:(\w+):\/\/)?(.*)$/.exec(host) ?? [];
  switch (scheme) {
    case 'unix':
    case 'npipe':
      return { kind: 'socket', path: rest };
    case 'ssh':
      return parseSsh(host);
    case 'tcp':
    case 'http':
    case 'https':
      return parseTcp(rest, environment, scheme === 'https');
    default:
      throw new MachineError(fillIn(MESSAGES.unknownHost, { host }), { hint: MESSAGES.hostForms });
  }
}

function parseSsh(host: string): Endpoint {
  const url = asUrl(host);
  const user = url.username === '' ? '' : `${decodeURIComponent(url.username)}@`;
  return { kind: 'ssh', destination: `${user}${url.hostname}`, port: url.port === '' ? null : Number(url.port) };
}

function parseTcp(address: string, environment: NodeJS.ProcessEnv, https: boolean): Endpoint {
  const url = asUrl(`tcp://${address}`);
  const secure = https || Boolean(environment.DOCKER_TLS_VERIFY) || url.port === String(TLS_PORT);
  const port = url.port === '' ? (secure ? TLS_PORT : PLAIN_PORT) : Number(url.port);
  return { kind: 'tcp', host: url.hostname, port, tls: secure ? readTls(environment) : null };
}

function asUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new MachineError(fillIn(MESSAGES.noAddress, { host: text }), { hint: MESSAGES.hostForms, cause });
  }
}

function readTls(environment: NodeJS.ProcessEnv): TlsFiles {
  const directory = environment.DOCKER_CERT_PATH || join(homedir(), '.docker');
  try {
    const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFileSync(join(directory, name)));
    return { ca: ca!, cert: cert!, key: key! };
  } catch (cause) {
    throw new MachineError(fillIn(MESSAGES.certificates, { directory }), {
      hint: MESSAGES.certificatesPlace,
      cause,
    });
  }
}

/** The engine of `docker context use`, from the files that the `docker` command keeps; null for the default one. */
function contextHost(environment: NodeJS.ProcessEnv): string | null {
  const configuration = environment.DOCKER_CONFIG || join(homedir(), '.docker');
  const current = readJson(join(configuration, 'config.json'), 'currentContext');
  const name = environment.DOCKER_CONTEXT || (typeof current === 'string' ? current : '');
  if (name === '' || name === 'default') return null;
  const directory = createHash('sha256').update(name).digest('hex');
  const endpoints = readJson(join(configuration, 'contexts', 'meta', directory, 'meta.json'), 'Endpoints');
  const host = (endpoints as { docker?: { Host?: unknown } } | undefined)?.docker?.Host;
  return typeof host === 'string' ? host : null;
}

function readJson(path: string, key: string): unknown {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { readonly [key: string]: unknown })[key];
  } catch {
    return undefined; // No such file: this user has never chosen anything.
  }
}

/** Docker Desktop and the rootless engine keep their sockets at home. */
function defaultSocket(environment: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return '//./pipe/docker_engine';
  const candidates = [
    '/var/run/docker.sock',
    join(homedir(), '.docker', 'run', 'docker.sock'),
    ...(environment.XDG_RUNTIME_DIR ? [join(environment.XDG_RUNTIME_DIR, 'docker.sock')] : []),
  ];
  return candidates.find((path) => existsSync(path)) ?? candidates[0]!;
}
