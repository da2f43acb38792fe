/**
 * Every action that a lab step can ask a host to do, with the schema of its settings. `src/hosts/actions/` carries them
 * out; a name missing there does not compile.
 */
import type { z } from 'zod';
import { ftpActions } from './ftp.ts';
import { hostActions } from './host.ts';
import { mailActions } from './mail.ts';
import { tcpActions } from './tcp.ts';

export const ACTIONS = { ...hostActions, ...ftpActions, ...mailActions, ...tcpActions } as const;

export type ActionName = keyof typeof ACTIONS;
export type ActionSettings<N extends ActionName> = z.output<(typeof ACTIONS)[N]>;

export function isActionName(name: string): name is ActionName {
  return Object.hasOwn(ACTIONS, name);
}
