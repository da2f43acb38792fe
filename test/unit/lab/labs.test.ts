import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { analysisSchema } from '../../../src/analyzer/model.ts';
import { actionReference } from '../../../src/lab/action-reference.ts';
import { labJsonSchema } from '../../../src/lab/json-schema.ts';
import { netAdminHosts } from '../../../src/lab/net-admin.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import { type PathStep, parsePath } from '../../../src/lab/path.ts';
import type { LabPlan, Selection } from '../../../src/lab/plan.ts';
import { resolveLab } from '../../../src/lab/resolve.ts';

const LABS = readdirSync(new URL('../../../labs', import.meta.url));

function read(lab: string): string {
  return readFileSync(new URL(`../../../labs/${lab}/lab.yaml`, import.meta.url), 'utf8');
}

function plans(lab: string): LabPlan[] {
  const file = parseLab(read(lab), `labs/${lab}/lab.yaml`);
  const options = { student: 'Li Hua', seed: null, labHash: '' };
  return [null, ...Object.keys(file.variants)].map((variant) => resolveLab(file, { ...options, variant }));
}

type Schema = z.core.$ZodType;

/** A place in the analysis' schema: what may stand there, and the places around it that `up` and `of` lead to. */
interface Place {
  schemas: readonly Schema[];
  up: Place | null;
  of: Place | null;
}

/** Follows a path through the schema; undefined where the analysis has no such thing. */
function placeAt(start: Place, steps: readonly PathStep[]): Place | undefined {
  let place: Place | undefined = start;
  for (const step of steps) {
    if (place === undefined) return undefined;
    place = stepInto(place, step, start);
  }
  return place;
}

function stepInto(place: Place, step: PathStep, start: Place): Place | undefined {
  if ('named' in step) {
    return placeAt(start, step.named) ? stepInto(place, { name: 'client' }, start) : undefined;
  }
  if ('name' in step && step.name === 'up') return place.up ?? undefined;
  if ('name' in step && step.name === 'of') return place.of ?? undefined;
  const isList = place.schemas.some((schema) => 'element' in schema._zod.def);
  if ('name' in step && step.name === 'length' && isList) return { schemas: [], up: place, of: null };
  const schemas = place.schemas.flatMap((schema) => children(schema, step)).flatMap(unwrap);
  return schemas.length === 0 ? undefined : { schemas, up: isList ? place.up : place, of: null };
}

function children(schema: Schema, step: PathStep): Schema[] {
  const def = schema._zod.def as { shape?: Record<string, Schema>; element?: Schema; valueType?: Schema };
  if (!('name' in step)) return def.element ? [def.element] : [];
  const child = def.shape?.[step.name] ?? def.valueType;
  return child ? [child] : [];
}

function unwrap(schema: Schema): Schema[] {
  const def = schema._zod.def as { innerType?: Schema; options?: readonly Schema[] };
  if (def.innerType) return unwrap(def.innerType);
  return def.options && Array.isArray(def.options) ? def.options.flatMap(unwrap) : [schema];
}

const ROOT: Place = { schemas: [analysisSchema], up: null, of: null };

/** Paths that name nothing in any analysis, of everything that a selection and its templates say. */
function deadPaths(selection: Selection, matched: readonly string[], templates: readonly string[]): string[] {
  const at = (place: Place | undefined, path: string): Place | undefined =>
    place && placeAt(place, parsePath(path) ?? []);
  const selected = at(ROOT, selection.select);
  const target = selection.follow ? at(ROOT, selection.follow.to) : undefined;
  const item = target && selected ? { ...target, of: selected } : selected;
  const wanted: [Place | undefined, string][] = [
    [ROOT, selection.select],
    ...Object.keys(selection.where ?? {}).map((path): [Place | undefined, string] => [selected, path]),
    ...(selection.evidence ?? []).map((path): [Place | undefined, string] => [item, path]),
    ...matched.map((path): [Place | undefined, string] => [item, path]),
    ...templates.flatMap(pathsIn).map((path): [Place | undefined, string] => [item, path]),
  ];
  if (selection.follow) wanted.push([selected, selection.follow.from], [target, selection.follow.by]);
  return wanted.filter(([place, path]) => at(place, path) === undefined).map(([, path]) => path);
}

function pathsIn(template: string): string[] {
  return [...template.matchAll(/\{\{([^{}]*)\}\}/g)]
    .flatMap(([, inner]) => inner!.split('|')[0]!.split(/\s[-+*/]\s/))
    .map((term) => term.trim())
    .filter((term) => !/^\d+$/.test(term));
}

const validate = new Ajv2020({ strict: false, allErrors: true }).compile(labJsonSchema());

describe('labJsonSchema', () => {
  it('an editor’s view of a wrong setting: is refused by the action’s own schema', () => {
    const lab = parse(read('ftp')) as { steps: { with: object }[] };
    lab.steps[0]!.with = { port: 'twenty-one' };
    expect(validate(lab)).toBe(false);
  });

  it('docs/lab.schema.json: is the one that the sources make', () => {
    const written = readFileSync(new URL('../../../docs/lab.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(written)).toMatchObject(labJsonSchema());
  });
});

describe('docs/lab-file.md', () => {
  const text = readFileSync(new URL('../../../docs/lab-file.md', import.meta.url), 'utf8');

  it('its list of actions: is the one that the sources make', () => {
    expect(text).toContain(actionReference());
  });

  it('its example of a whole lab: is a valid lab', () => {
    const example = /```yaml\n(lab: 1[\s\S]*?)```/.exec(text)![1]!;
    const plan = resolveLab(parseLab(example, 'docs/lab-file.md'), {
      variant: null,
      student: null,
      seed: null,
      labHash: '',
    });
    expect(plan.steps.map((step) => step.do)).toEqual(['ftp-server.start', 'ftp.connect', 'ftp.login', 'ftp.quit']);
  });
});

describe('netAdminHosts', () => {
  it('hosts that pull their plug or hold their segments: and no others', () => {
    expect([...netAdminHosts(plans('teardown')[0]!)].sort()).toEqual(['client', 'guest', 'server']);
    const others = [...plans('ftp'), ...plans('mail')].map((plan) => [plan.variant, [...netAdminHosts(plan)]]);
    expect(others.filter(([, hosts]) => hosts!.length > 0)).toEqual([
      ['lossy', ['server']],
      ['power-cut', ['server']],
    ]);
  });

  it.each([
    ['host.link', { up: false }, true],
    ['host.loss', { forMs: 100 }, true],
    ['tcp.dial', { script: ['write 1', 'hold on'] }, true],
    ['tcp.dial', { script: ['close'], hold: 'syn' }, true],
    ['tcp.dial', { script: ['close'], hold: 'nothing' }, false],
    ['tcp.serve', { script: ['link down'] }, true],
    ['tcp.serve', { script: ['leave'] }, false],
  ])('%s with %j: %s', (action, settings, needed) => {
    const step = { ...plans('teardown')[0]!.steps[0]!, on: 'x', do: action, with: settings };
    expect(netAdminHosts({ ...plans('teardown')[0]!, steps: [step] }).has('x')).toBe(needed);
  });
});

describe.each(LABS)('labs/%s', (lab) => {
  it('an editor’s view: the JSON Schema accepts it', () => {
    expect({ valid: validate(parse(read(lab), { merge: true })), errors: validate.errors }).toEqual({
      valid: true,
      errors: null,
    });
  });

  it('every variant: resolves, with the same hosts', () => {
    const [base, ...others] = plans(lab);
    for (const other of others)
      expect(other.hosts.map((host) => host.name)).toEqual(base!.hosts.map((host) => host.name));
  });

  it('every path of its checks: exists in the analysis', () => {
    for (const plan of plans(lab)) {
      for (const check of plan.checks) {
        const { expect: expectation } = check;
        const matched = 'every' in expectation ? expectation.every : 'some' in expectation ? expectation.some : {};
        expect({ check: check.id, dead: deadPaths(check, Object.keys(matched), []) }).toEqual({
          check: check.id,
          dead: [],
        });
      }
    }
  });

  it('every path of its questions: exists in the analysis', () => {
    for (const plan of plans(lab)) {
      for (const { id, from, answer, filter } of plan.questions) {
        expect({ id, dead: deadPaths(from, [], [answer.en, answer.zh, filter ?? '']) }).toEqual({ id, dead: [] });
      }
    }
  });

  it('its Chinese and English answers: fill in the same facts', () => {
    for (const { id, answer } of plans(lab).flatMap((plan) => plan.questions)) {
      expect({ id, facts: pathsIn(answer.zh).sort() }).toEqual({ id, facts: pathsIn(answer.en).sort() });
    }
  });
});
