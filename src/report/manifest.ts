/** The shape of `run.json`: everything about one run that is not in its capture. zod is its source. */
import { z } from 'zod';

const epoch = z.string().regex(/^\d+\.\d{9}$/);
const localized = z.object({ en: z.string(), zh: z.string() });
const json: z.ZodType<unknown> = z.json();

const stepRecordSchema = z.object({
  id: z.string(),
  on: z.string(),
  do: z.string(),
  with: z.record(z.string(), json),
  title: localized,
  text: localized.nullable(),
  section: z.string().nullable(),
  expect: z.enum(['success', 'refusal']),
  outcome: z.enum(['done', 'refused', 'failed', 'not-run']),
  startedAt: epoch.nullable(),
  endedAt: epoch.nullable(),
  /** First and last frame of the step's time; null when no packet fell into it. */
  frames: z.object({ first: z.int(), last: z.int(), count: z.int() }).nullable(),
  /** `zh` where the host's own words are not the same in Chinese; `host` where another host than the step's said it. */
  transcript: z.array(
    z.object({
      time: epoch,
      mark: z.enum(['>', '<', '=', '#']),
      text: z.string(),
      zh: z.string().optional(),
      host: z.string().optional(),
    }),
  ),
  truth: z.array(z.looseObject({ time: epoch, kind: z.string() })),
  result: z.record(z.string(), json),
});

const checkRecordSchema = z.object({
  id: z.string(),
  title: localized,
  held: z.boolean(),
  detail: localized,
  frames: z.array(z.int()),
});

export const manifestSchema = z.object({
  version: z.literal(1),
  id: z.string(),
  wirelab: z.string(),
  lab: z.object({
    name: z.string(),
    variant: z.string().nullable(),
    /** The server in place of wirelab's own (`run --server`); null, or not there, for wirelab's own. */
    server: z.string().nullable().optional(),
    title: localized,
    summary: localized,
    hash: z.string(),
  }),
  student: z.string().nullable(),
  seed: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  language: z.enum(['en', 'zh']),
  runtime: z.object({ kind: z.enum(['namespace', 'docker']), details: z.record(z.string(), z.string()) }),
  environment: z.record(z.string(), z.string()),
  network: z.object({
    family: z.enum(['ipv4', 'ipv6']),
    subnet: z.string(),
    prefixLength: z.int(),
    mtu: z.int(),
    rateBps: z.number().nullable(),
  }),
  hosts: z.array(z.object({ name: z.string(), title: localized, address: z.string(), mac: z.string() })),
  startedAt: epoch,
  endedAt: epoch,
  /** How long each phase took, in order. */
  phases: z.array(z.object({ name: z.string(), ms: z.number() })),
  steps: z.array(stepRecordSchema),
  checks: z.array(checkRecordSchema),
  /** What the hosts compared with what the wire shows; each row says both. */
  truth: z.array(
    z.object({
      what: localized,
      host: z.string(),
      hostSays: z.string(),
      wireSays: z.string(),
      agrees: z.boolean(),
      frames: z.array(z.int()),
    }),
  ),
  questions: z.array(
    z.object({
      id: z.string(),
      section: z.string().nullable(),
      question: localized,
      answer: localized,
      /** The answer's parts: what it says once, and what it says of each thing that the question is about. */
      opening: localized.optional(),
      items: z.array(localized).optional(),
      frames: z.array(z.int()),
      filter: z.string().nullable(),
    }),
  ),
  capture: z.object({
    engine: z.enum(['libpcap', 'cap']),
    version: z.string(),
    packets: z.int(),
    bytes: z.int(),
    dropped: z.int().nullable(),
    largestFrame: z.int(),
    timestamps: z.enum(['kernel-nanoseconds', 'kernel-microseconds', 'user-space']),
    /** Did every connection close before the capture stopped, or did its bound pass first? */
    ended: z.enum(['all-closed', 'bound-passed', 'interrupted']),
    whole: z.boolean(),
  }),
  status: z.enum(['checks-held', 'check-failed', 'broke', 'interrupted']),
  error: z
    .object({
      code: z.string(),
      /** In the language of the run, as its reader saw them. */
      message: z.string(),
      hint: z.string().nullable(),
      /** The same in every language. */
      texts: z.object({ message: localized, hint: localized.nullable() }).optional(),
    })
    .nullable(),
});

export type StepRecord = z.infer<typeof stepRecordSchema>;
export type Manifest = z.infer<typeof manifestSchema>;

/** False for a run that broke before the first step of its lab. */
export function hasBegun(steps: readonly StepRecord[]): boolean {
  return steps.some(({ startedAt }) => startedAt !== null);
}
