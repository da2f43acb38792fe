/** A stage on which dialogues are played to the applications engine, in any cut and with any part missing. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { AppAnalyzer, AppResults, WirePosition } from '../../../../src/analyzer/apps/app.ts';
import { createApps } from '../../../../src/analyzer/apps/registry.ts';
import type { Direction } from '../../../../src/analyzer/model.ts';
import type { ArtifactSink, Hasher } from '../../../../src/analyzer/observer.ts';

/** `frame` where it is not simply the next one. */
export type Scene = { stream: number; frame?: number } & (
  | { from: Direction; bytes: Uint8Array }
  | { from: Direction; gap: number }
  /** Of one side, or of both. */
  | { end: true; from?: Direction }
);

export interface Actor {
  client: [address: string, port: number];
  server: [address: string, port: number];
  fromStart?: boolean;
}

export interface Play {
  actors: Record<number, Actor>;
  scenes: Scene[];
}

export interface Artifact {
  kind: string;
  name: string;
  bytes: Uint8Array;
}

const SIDES: readonly Direction[] = ['client', 'server'];

/** Text as bytes: UTF-8. `C:` and `S:` lines are made by {@link dialogue}. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** `C: USER x` and `S: 331 …` lines, each ended by CRLF on the wire, as scenes of one stream. */
export function dialogue(stream: number, text: string): Scene[] {
  return text
    .split('\n')
    .map((line) => line.trimStart())
    .filter((line) => /^[CS]: ?/.test(line))
    .map((line) => ({
      stream,
      from: line.startsWith('C') ? 'client' : 'server',
      bytes: utf8(`${line.replace(/^[CS]: ?/, '')}\r\n`),
    }));
}

export function say(stream: number, from: Direction, content: string | Uint8Array): Scene {
  return { stream, from, bytes: typeof content === 'string' ? utf8(content) : content };
}

/** Every scene cut into pieces of at most `size` bytes. */
export function cutInto(scenes: readonly Scene[], size: (nth: number) => number): Scene[] {
  const pieces: Scene[] = [];
  for (const scene of scenes) {
    if (!('bytes' in scene)) {
      pieces.push(scene);
      continue;
    }
    for (let at = 0; at < scene.bytes.length; ) {
      const length = Math.max(1, size(pieces.length));
      pieces.push({ ...scene, bytes: scene.bytes.subarray(at, at + length) });
      at += length;
    }
  }
  return pieces;
}

/** The cuts that every table is played in: whole, byte by byte, and at random but reproducible places. */
export const CUTS: readonly [name: string, size: (nth: number) => number][] = [
  ['whole', () => Number.MAX_SAFE_INTEGER],
  ['byte by byte', () => 1],
  ['in threes', () => 3],
  ...[1, 2, 3, 4].map((seed): [string, (nth: number) => number] => [
    `at random places ${seed}`,
    (nth) => 1 + (Math.abs(Math.imul(nth + seed * 7919, 2654435761)) % 23),
  ]),
];

export function createHasher(): Hasher {
  const hash = sha256.create();
  return { update: (bytes) => void hash.update(bytes), digest: () => bytesToHex(hash.digest()) };
}

export const sha256Of = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

/** Plays it: scene n is in frame n + 1, a second after the one before; ends what was not ended. */
export async function play({ actors, scenes }: Play): Promise<{
  results: AppResults;
  artifacts: Artifact[];
  appOf: (stream: number) => string | null;
  swapped: (stream: number) => boolean | null;
}> {
  const artifacts: Artifact[] = [];
  const engine = createApps({ artifacts: collectInto(artifacts), createHasher });
  const opened = new Map<number, AppAnalyzer | null>();
  const analyzerOf = (stream: number): AppAnalyzer | null => {
    const known = opened.get(stream);
    if (known !== undefined) return known;
    const { client, server, fromStart = true } = actors[stream]!;
    const endpoint = ([address, port]: [string, number]) => ({ address, port, name: null });
    const ports = { clientPort: client[1], serverPort: server[1] };
    const analyzer = engine.open({ stream, client: endpoint(client), server: endpoint(server), ...ports, fromStart });
    opened.set(stream, analyzer);
    return analyzer;
  };
  const ended = new Set<string>();
  const end = (stream: number, direction: Direction, how: 'fin' | 'capture-end', at: WirePosition): void => {
    if (ended.has(`${stream} ${direction}`)) return;
    ended.add(`${stream} ${direction}`);
    opened.get(stream)?.onEnd(direction, how, at);
  };
  scenes.forEach((scene, nth) => {
    const at = { frame: scene.frame ?? nth + 1, seconds: 1_700_000_000 + nth, nanoseconds: 5 };
    const analyzer = analyzerOf(scene.stream);
    if ('bytes' in scene) {
      const view = scene.bytes.slice();
      analyzer?.onData(scene.from, view, at);
      view.fill(0x58); // The view is only valid during the call.
    } else if ('gap' in scene) analyzer?.onGap(scene.from, scene.gap, at);
    else {
      for (const direction of scene.from ? [scene.from] : SIDES) end(scene.stream, direction, 'fin', at);
    }
  });
  for (const stream of opened.keys()) {
    const at = { frame: scenes.length, seconds: 1_700_000_000 + scenes.length, nanoseconds: 0 };
    for (const direction of SIDES) end(stream, direction, 'capture-end', at);
  }
  return {
    results: await engine.finish(),
    artifacts,
    appOf: (s) => engine.appOf(s),
    swapped: (s) => engine.rolesSwapped(s),
  };
}

function collectInto(artifacts: Artifact[]): ArtifactSink {
  return {
    create(kind, name) {
      const parts: Uint8Array[] = [];
      artifacts.push({
        kind,
        name,
        get bytes() {
          return Buffer.concat(parts);
        },
      });
      return {
        write: (bytes) => void parts.push(bytes.slice()),
        close: () => `artifacts/${name}`,
      };
    },
  };
}
