/** Other people's dialogues, cut into other segments than they came in: the same is found, only the frames differ. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createAnalyzer } from '../../../../src/analyzer/analyzer.ts';
import type { AppResults } from '../../../../src/analyzer/apps/app.ts';
import { join } from '../../../support/capture-formats.ts';
import { type Actor, CUTS, cutInto, type Play, play, type Scene } from './stage.ts';

const CAPTURES = new URL('../../../../../shared/captures/', import.meta.url).pathname;

const WITH_DIALOGUES = [
  ...['Ftp', 'IPv4-encapsulated-IPv6', 'Smtp'].map((name) => `PcapPlusPlus/${name}.pcap`),
  ...[
    'arkime_synthetic',
    'ftp',
    'ntlm_synthetic',
    'pop3-tag',
    'smtp-data-250',
    'smtp-data-521',
    'smtp-decrypted',
    'smtp-html',
    'smtp-moloch-bof',
    'smtp-nospaces',
    'smtp-originating',
    'smtp-rcpt-553',
    'smtp-starttls',
    'smtp-subject-multi-nospace',
    'smtp-subject-windows',
    'smtp-zip',
    'wireshark-bdat',
  ].map((name) => `arkime/${name}.pcap`),
];

/** What every connection of a capture said, in the order in which it was heard. */
async function playOf(capture: string): Promise<Play> {
  const scenes: Scene[] = [];
  const analyzer = createAnalyzer({
    hashFile: false,
    observer: {
      onStreamData: ({ stream, direction, bytes }) =>
        void scenes.push({ stream, from: direction, bytes: bytes.slice() }),
      onStreamGap: ({ stream, direction, length }) => void scenes.push({ stream, from: direction, gap: length }),
    },
  });
  analyzer.push(readFileSync(CAPTURES + capture));
  const { connections } = await analyzer.finish();
  const actors = connections.map(({ id, client, server, rolesFrom }): [number, Actor] => [
    id,
    { client: [client.address, client.port], server: [server.address, server.port], fromStart: rolesFrom === 'syn' },
  ]);
  return { actors: Object.fromEntries(actors), scenes };
}

/** What one side says before anybody else does, in one segment; not where bytes are missing, whose place the segments tell. */
function coalesced(scenes: readonly Scene[]): Scene[] {
  const withGaps = new Set(scenes.filter((scene) => 'gap' in scene).map(({ stream }) => stream));
  const merged: Scene[] = [];
  for (const scene of scenes) {
    const last = merged.at(-1);
    const joins = last?.stream === scene.stream && last.from === scene.from && !withGaps.has(scene.stream);
    if (joins && 'bytes' in last && 'bytes' in scene) {
      merged[merged.length - 1] = { ...last, bytes: join([last.bytes, scene.bytes]) };
    } else merged.push(scene);
  }
  return merged;
}

/** Without what tells of frames. */
function found(results: AppResults): unknown {
  return JSON.parse(
    JSON.stringify(results, (key, value) => {
      if (key === 'frames' || key === 'dataFrames' || key === 'time') return undefined;
      if (key === 'encryptedFrom') return value !== null;
      return value;
    }),
  );
}

describe.skipIf(!existsSync(CAPTURES)).each(WITH_DIALOGUES)('%s', (capture) => {
  test('cut otherwise, and put together: the same dialogues, logins, files and mails', async () => {
    const { actors, scenes } = await playOf(capture);
    const asCaptured = await play({ actors, scenes });
    const sessions = Object.values(asCaptured.results).flat();
    expect(sessions.length).toBeGreaterThan(0);
    const cuts: [string, Scene[]][] = CUTS.slice(1).map(([name, size]) => [name, cutInto(scenes, size)]);
    for (const [name, others] of [...cuts, ['put together', coalesced(scenes)] as const]) {
      const { results, artifacts, appOf } = await play({ actors, scenes: [...others] });
      expect(found(results), name).toEqual(found(asCaptured.results));
      expect(artifacts.map((artifact) => artifact.name)).toEqual(asCaptured.artifacts.map((artifact) => artifact.name));
      for (const stream of Object.keys(actors).map(Number)) expect(appOf(stream)).toBe(asCaptured.appOf(stream));
    }
  });
});
