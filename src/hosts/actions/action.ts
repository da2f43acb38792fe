/** The contract of every action: settings in, an outcome out; what happened goes into the journal. */
import type { ActionName, ActionSettings } from '../../lab/actions/catalogue.ts';
import type { JsonObject } from '../../lab/plan.ts';
import type { Journal } from '../journal.ts';
import type { Services } from '../services.ts';

export interface ActionContext {
  /** The host's name in the lab. */
  readonly host: string;
  /** The host's working directory, absolute. */
  readonly directory: string;
  /** What this action says and knows. */
  readonly journal: Journal;
  /** For servers: what happens after the action that started them has ended. */
  readonly background: Journal;
  readonly services: Services;
}

export interface ActionOutcome {
  outcome: 'done' | 'refused';
  result: JsonObject;
}

/** Throws when the action could not be carried out; a refusal by the other side is an outcome, not an error. */
export type Action<N extends ActionName> = (
  context: ActionContext,
  settings: ActionSettings<N>,
) => Promise<ActionOutcome>;

export function done(result: JsonObject = {}): ActionOutcome {
  return { outcome: 'done', result };
}

export function refused(result: JsonObject = {}): ActionOutcome {
  return { outcome: 'refused', result };
}
