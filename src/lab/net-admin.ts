/** Which hosts of a lab need the right to change their own network interface. */
import type { LabPlan, StepPlan } from './plan.ts';

/** Instructions of `tcp.*` scripts that pull the plug or shape the traffic. */
const INTERFACE_INSTRUCTION = /^(?:link|hold) /;

export function netAdminHosts(plan: LabPlan): ReadonlySet<string> {
  return new Set(plan.steps.filter(changesInterface).map((step) => step.on));
}

function changesInterface({ do: action, with: settings }: StepPlan): boolean {
  if (action === 'host.link' || action === 'host.loss' || settings.hold === 'syn' || settings.hold === 'ack')
    return true;
  if (action === 'mail-server.start' && settings.closing === 'power-cut') return true;
  const { script } = settings;
  return Array.isArray(script) && script.some((line) => INTERFACE_INSTRUCTION.test(String(line)));
}
