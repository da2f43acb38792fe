/** An FTP site by ftp-srv: users, a home directory, command rules; plain text, as the lab document asks. */

import type { Stats } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo, Server } from 'node:net';
import { FtpSrv } from 'ftp-srv';
import commands from 'ftp-srv/src/commands/registry.js';
import type { Journal } from '../journal.ts';
import { type FtpUser, SiteFileSystem } from './file-system.ts';
import { FtpServer } from './site.ts';

/** RFC 4217 and RFC 2228. ftp-srv offers them in FEAT with or without a certificate; a site without TLS knows none of them. */
for (const command of ['AUTH', 'PBSZ', 'PROT']) delete commands[command];

export interface FtpSiteOptions {
  readonly address: string;
  readonly port: number;
  readonly root: string;
  readonly greeting: string | undefined;
  readonly users: readonly FtpUser[];
  readonly passivePorts: { readonly from: number; readonly to: number };
  readonly journal: Journal;
}

export class FtpSite extends FtpServer {
  readonly #server: FtpSrv;
  #denied: readonly string[] = [];

  private constructor(options: FtpSiteOptions) {
    super();
    this.#server = new FtpSrv({
      url: `ftp://${urlHost(options.address)}:${options.port}`,
      pasv_url: options.address,
      pasv_min: options.passivePorts.from,
      pasv_max: options.passivePorts.to,
      ...(options.greeting === undefined ? {} : { greeting: [options.greeting] }),
      file_format: listingLine,
      log: silentLog,
    });
    this.#server.on('login', ({ connection, username, password }, resolve, reject) => {
      const user = options.users.find((candidate) => candidate.name === username && candidate.password === password);
      options.journal.record('ftp-server.login', { user: username, password, accepted: user !== undefined });
      if (user === undefined) return reject(new Error('Login incorrect'));
      return resolve({ fs: new SiteFileSystem(connection, options.root, user), blacklist: [...this.#denied] });
    });
    this.#server.on('client-error', ({ context, error }) => {
      options.journal.record('ftp-server.error', { context, message: error.message });
    });
  }

  /** Settles once the site listens; rejects when the address or port can't be had. */
  static async start(options: FtpSiteOptions): Promise<FtpSite> {
    await mkdir(options.root, { recursive: true });
    const site = new FtpSite(options);
    await site.#server.listen();
    return site;
  }

  /** The port that the site really listens on. */
  get port(): number {
    const { server } = this.#server as unknown as { server: Server };
    return (server.address() as AddressInfo).port;
  }

  get deniedCommands(): readonly string[] {
    return this.#denied;
  }

  deny(commands: readonly string[]): void {
    this.#denied = [...commands];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close();
  }
}

function urlHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** ftp-srv logs to standard output, which belongs to the controller: nothing of it is kept. */
const silentLog = {
  child: () => silentLog,
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A line of `LIST` in the usual form, without this machine's user numbers. */
function listingLine(stat: Stats & { readonly name?: string }): string {
  const rights = stat.isDirectory() ? 'drwxr-xr-x' : '-rw-r--r--';
  const day = String(stat.mtime.getUTCDate()).padStart(2, ' ');
  const time = stat.mtime.toISOString().slice(11, 16);
  const size = String(stat.size).padStart(10, ' ');
  return `${rights} 1 ftp ftp ${size} ${MONTHS[stat.mtime.getUTCMonth()]} ${day} ${time} ${stat.name ?? ''}`;
}
