/**
 * The lab file, as a teacher writes it in YAML: the zod schema from which `docs/lab.schema.json` is generated.
 * `docs/lab-file.md` explains it with examples.
 */
import { z } from 'zod';
import { ACTIONS, type ActionName } from './actions/catalogue.ts';
import { fileName } from './actions/common.ts';
import { joinChinese } from './chinese.ts';
import { A_PATH, IN_BOTH_LANGUAGES } from './expectations.ts';
import { parameterSchema } from './parameters.ts';
import { isPath } from './path.ts';

/** The version of the lab file format that this wirelab reads. */
const LAB_FORMAT = 1;

/** The name under which `in` and `notIn` know the lab without a variant. */
export const BASE_VARIANT = 'base';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a name of small letters, digits and hyphens');
const parameterName = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'a name of letters and digits, the first one small');
const localized = z.strictObject(
  { en: z.string().min(1), zh: z.string().min(1).overwrite(joinChinese) },
  { error: ({ code }) => (code === 'invalid_type' ? IN_BOTH_LANGUAGES : undefined) },
);
const json = z.json();
const match = z.record(z.string().refine(isPath, A_PATH.en), json);
const path = z.string().refine(isPath, 'a path such as connections[*].teardown');

/** A rate as `tc` writes it. */
const rate = z
  .string()
  .regex(/^\d{1,5}(?:kbit|mbit|gbit)$/, 'a rate such as 512kbit or 10mbit')
  .describe('The speed of each host’s link.');

const network = z.strictObject({
  family: z.enum(['ipv4', 'ipv6']).default('ipv4'),
  subnet: z
    .string()
    .regex(
      /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}\/(?:1[6-9]|2[0-4])|[0-9a-f:]+::\/64)$/,
      'an IPv4 network from /16 to /24 such as 10.21.0.0/24, or an IPv6 /64 such as fd21::/64',
    ),
  mtu: z.int().min(1280).max(9000).default(1500),
  rate: rate.nullable().default(null),
});

/** In which variants something exists: `in` names them, `notIn` excludes some; neither means always. */
const presence = {
  in: z.array(z.string()).min(1).optional().describe('Only in these variants ("base" is the lab without a variant).'),
  notIn: z.array(z.string()).min(1).optional().describe('In all variants but these.'),
};

const host = z.strictObject({
  title: localized,
  roles: z
    .array(z.strictObject({ do: z.string(), with: z.record(z.string(), json).default({}) }))
    .default([])
    .describe('Actions that the host carries out before the first step.'),
  files: z.array(z.strictObject({ path: fileName, text: z.string(), ...presence })).default([]),
});

const actionNames = Object.keys(ACTIONS) as [ActionName, ...ActionName[]];

const step = z.strictObject({
  id: name,
  on: z.string().describe('The host that does it.'),
  do: z.enum(actionNames),
  with: z.record(z.string(), json).default({}),
  title: localized,
  text: localized.optional(),
  section: z.string().optional().describe('The chapter of the lab document.'),
  expect: z.enum(['success', 'refusal']).default('success'),
  timeoutSeconds: z.number().min(1).max(600).default(30),
  ...presence,
});

const follow = z.strictObject({
  to: path.describe('Where to look for the other thing, such as connections[*].'),
  by: path.describe('The property of the other thing that must be equal …'),
  from: path.describe('… to this property of the selected thing.'),
  where: match.optional(),
});

const selection = {
  select: path,
  where: match.optional(),
  follow: follow.optional(),
  take: z.int().min(1).optional().describe('Only the first so many.'),
  evidence: z.array(path).optional().describe('Where frame numbers stand; `frames` or `frame` unless told otherwise.'),
};

const expectation = z
  .strictObject({
    count: z.int().min(0).optional(),
    atLeast: z.int().min(0).optional(),
    every: match.optional(),
    some: match.optional(),
    equals: json.optional(),
  })
  .refine((expect) => Object.keys(expect).length === 1, 'exactly one of count, atLeast, every, some, equals');

const check = z.strictObject({ id: name, title: localized, ...selection, expect: expectation, ...presence });

const question = z.strictObject({
  id: name,
  section: z.string().optional(),
  question: localized,
  opening: localized.optional().describe('Said once, before the answers; {{length}} is the number of selected things.'),
  answer: localized.optional().describe('Said for each selected thing; {{path}} is filled from it.'),
  otherwise: localized.describe('Said when nothing was selected.'),
  from: z.strictObject(selection),
  filter: z.string().optional().describe('A Wireshark display filter for each selected thing; may hold {{path}}.'),
  otherwiseFilter: z.string().optional().describe('The one that shows nothing, when nothing was selected.'),
  ...presence,
});

const variant = z.strictObject({
  title: localized,
  text: localized.optional(),
  parameters: z.record(parameterName, parameterSchema).default({}),
  network: network
    .partial()
    .extend({ mtu: z.int().min(1280).max(9000).optional(), rate: rate.nullable().optional() })
    .extend({ family: z.enum(['ipv4', 'ipv6']).optional() })
    .default({}),
});

export const labFileSchema = z.strictObject({
  lab: z.literal(LAB_FORMAT).describe('The version of this format.'),
  name,
  title: localized,
  text: localized.describe('What the lab is about, in a few sentences.'),
  network,
  parameters: z.record(parameterName, parameterSchema).default({}),
  hosts: z.record(name, host).refine((hosts) => Object.keys(hosts).length > 0, 'at least one host'),
  steps: z.array(step).min(1),
  checks: z.array(check).default([]),
  questions: z.array(question).default([]),
  variants: z.record(name, variant).default({}),
});

export type LabFile = z.output<typeof labFileSchema>;
export type LabFileNetwork = LabFile['network'];
export type Presence = { readonly in?: readonly string[] | undefined; readonly notIn?: readonly string[] | undefined };

/** Does this part of the lab file exist in the variant? */
export function isPresent(part: Presence, variantName: string | null): boolean {
  const present = variantName ?? BASE_VARIANT;
  if (part.notIn?.includes(present)) return false;
  return part.in === undefined || part.in.includes(present);
}
