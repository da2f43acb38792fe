/** Other people's servers, which take the place of wirelab's own when a lab is run with `--server`. */
import { UsageError } from '../base/errors.ts';
import { fillIn, type Localized } from '../base/language.ts';
import { ACTIONS, type ActionName } from './actions/catalogue.ts';
import { ownWords } from './expectations.ts';
import type { LabFile } from './file.ts';
import type { JsonObject, LabPlan, StepPlan } from './plan.ts';

interface ServerProgram {
  /** The action that starts it; its settings name it as `program`. */
  readonly action: ActionName;
  readonly title: Localized;
}

export const SERVER_PROGRAMS = {
  vsftpd: { action: 'ftp-server.start', title: { en: 'vsftpd as the FTP server', zh: '用 vsftpd 作为 FTP 服务器' } },
  postfix: {
    action: 'mail-server.start',
    title: { en: 'Postfix and Dovecot as the mail server', zh: '用 Postfix 和 Dovecot 作为邮件服务器' },
  },
} as const satisfies { readonly [name: string]: ServerProgram };

export type ServerProgramName = keyof typeof SERVER_PROGRAMS;

export const SERVER_PROGRAM_NAMES = Object.keys(SERVER_PROGRAMS) as ServerProgramName[];

/** The servers that a lab can be run with. */
export function serversFor(file: LabFile): ServerProgramName[] {
  const actions = new Set([
    ...file.steps.map((step) => step.do),
    ...Object.values(file.hosts).flatMap((host) => host.roles.map((role) => role.do)),
  ]);
  return SERVER_PROGRAM_NAMES.filter((name) => actions.has(SERVER_PROGRAMS[name].action));
}

/** The same plan with this server. Throws `UsageError` when the plan has no use for it, or asks of it what it can't do. */
export function withServer(plan: LabPlan, server: ServerProgramName): LabPlan {
  const { action } = SERVER_PROGRAMS[server];
  const starts = (name: string): boolean => name === action;
  const changed: LabPlan = {
    ...plan,
    server,
    steps: plan.steps.map((step) => (starts(step.do) ? { ...step, with: { ...step.with, program: server } } : step)),
    hosts: plan.hosts.map((host) => ({
      ...host,
      roles: host.roles.map((role) =>
        starts(role.role) ? { ...role, settings: { ...role.settings, program: server } } : role,
      ),
    })),
  };
  const settings = startsOf(changed).filter(({ name }) => starts(name));
  if (settings.length === 0) {
    throw new UsageError(fillIn(NO_SERVER, { lab: plan.name, server }), { hint: SEE_LABS });
  }
  for (const each of settings) requireAble(server, action, each.settings, plan);
  return changed;
}

function requireAble(server: ServerProgramName, action: ActionName, settings: JsonObject, plan: LabPlan): void {
  const read = ACTIONS[action].safeParse(settings);
  if (read.success) return;
  const what =
    plan.variant === null ? fillIn(THE_LAB, { lab: plan.name }) : fillIn(THE_VARIANT, { variant: plan.variant });
  const { message } = read.error.issues[0]!;
  throw new UsageError(fillIn(UNABLE, { what, server, expected: ownWords(message) ?? message }), { hint: LEAVE_OUT });
}

const NO_SERVER = {
  en: 'the lab "{lab}" starts no server that {server} could take the place of',
  zh: '实验“{lab}”没有可以用 {server} 代替的服务器',
};
const SEE_LABS = {
  en: 'wirelab labs says which --server a lab can have',
  zh: 'wirelab labs 会列出每个实验可用的 --server',
};
const UNABLE = {
  en: '{what} asks of its server what {server} can’t do: expected {expected}',
  zh: '{what}对服务器的要求，{server} 做不到：应为 {expected}',
};
const THE_LAB = { en: 'the lab "{lab}"', zh: '实验“{lab}”' };
const THE_VARIANT = { en: 'the variant "{variant}"', zh: '变体“{variant}”' };
const LEAVE_OUT = { en: 'leave --server out', zh: '去掉 --server 选项' };

/** The hosts of a plan that run a server which is not wirelab's own. */
export function serverHosts(plan: LabPlan): ReadonlySet<string> {
  return new Set(startsOf(plan).flatMap(({ host, settings }) => (isForeign(settings.program) ? [host] : [])));
}

function isForeign(program: unknown): boolean {
  return SERVER_PROGRAM_NAMES.some((name) => name === program);
}

function startsOf(plan: LabPlan): { host: string; name: string; settings: JsonObject }[] {
  return [
    ...plan.hosts.flatMap(({ name: host, roles }) =>
      roles.map(({ role, settings }) => ({ host, name: role, settings })),
    ),
    ...plan.steps.map((step: StepPlan) => ({ host: step.on, name: step.do, settings: step.with })),
  ];
}
