/** An FTP site by vsftpd: virtual users of its own, all of whom are the lab's user to the system. */
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FtpServer } from '../ftp/site.ts';
import { configurationLines, type Settings } from './configuration.ts';
import { giveToLabUser, LAB_USER } from './lab-user.ts';
import { askVersion, ServerProcess } from './server-process.ts';

export interface VsftpdOptions {
  /** The host's working directory, where vsftpd's own files go, too. */
  readonly directory: string;
  readonly address: string;
  readonly port: number;
  readonly root: string;
  readonly greeting: string | undefined;
  readonly users: readonly { readonly name: string; readonly password: string; readonly write: boolean }[];
  readonly passivePorts: { readonly from: number; readonly to: number };
}

export class Vsftpd extends FtpServer {
  readonly version: string;
  /** `vsftpd.conf`, by name. */
  readonly settings: Settings;
  readonly #file: string;
  readonly #process: ServerProcess;

  private constructor(version: string, settings: Settings, file: string) {
    super();
    this.version = version;
    this.settings = settings;
    this.#file = file;
    this.#process = new ServerProcess('vsftpd', [file]);
  }

  /** Settles once it listens; throws with vsftpd's own words when it does not. */
  static async start(options: VsftpdOptions): Promise<Vsftpd> {
    const own = join(options.directory, 'vsftpd');
    const settings = settingsFor(options, own);
    await mkdir(settings.secure_chroot_dir!, { recursive: true });
    await mkdir(settings.user_config_dir!, { recursive: true });
    await giveToLabUser(options.root);
    // docker/servers.Dockerfile tells pam_pwdfile where this is.
    const passwords = options.users.map(({ name, password }) => `${name}:${hashPassword(password)}\n`);
    await writeFile(join(own, 'passwords'), passwords.join(''), { mode: 0o600 });
    for (const { name } of options.users.filter(({ write }) => !write)) {
      await writeFile(join(settings.user_config_dir!, name), 'write_enable=NO\n');
    }
    const file = join(own, 'vsftpd.conf');
    await writeFile(file, configurationLines(settings, '='));
    const version = await askVersion(['vsftpd', '-v'], /\d+(?:\.\d+)+/);
    const server = new Vsftpd(version, settings, file);
    await server.#process.listensOn(options.port);
    return server;
  }

  /** Every session that begins from now on has these commands denied, and no others. */
  async deny(commands: readonly string[]): Promise<void> {
    const settings = { ...this.settings, cmds_denied: commands.join(',') };
    await writeFile(this.#file, configurationLines(settings, '='));
    this.#process.reload();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
  }
}

/** vsftpd.conf(5). */
function settingsFor({ address, port, root, greeting, passivePorts }: VsftpdOptions, own: string): Settings {
  const listen: Settings = address.includes(':')
    ? { listen: 'NO', listen_ipv6: 'YES', listen_address6: address }
    : { listen: 'YES', listen_ipv6: 'NO', listen_address: address };
  return {
    ...listen,
    listen_port: String(port),
    background: 'NO',
    anonymous_enable: 'NO',
    local_enable: 'YES',
    write_enable: 'YES',
    local_umask: '022',
    local_root: root,
    chroot_local_user: 'YES',
    allow_writeable_chroot: 'YES',
    guest_enable: 'YES',
    guest_username: LAB_USER.name,
    virtual_use_local_privs: 'YES',
    user_config_dir: join(own, 'users'),
    pam_service_name: 'wirelab-ftp',
    ssl_enable: 'NO',
    ...(greeting === undefined ? {} : { ftpd_banner: greeting.replace(/\s+/g, ' ') }),
    pasv_min_port: String(passivePorts.from),
    pasv_max_port: String(passivePorts.to),
    connect_from_port_20: 'YES',
    hide_ids: 'YES',
    xferlog_enable: 'NO',
    // A container is isolated as it is, and may not isolate parts of itself.
    isolate: 'NO',
    isolate_network: 'NO',
    seccomp_sandbox: 'NO',
    secure_chroot_dir: join(own, 'empty'),
  };
}

/** As crypt(3) writes it, which Node can't. */
function hashPassword(password: string): string {
  const { stdout, status } = spawnSync('openssl', ['passwd', '-6', '-stdin'], { input: password, encoding: 'utf8' });
  if (status !== 0) throw new Error('openssl can’t hash the passwords of the FTP users');
  return stdout.trim();
}
