/** Which hosts of a lab need the right to change their own network interface. */
import type { ActionName } from './actions/catalogue.ts';
import type { LabPlan } from './plan.ts';

const NET_ADMIN_ACTIONS: ReadonlySet<string> = new Set<ActionName>(['host.link']);

export function netAdminHosts(plan: LabPlan): ReadonlySet<string> {
  return new Set(plan.steps.filter((step) => NET_ADMIN_ACTIONS.has(step.do)).map((step) => step.on));
}
