/**
 * What the controller and a host's agent say to each other: JSON-RPC 2.0 (`vscode-jsonrpc`) on the agent's standard
 * input and output. Nothing of it ever touches the lab network.
 */
import type { Localized } from '../base/language.ts';
import type { Json, JsonObject } from '../lab/plan.ts';

/** Method names; parameters and results stand beside them in {@link AgentMethods}. */
export const METHOD = {
  /** Settles once the agent can work. */
  hello: 'hello',
  act: 'act',
  sockets: 'sockets',
  /** Settles once no server of this host is still at work on what a client believes done, such as a mail queue. */
  settled: 'settled',
  /** Ends servers and clients in an orderly way and lets the agent exit. */
  stop: 'stop',
} as const;

/** One thing that a host really sent, received or decided: the ground truth that the report compares with the wire. */
export interface TruthEntry {
  /** `seconds.nanoseconds` since the epoch. */
  time: string;
  /** `ftp.upload`, `ftp.download`, `ftp.login`, `ftp.refused`, `mail.sent`, `mail.received`, `tcp.state`, … */
  kind: string;
  [detail: string]: Json;
}

/** A line of what a person at the host would have seen: commands typed, replies, settings pages. */
export interface TranscriptLine {
  time: string;
  /** `>` sent, `<` received, `=` a setting, `#` a remark. */
  mark: '>' | '<' | '=' | '#';
  text: string;
  /** In Chinese, where that is not the same: what the host says itself, not what travelled. */
  zh?: string;
}

export interface ActionResult {
  /** `refused`: the other side said no in its protocol (550 to `DELE`, 535 to `AUTH`), which a step may expect. */
  outcome: 'done' | 'refused';
  transcript: TranscriptLine[];
  /** What this host's servers said since the last answer, in steps of other hosts as well: `time` tells in which. */
  background: TranscriptLine[];
  truth: TruthEntry[];
  /** What later steps and the report may use. */
  result: JsonObject;
}

/** What comes as `data` of a JSON-RPC error: why a host could not do what it was asked to. */
export interface Failure {
  message: Localized;
}

/** A TCP socket in the kernel's view, from `/proc/net/tcp` and `tcp6`. */
export interface SocketState {
  local: string;
  remote: string;
  /** `ESTABLISHED`, `FIN-WAIT-1`, … as in RFC 9293. */
  state: string;
}

export interface AgentMethods {
  hello: {
    /** `files` are made in the working directory before the first step; their paths are relative to it. */
    params: { host: string; directory: string; files: readonly { readonly path: string; readonly text: string }[] };
    result: { version: string; node: string; kernel: string };
  };
  act: { params: { do: string; with: JsonObject }; result: ActionResult };
  sockets: { params: Record<string, never>; result: { sockets: SocketState[] } };
  settled: { params: Record<string, never>; result: null };
  stop: { params: Record<string, never>; result: { background: TranscriptLine[]; truth: TruthEntry[] } };
}
