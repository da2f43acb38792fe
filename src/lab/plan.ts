/**
 * A lab, ready to run: parameters filled, names resolved, one variant chosen. This is what runtimes, hosts and the
 * controller see; nothing in it is a template any more. Made by `resolveLab` from a validated lab file.
 */
import type { Localized } from '../base/language.ts';

/** Anything that JSON can say; settings and arguments travel to the hosts as JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export interface LabPlan {
  readonly name: string;
  readonly variant: string | null;
  /** The server that takes the place of wirelab's own (`run --server`); null for wirelab's own. */
  readonly server: string | null;
  readonly title: Localized;
  readonly summary: Localized;
  /** sha256 of the lab file's bytes, lower-case hexadecimal. */
  readonly labHash: string;
  readonly seed: string;
  readonly parameters: { readonly [name: string]: string | number };
  readonly network: NetworkPlan;
  readonly hosts: readonly HostPlan[];
  readonly steps: readonly StepPlan[];
  readonly checks: readonly CheckPlan[];
  readonly questions: readonly QuestionPlan[];
}

export interface NetworkPlan {
  readonly family: 'ipv4' | 'ipv6';
  /** `10.21.0.0/24` or `fd21::/64`. */
  readonly subnet: string;
  readonly prefixLength: number;
  readonly mtu: number;
  /** Bits per second, null for no limit. */
  readonly rateBps: number | null;
}

export interface HostPlan {
  /** Unique within the lab; also the host's name on the lab network. */
  readonly name: string;
  readonly title: Localized;
  readonly address: string;
  /** `02:…`, locally administered, fixed by the host's place in the lab. */
  readonly mac: string;
  /** Roles that start before the first step (usually none: the steps set servers up, as the document does). */
  readonly roles: readonly { readonly role: string; readonly settings: JsonObject }[];
  /** Files that exist in the host's working directory before the first step. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

export interface StepPlan {
  readonly id: string;
  readonly on: string;
  /** `ftp-server.start`, `ftp.connect`, … : the name of an action that every host agent knows. */
  readonly do: string;
  readonly with: JsonObject;
  readonly title: Localized;
  readonly text: Localized | null;
  /** The chapter of the lab document, e.g. `4.1.2`. */
  readonly section: string | null;
  /** A step that is meant to be refused says so; any other failure breaks the run. */
  readonly expect: 'success' | 'refusal';
  readonly timeoutMs: number;
}

/**
 * `select` is a path into the analysis such as `apps.ftp[*].credentials[*]`; `where` keeps what matches; `follow` goes on
 * from each selected thing to another one, such as from an FTP transfer to its data connection. docs/lab-file.md has it all.
 */
export interface Selection {
  readonly select: string;
  readonly where?: JsonObject;
  /** `to` selects candidates from the analysis; the one whose `by` equals the selected thing's `from` takes its place. */
  readonly follow?: { readonly to: string; readonly by: string; readonly from: string; readonly where?: JsonObject };
  /** Only the first so many. */
  readonly take?: number;
  /** Paths to frame numbers within each selected thing; by default `frames` or `frame`. */
  readonly evidence?: readonly string[];
}

export interface CheckPlan extends Selection {
  readonly id: string;
  readonly title: Localized;
  readonly expect: Expectation;
}

/** Exactly one of these; `every` and `some` match objects the way `where` does. */
export type Expectation =
  | { readonly count: number }
  | { readonly atLeast: number }
  | { readonly every: JsonObject }
  | { readonly some: JsonObject }
  | { readonly equals: Json };

export interface QuestionPlan {
  readonly id: string;
  readonly section: string | null;
  readonly question: Localized;
  /** Said once before the answers; `{{length}}` is the number of selected things. */
  readonly opening: Localized | null;
  /** Templates; `{{path}}` is filled from each selected item. */
  readonly answer: Localized;
  readonly from: Selection;
  /** Said when nothing was selected. */
  readonly otherwise: Localized;
  /** A Wireshark display filter that shows the evidence; may hold `{{…}}` too. */
  readonly filter: string | null;
  /** The filter that proves by showing nothing, when nothing was selected. */
  readonly otherwiseFilter: string | null;
}
