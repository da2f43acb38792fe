/**
 * Connections to an engine behind ssh, made as the `docker` command makes them: the user's own `ssh` with its
 * configuration, keys and known hosts, running `docker system dial-stdio` at the other end.
 */
import { spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { Duplex } from 'node:stream';

/** What ssh said last is kept for the error message. */
const MAX_ERROR_TEXT = 1_000;

export class SshAgent extends Agent {
  readonly #commandLine: readonly string[];

  constructor(destination: string, port: number | null) {
    // An engine's answers are few and long-lived; a connection that is kept costs a process at both ends.
    super({ keepAlive: false });
    this.#commandLine = [
      '-o',
      'BatchMode=yes',
      ...(port === null ? [] : ['-p', String(port)]),
      '--',
      destination,
      'docker system dial-stdio',
    ];
  }

  /** `http.Agent` asks here for a connection. */
  override createConnection(): Duplex {
    return dial(this.#commandLine);
  }
}

function dial(commandLine: readonly string[]): Duplex {
  const child = spawn('ssh', commandLine, { stdio: ['pipe', 'pipe', 'pipe'] });
  let errorText = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorText = (errorText + text).slice(-MAX_ERROR_TEXT);
  });
  const connection: Duplex = new Duplex({
    allowHalfOpen: true,
    read: () => child.stdout.resume(),
    write: (chunk: Buffer, _encoding, done) => child.stdin.write(chunk, done),
    final: (done) => child.stdin.end(done),
    destroy: (error, done) => {
      child.kill();
      done(error);
    },
  });
  child.stdin.on('error', () => undefined); // Told by `close`.
  child.stdout.on('data', (chunk: Buffer) => {
    if (!connection.push(chunk)) child.stdout.pause();
  });
  child.stdout.once('end', () => connection.push(null));
  child.once('error', (error) => connection.destroy(error));
  child.once('close', (code) => {
    if (code !== 0 && code !== null) connection.destroy(new Error(`ssh: ${errorText.trim() || `exit status ${code}`}`));
  });
  return asSocket(connection);
}

/** The http module calls these of a socket. */
function asSocket(connection: Duplex): Duplex {
  const nothing = (): Duplex => connection;
  return Object.assign(connection, {
    setTimeout: nothing,
    setNoDelay: nothing,
    setKeepAlive: nothing,
    ref: nothing,
    unref: nothing,
  });
}
