/** Where each action is carried out. Families load when first used: a mail client needs no FTP server. */
import { ACTIONS, type ActionName } from '../../lab/actions/catalogue.ts';
import type { JsonObject } from '../../lab/plan.ts';
import type { Action, ActionContext, ActionOutcome } from './action.ts';

type Family<Prefix extends string> = () => Promise<{ readonly actions: ActionsOf<Prefix> }>;
type ActionsOf<Prefix extends string> = { readonly [N in Extract<ActionName, `${Prefix}.${string}`>]: Action<N> };
type PrefixOf<N extends string> = N extends `${infer Prefix}.${string}` ? Prefix : never;

const FAMILIES: { readonly [P in PrefixOf<ActionName>]: Family<P> } = {
  'ftp-server': () => import('./ftp-server.ts'),
  ftp: () => import('./ftp-client.ts'),
  host: () => import('./host.ts'),
  'mail-server': () => import('./mail-server.ts'),
  mail: () => import('./mail-client.ts'),
  tcp: () => import('./tcp.ts'),
};

/** Carries out one action; throws for settings that its schema refuses. */
export async function perform(name: ActionName, settings: JsonObject, context: ActionContext): Promise<ActionOutcome> {
  const prefix = name.slice(0, name.indexOf('.')) as PrefixOf<ActionName>;
  const { actions } = await FAMILIES[prefix]();
  const action = (actions as { readonly [name: string]: Action<ActionName> })[name]!;
  return action(context, ACTIONS[name].parse(settings));
}
