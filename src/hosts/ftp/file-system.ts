/**
 * The directory that an FTP user sees. ftp-srv's own file system answers with paths of this machine (in `257` and in
 * errors) and knows no read-only user; this one says only what the client may know.
 */
import { posix } from 'node:path';
import ftpSrv, { type FileSystem as FileSystemClass, type FtpConnection } from 'ftp-srv';

// ftp-srv is CommonJS whose exports are set on a function: as names, `import` does not see them all.
const { FileSystem } = ftpSrv as unknown as { FileSystem: typeof FileSystemClass };

export interface FtpUser {
  readonly name: string;
  readonly password: string;
  readonly write: boolean;
}

export class SiteFileSystem extends FileSystem {
  readonly #mayWrite: boolean;

  constructor(connection: FtpConnection, root: string, user: FtpUser) {
    super(connection, { root, cwd: '/' });
    this.#mayWrite = user.write;
  }

  override get(fileName: string): Promise<unknown> {
    return sayPlainly(() => super.get(fileName));
  }

  override list(path?: string): Promise<unknown> {
    return sayPlainly(() => super.list(path));
  }

  override chdir(path?: string): Promise<string> {
    return sayPlainly(() => super.chdir(path));
  }

  override read(fileName: string, options: { start?: number }): Promise<unknown> {
    return sayPlainly(() => super.read(fileName, options));
  }

  override async write(fileName: string, options: { append?: boolean; start?: number }): Promise<unknown> {
    this.#refuseReader();
    await this.get(posix.dirname(fileName)); // A missing directory has to be refused before the stream finds out.
    return super.write(fileName, options);
  }

  override delete(path: string): Promise<unknown> {
    return sayPlainly(() => this.#asWriter(() => super.delete(path)));
  }

  override rename(from: string, to: string): Promise<unknown> {
    return sayPlainly(() => this.#asWriter(() => super.rename(from, to)));
  }

  override chmod(path: string, mode: string): Promise<unknown> {
    return sayPlainly(() => this.#asWriter(() => super.chmod(path, mode)));
  }

  /** Returns the client's name of the directory: ftp-srv puts it into the 257 reply. */
  override async mkdir(path: string): Promise<string> {
    await sayPlainly(() => this.#asWriter(() => super.mkdir(path)));
    return path.startsWith('/') ? path : `${this.currentDirectory().replace(/\/$/, '')}/${path}`;
  }

  #asWriter<T>(operation: () => T): T {
    this.#refuseReader();
    return operation();
  }

  #refuseReader(): void {
    if (!this.#mayWrite) throw new Error('Permission denied');
  }
}

const PLAIN_MESSAGES: { readonly [code: string]: string } = {
  ENOENT: 'No such file or directory',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
};

/** Node's messages hold paths of this machine, and ftp-srv sends messages to the client. */
async function sayPlainly<T>(operation: () => T | Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (typeof code !== 'string') throw error;
    throw new Error(PLAIN_MESSAGES[code] ?? 'Action not taken', { cause: error });
  }
}
