/** The applications part of the analyzer: opens an analyzer for a connection and gathers what all of them found. */
import type { ArtifactSink, Hasher } from '../observer.ts';
import type { AppAnalyzer, AppConnection, AppResults } from './app.ts';

export interface AppsOptions {
  artifacts: ArtifactSink | null;
  createHasher(): Hasher;
}

export interface AppsEngine {
  /**
   * Called once a connection, at its first payload byte or, when there is none, at its first FIN (an empty file's data
   * connection is evidence too). Null when nothing in this connection can be of interest.
   */
  open(connection: AppConnection): AppAnalyzer | null;
  /** Lower-case protocol name of a stream, as far as known by now. */
  appOf(stream: number): string | null;
  /**
   * True when the dialogue shows that what was taken for the client is the server, false when it confirms the roles,
   * null when it does not tell. Only asked where no SYN told the roles.
   */
  rolesSwapped(stream: number): boolean | null;
  /** After the last packet; never rejects. */
  finish(): Promise<AppResults>;
}

export function createApps(_options: AppsOptions): AppsEngine {
  return {
    open: () => null,
    appOf: () => null,
    rolesSwapped: () => null,
    finish: async () => ({ ftp: [], smtp: [], pop3: [] }),
  };
}
