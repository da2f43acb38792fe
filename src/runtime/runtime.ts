/**
 * What a runtime offers: a lab network with hosts on it. `namespace/` makes it from Linux namespaces, `docker/` from
 * containers. The lifecycle is in the types: a `Runtime` starts a `LabNetwork`, which starts `LabHost`s.
 */
import type { Readable, Writable } from 'node:stream';
import type { Text } from '../base/language.ts';
import type { HostPlan, NetworkPlan } from '../lab/plan.ts';

export type RuntimeKind = 'namespace' | 'docker';

/** One thing that a runtime needs of this machine, as `wirelab doctor` prints it. */
export interface Need {
  readonly id: string;
  readonly title: Text;
  readonly ok: boolean;
  readonly detail: Text;
  /** The command or switch that mends it; null when nothing is to mend. */
  readonly mend: Text | null;
  /** A missing required need makes `run` exit 3; an optional one only costs something. */
  readonly required: boolean;
}

/** What started carries these labels, so that a later command can find what a killed one left. */
export interface RunLabels {
  readonly run: string;
  readonly lab: string;
}

export interface NetworkRequest {
  readonly labels: RunLabels;
  readonly network: NetworkPlan;
  readonly hosts: readonly HostPlan[];
  /** Names of the hosts whose steps change their own interface; no other host gets the right to. */
  readonly netAdmin: ReadonlySet<string>;
  /** Names of the hosts that run other people's servers, which need their programs and the right to change users. */
  readonly servers: ReadonlySet<string>;
  /** Host working directories are made under here (one per host, by name); the runtime may map them elsewhere. */
  readonly workDirectory: string;
  readonly signal: AbortSignal;
  /** Progress for people, such as an image build. */
  onProgress?(text: Text): void;
  /** What programs say that the runtime makes use of, such as an image build: lines for the run's log. */
  onLog?(text: string): void;
}

export interface LeaseRequest {
  readonly lab: string;
  readonly network: NetworkPlan;
}

/** A subnet that no other run on the same engine has until this is disposed of. */
export interface SubnetLease extends AsyncDisposable {
  readonly subnet: string;
}

export interface Runtime {
  readonly kind: RuntimeKind;
  /**
   * Throws `MachineError` where it is not there at all: no engine answers, a tool or a right is missing. What may lack
   * for one run, such as an image, is `startNetwork`'s to say.
   */
  requireUsable(): Promise<void>;
  /** Checks every need, one by one; never throws for a missing one. */
  examine(): Promise<Need[]>;
  /**
   * Sets a subnet aside, before the plan is made whose addresses come from it: the lab's own where it is free, else one of
   * the same size. Where labs never meet (namespaces) it is always the lab's own.
   */
  leaseSubnet(request: LeaseRequest): Promise<SubnetLease>;
  /** Throws `MachineError` when the machine lacks something, `RunError` when making the network failed. */
  startNetwork(request: NetworkRequest): Promise<LabNetwork>;
  /** Finds what killed runs left behind; removes it unless `dryRun`. Never touches a run that still lives. */
  clean(options: { dryRun: boolean }): Promise<LeftOver[]>;
}

export interface LeftOver {
  readonly kind: string;
  readonly name: string;
  readonly run: string;
}

/** A program that runs in the lab, on its standard streams. */
export interface LabProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when the program has ended; never rejects. */
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  kill(): void;
}

export interface LabNetwork extends AsyncDisposable {
  /** Settles only when the network died without being asked to. */
  readonly died: Promise<Error>;
  /** Name of the interface that sees every frame of the lab once, where the capture program runs. */
  readonly captureInterface: string;
  /** The host's working directory as its agent sees it. */
  hostDirectory(name: string): string;
  /** Starts the agent program on a host of the plan. */
  startHost(name: string): Promise<LabProcess>;
  /**
   * Starts the capture program where the bridge is. It writes the packets to `outputFile` (a path on the controller's
   * file system) by itself or, where it can't, the runtime copies them there.
   */
  startCapture(request: { outputFile: string; engine: 'libpcap' | 'cap' }): Promise<LabProcess>;
  /** What the report shows as environment: kernel, engine version, image, … */
  describe(): Promise<{ readonly [key: string]: string }>;
}
