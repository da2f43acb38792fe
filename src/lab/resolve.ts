/** LabFile -> LabPlan: one variant chosen, parameters drawn, addresses given, every `$(…)` filled. */
import { UsageError } from '../base/errors.ts';
import { fillIn, type Localized } from '../base/language.ts';
import { hostAddress, hostMac, parseRate, prefixLength } from './addresses.ts';
import { isPresent, type LabFile, type LabFileNetwork, type Presence } from './file.ts';
import { didYouMean } from './nearest.ts';
import { drawParameters } from './parameters.ts';
import type { CheckPlan, HostPlan, Json, JsonObject, LabPlan, NetworkPlan, QuestionPlan, StepPlan } from './plan.ts';
import { fillJson, fillText, type Values } from './template.ts';

/** A blank to fill in by hand, where no student was named. */
const ANY_STUDENT = '________';

/** Where neither seed nor student was given: everybody's lab is the same one. */
const ANY_SEED = 'wirelab';

export interface ResolveOptions {
  readonly variant: string | null;
  /** The name on the report; also the seed where none is given. */
  readonly student: string | null;
  readonly seed: string | null;
  /** Takes the place of the lab's own subnet, where the runtime has given that to another run. */
  readonly subnet?: string;
  /** sha256 of the lab file's bytes, lower-case hexadecimal. */
  readonly labHash: string;
}

/** Throws `UsageError` when the lab has no such variant; a `LabFile` has been checked, so nothing else can go wrong. */
export function resolveLab(labFile: LabFile, options: ResolveOptions): LabPlan {
  const { variant, subnet } = options;
  requireVariant(labFile, variant);
  const file = subnet === undefined ? labFile : onSubnet(labFile, variant, subnet);
  const network = resolveNetwork(file, variant);
  const seed = options.seed ?? options.student ?? ANY_SEED;
  const values = drawValues(file, { variant, student: options.student, seed });
  const here = <T extends Presence>(parts: readonly T[]): T[] => parts.filter((part) => isPresent(part, variant));
  return {
    name: file.name,
    variant,
    server: null,
    title: fillLocalized(titleOf(file, variant), values),
    summary: fillLocalized((variant === null ? undefined : file.variants[variant]?.text) ?? file.text, values),
    labHash: options.labHash,
    seed,
    parameters: Object.fromEntries(parameterNames(file, variant).map((name) => [name, values.get(name)!])),
    network,
    hosts: Object.keys(file.hosts).map((name, index) => resolveHost(file, name, index, { network, variant, values })),
    steps: here(file.steps).map((step) => resolveStep(step, values)),
    checks: here(file.checks).map((check) => resolveCheck(check, values)),
    questions: here(file.questions).map((question) => resolveQuestion(question, values)),
  };
}

const NO_VARIANT = {
  en: 'the lab "{lab}" has no variant "{variant}"{guess}',
  zh: '实验“{lab}”没有变体“{variant}”{guess}',
};

function requireVariant(file: LabFile, variant: string | null): void {
  if (variant === null || Object.hasOwn(file.variants, variant)) return;
  const names = Object.keys(file.variants);
  const guess = didYouMean(variant, names);
  throw new UsageError(fillIn(NO_VARIANT, { lab: file.name, variant, guess }), {
    hint:
      names.length === 0
        ? { en: 'it has no variants', zh: '它没有变体' }
        : { en: `its variants are ${names.join(', ')}`, zh: `它的变体有 ${names.join('、')}` },
  });
}

function titleOf(file: LabFile, variant: string | null): Localized {
  const chosen = variant === null ? undefined : file.variants[variant];
  if (chosen === undefined) return file.title;
  return { en: `${file.title.en}: ${chosen.title.en}`, zh: `${file.title.zh}：${chosen.title.zh}` };
}

function parametersOf(file: LabFile, variant: string | null): LabFile['parameters'] {
  return { ...file.parameters, ...(variant === null ? {} : file.variants[variant]?.parameters) };
}

function parameterNames(file: LabFile, variant: string | null): string[] {
  return Object.keys(parametersOf(file, variant));
}

export function networkOf(file: LabFile, variant: string | null): LabFileNetwork {
  const changes = Object.entries((variant === null ? undefined : file.variants[variant]?.network) ?? {});
  return { ...file.network, ...Object.fromEntries(changes.filter(([, value]) => value !== undefined)) };
}

/** The same lab on another subnet, whichever of its parts named its own. */
function onSubnet(file: LabFile, variant: string | null, subnet: string): LabFile {
  const network = { ...networkOf(file, variant), subnet };
  const variants = Object.entries(file.variants).map(([name, { network: _own, ...rest }]) => [name, rest]);
  return { ...file, network, variants: Object.fromEntries(variants) };
}

function resolveNetwork(file: LabFile, variant: string | null): NetworkPlan {
  const { family, subnet, mtu, rate } = networkOf(file, variant);
  return { family, subnet, prefixLength: prefixLength(subnet), mtu, rateBps: rate === null ? null : parseRate(rate) };
}

/** Everything that `$(…)` may name: what wirelab knows by itself, then the lab's parameters. */
export function drawValues(
  file: LabFile,
  { variant, student, seed }: { variant: string | null; student: string | null; seed: string },
): Map<string, string | number> {
  const network = networkOf(file, variant);
  const known = new Map<string, string | number>([
    ['student', student ?? ANY_STUDENT],
    ['seed', seed],
    ['network.family', network.family],
    ['network.subnet', network.subnet],
    ['network.mtu', network.mtu],
  ]);
  for (const [index, name] of Object.keys(file.hosts).entries()) {
    known.set(`hosts.${name}.address`, hostAddress(network.subnet, index));
  }
  return drawParameters(parametersOf(file, variant), known, `${file.name}\0${seed}`);
}

function resolveHost(
  file: LabFile,
  name: string,
  index: number,
  { network, variant, values }: { network: NetworkPlan; variant: string | null; values: Values },
): HostPlan {
  const host = file.hosts[name]!;
  return {
    name,
    title: fillLocalized(host.title, values),
    address: hostAddress(network.subnet, index),
    mac: hostMac(index),
    roles: host.roles.map((role) => ({ role: role.do, settings: fillObject(role.with, values) })),
    files: host.files
      .filter((entry) => isPresent(entry, variant))
      .map(({ path, text }) => ({ path: String(fillText(path, values)), text: String(fillText(text, values)) })),
  };
}

function resolveStep(step: LabFile['steps'][number], values: Values): StepPlan {
  return {
    id: step.id,
    on: step.on,
    do: step.do,
    with: fillObject(step.with, values),
    title: fillLocalized(step.title, values),
    text: step.text ? fillLocalized(step.text, values) : null,
    section: step.section ?? null,
    expect: step.expect,
    timeoutMs: step.timeoutSeconds * 1000,
  };
}

function resolveCheck(check: LabFile['checks'][number], values: Values): CheckPlan {
  const { in: _in, notIn: _notIn, ...plan } = check;
  return fillParsed(plan, values) as unknown as CheckPlan;
}

function resolveQuestion(question: LabFile['questions'][number], values: Values): QuestionPlan {
  const { in: _in, notIn: _notIn, ...written } = question;
  const plan = fillParsed(written, values) as unknown as typeof written;
  return {
    id: plan.id,
    section: plan.section ?? null,
    question: plan.question,
    opening: plan.opening ?? null,
    answer: plan.answer ?? { en: '', zh: '' },
    otherwise: plan.otherwise,
    from: plan.from as QuestionPlan['from'],
    filter: plan.filter ?? null,
    otherwiseFilter: plan.otherwiseFilter ?? null,
  };
}

/** What zod has read from YAML is JSON, even where its type is narrower. */
function fillParsed(part: object, values: Values): Json {
  return fillJson(part as JsonObject, values);
}

function fillObject(object: object, values: Values): JsonObject {
  return fillParsed(object, values) as JsonObject;
}

function fillLocalized(text: Localized, values: Values): Localized {
  return { en: String(fillText(text.en, values)), zh: String(fillText(text.zh, values)) };
}
