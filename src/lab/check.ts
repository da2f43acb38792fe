/** What a schema can't say about a lab file: names that must exist, names that must be unique, settings of actions. */
import type { Localized } from '../base/language.ts';
import { ACTIONS, isActionName } from './actions/catalogue.ts';
import { MAX_HOSTS } from './addresses.ts';
import { findPathIssues } from './check-questions.ts';
import { oneOf } from './expectations.ts';
import { BASE_VARIANT, isPresent, type LabFile, type Presence } from './file.ts';
import { withGuess } from './nearest.ts';
import type { Json } from './plan.ts';
import { drawValues, networkOf } from './resolve.ts';
import { toIssues } from './schema-issues.ts';
import type { LabIssue } from './source.ts';
import { fillJson, findProblem, type Values } from './template.ts';

type Path = readonly PropertyKey[];

/** Every problem of a lab file that its schema let pass. */
export function findIssues(file: LabFile): LabIssue[] {
  const names = [...findNameIssues(file), ...findPresenceIssues(file), ...findReferenceIssues(file)];
  // Templates can be filled, and settings looked at, only once every name in them is known.
  return names.length > 0 ? names : [...findSettingsIssues(file), ...findPathIssues(file, drawn(file, null))];
}

function findNameIssues(file: LabFile): LabIssue[] {
  const hosts = Object.keys(file.hosts);
  const issues: LabIssue[] = [];
  if (hosts.length > MAX_HOSTS)
    issues.push({ path: ['hosts'], expected: { en: `at most ${MAX_HOSTS} hosts`, zh: `不超过 ${MAX_HOSTS} 台主机` } });
  for (const [index, step] of file.steps.entries()) {
    if (hosts.includes(step.on)) continue;
    issues.push(unknownName(['steps', index, 'on'], step.on, hosts, HOSTS));
  }
  for (const list of ['steps', 'checks', 'questions'] as const) issues.push(...findRepeatedIds(file[list], [list]));
  return [...issues, ...findRoleIssues(file), ...findNetworkIssues(file)];
}

const OWN_ID = { en: 'an id of its own', zh: '不与别处重复的 id' };
const HOSTS = { en: 'the hosts', zh: '主机' };
const VARIANTS = { en: 'the variants', zh: '变体' };
const PARAMETERS = { en: 'the lab’s parameters', zh: '实验的参数' };

/** A name that stands for nothing: those that it could have been, and the one that it was perhaps meant to be. */
function unknownName(path: Path, written: string, known: readonly string[], what?: Localized): LabIssue {
  return { path, expected: oneOf(known, what), found: withGuess(`"${written}"`, written, known) };
}

function findRepeatedIds(parts: readonly { readonly id: string }[], path: Path): LabIssue[] {
  return parts.flatMap(({ id }, index) =>
    parts.findIndex((part) => part.id === id) < index
      ? [{ path: [...path, index, 'id'], expected: OWN_ID, found: { en: `"${id}" again`, zh: `重复的“${id}”` } }]
      : [],
  );
}

function findRoleIssues(file: LabFile): LabIssue[] {
  return Object.entries(file.hosts).flatMap(([name, host]) =>
    host.roles.flatMap((role, index) =>
      isActionName(role.do) ? [] : [unknownName(['hosts', name, 'roles', index, 'do'], role.do, Object.keys(ACTIONS))],
    ),
  );
}

function findNetworkIssues(file: LabFile): LabIssue[] {
  return variantsOf(file).flatMap((variant) => {
    const { family, subnet } = networkOf(file, variant);
    if (subnet.includes(':') === (family === 'ipv6')) return [];
    const path = variant === null ? ['network', 'subnet'] : ['variants', variant, 'network', 'subnet'];
    const version = family === 'ipv6' ? 'IPv6' : 'IPv4';
    return [{ path, expected: { en: `an ${version} subnet`, zh: `${version} 子网` }, found: `"${subnet}"` }];
  });
}

function findPresenceIssues(file: LabFile): LabIssue[] {
  const known = [BASE_VARIANT, ...Object.keys(file.variants)];
  const check = (part: Presence, path: Path): LabIssue[] =>
    (['in', 'notIn'] as const).flatMap((list) =>
      (part[list] ?? []).flatMap((name, index) =>
        known.includes(name) ? [] : [unknownName([...path, list, index], name, known, VARIANTS)],
      ),
    );
  return [
    ...(['steps', 'checks', 'questions'] as const).flatMap((list) =>
      file[list].flatMap((part, index) => check(part, [list, index])),
    ),
    ...Object.entries(file.hosts).flatMap(([name, host]) =>
      host.files.flatMap((entry, index) => check(entry, ['hosts', name, 'files', index])),
    ),
  ];
}

/** Names that `$(…)` uses but nobody defines. A parameter may use those before it; everything else may use all. */
function findReferenceIssues(file: LabFile): LabIssue[] {
  const builtIn = [
    'student',
    'seed',
    'network.family',
    'network.subnet',
    'network.mtu',
    ...Object.keys(file.hosts).map((name) => `hosts.${name}.address`),
  ];
  const parameters = Object.keys(file.parameters);
  const own = parameters.flatMap((name, index) =>
    findUnknownNames(file.parameters[name] as Json, ['parameters', name], [...builtIn, ...parameters.slice(0, index)]),
  );
  const all = [...builtIn, ...parameters];
  const variants = Object.entries(file.variants).flatMap(([name, variant]) => [
    ...Object.keys(variant.parameters)
      .filter((parameter) => !parameters.includes(parameter))
      .map((parameter) => ({
        ...unknownName(['variants', name, 'parameters', parameter], parameter, parameters, PARAMETERS),
        atKey: true,
      })),
    ...Object.entries(variant.parameters).flatMap(([parameter, value]) => {
      const before = parameters.slice(0, parameters.indexOf(parameter));
      const path = ['variants', name, 'parameters', parameter];
      return findUnknownNames(value as Json, path, [...builtIn, ...before]);
    }),
  ]);
  const parts = (['title', 'text', 'hosts', 'steps', 'checks', 'questions'] as const).flatMap((part) =>
    findUnknownNames(file[part] as Json, [part], all),
  );
  return [...own, ...variants, ...parts];
}

function findUnknownNames(json: Json, path: Path, known: readonly string[]): LabIssue[] {
  if (typeof json === 'string') {
    const problem = findProblem(json, known);
    return problem ? [{ path, ...problem }] : [];
  }
  if (json === null || typeof json !== 'object') return [];
  return Object.entries(json).flatMap(([key, value]) =>
    value === undefined
      ? []
      : findUnknownNames(value as Json, [...path, Array.isArray(json) ? Number(key) : key], known),
  );
}

/** Fills the settings of every step in every variant and asks the action's schema. */
function findSettingsIssues(file: LabFile): LabIssue[] {
  return variantsOf(file).flatMap((variant) => {
    const values = drawn(file, variant);
    const check = (name: string, written: unknown, path: Path): LabIssue[] => {
      if (!isActionName(name)) return [];
      const settings = fillJson(written as Json, values);
      const read = ACTIONS[name].safeParse(settings);
      return read.success ? [] : toIssues(read.error.issues, settings, ACTIONS[name], path);
    };
    return [
      ...Object.entries(file.hosts).flatMap(([name, host]) =>
        host.roles.flatMap((role, index) => check(role.do, role.with, ['hosts', name, 'roles', index, 'with'])),
      ),
      ...file.steps.flatMap((step, index) =>
        isPresent(step, variant) ? check(step.do, step.with, ['steps', index, 'with']) : [],
      ),
    ];
  });
}

/** Some values for every `$(…)`, to check what they fill. */
function drawn(file: LabFile, variant: string | null): Values {
  return drawValues(file, { variant, student: null, seed: 'check' });
}

function variantsOf(file: LabFile): (string | null)[] {
  return [null, ...Object.keys(file.variants)];
}
