/** The FTP site of a host, whichever program serves it. */
import { ServiceKind } from '../services.ts';

export abstract class FtpServer implements AsyncDisposable {
  /** Denies these commands, and no others, to every login from now on. */
  abstract deny(commands: readonly string[]): Promise<void> | void;

  abstract [Symbol.asyncDispose](): Promise<void>;
}

/** A host serves one site: later actions find it without a name. */
export const SITE = 'site';

export const FTP_SITE = new ServiceKind<FtpServer>('FTP site', (service) => service instanceof FtpServer);
