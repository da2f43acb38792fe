// npm run fuzz -- [--seconds N | --inputs N] [--seed N]
//
// Feeds mutated captures to the analyzer and asks of each: no throw, no hang, a result that its own schema accepts, the
// same packets once it is annotated, the same analysis with and without the fast path; and of all of them together: no memory growth. A failing input is kept under /tmp (or $TMPDIR) and its path printed.
import { deepStrictEqual } from 'node:assert';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { buildFastPath } from '../../build-fast-path.mjs';
import { mutate, randomFrom } from './mutate.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const SHARED = join(here, '../../../shared/captures');
/** Processor time, so that a busy machine is no hang: the slowest honest input takes a few milliseconds. */
const MAX_MILLISECONDS = 5000;
/** Larger captures would only make the run slower: structure does not need size. */
const MAX_SEED_BYTES = 40_000;
/** What is alive after a collection may differ between two blocks by this much without being a leak. */
const MAX_GROWTH_BYTES = 24 * 1024 * 1024;
const BLOCK = 20_000;
/** Validating with zod takes ten times as long as analysing. */
const VALIDATE_EVERY = 25;
/** Annotating, and reading both files, takes as long as analysing. */
const ANNOTATE_EVERY = 5;
/** Each fast path has a memory of its own, which takes longer to make and to collect than an input to analyse. */
const FAST_EVERY = 100;

const option = (name, fallback) => {
  const index = process.argv.indexOf(name);
  return index < 0 ? fallback : Number(process.argv[index + 1]);
};
const inputs = option('--inputs', Number.POSITIVE_INFINITY);
const seconds = option('--seconds', Number.isFinite(inputs) ? Number.POSITIVE_INFINITY : 60);
const seed = option('--seed', Date.now() % 1_000_000);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const { createAnalyzer, analysisSchema, checkAnnotated, ownCaptures } = await load();
const seeds = [...ownCaptures(), ...sharedCaptures()];
console.log(`fuzz: seed ${seed}, ${seeds.length} captures`);
process.exitCode = (await run()) ? 0 : 1;

async function run() {
  const started = performance.now();
  const random = randomFrom(seed);
  let done = 0;
  let slowest = 0;
  let baseline = 0;
  let alive = 0;
  while (done < inputs && (performance.now() - started) / 1000 < seconds) {
    const input = mutate(seeds[random.below(seeds.length)], random);
    const before = process.cpuUsage();
    try {
      await analyse(input, random, done % VALIDATE_EVERY === 0);
      if (done % FAST_EVERY === 0) await compareWithFastPath(input);
      if (done % ANNOTATE_EVERY === 0) checkAnnotated(input);
    } catch (error) {
      return report(input, done, error);
    }
    const used = process.cpuUsage(before);
    const took = (used.user + used.system) / 1000;
    slowest = Math.max(slowest, took);
    if (took > MAX_MILLISECONDS) return report(input, done, new Error(`took ${took.toFixed(0)} ms`));
    done++;
    if (done % BLOCK !== 0) continue;
    collect();
    alive = process.memoryUsage().heapUsed;
    baseline ||= alive;
    if (alive - baseline > MAX_GROWTH_BYTES) {
      return report(input, done, new Error(`memory grew from ${baseline} to ${alive} bytes`));
    }
    console.log(`${done} inputs, ${(alive / 1e6).toFixed(1)} MB alive, slowest ${slowest.toFixed(0)} ms`);
  }
  const took = (performance.now() - started) / 1000;
  console.log(`fuzz: ${done} inputs in ${took.toFixed(0)} s, slowest ${slowest.toFixed(0)} ms, nothing broke`);
  return true;
}

async function analyse(input, random, validate) {
  const discard = { write() {}, close: () => null };
  const analyzer = createAnalyzer({
    hashFile: false,
    artifacts: { create: () => discard },
    observer: { onPacket() {}, onStreamData() {}, onStreamGap() {} },
  });
  for (let at = 0; at < input.length; ) {
    const size = 1 + random.below(8192);
    analyzer.push(input.subarray(at, at + size));
    at += size;
  }
  const analysis = await analyzer.finish();
  if (validate) analysisSchema.parse(analysis);
}

/** Without anybody who listens to packets, whole records go by the fast path; the analysis has to be the same. */
async function compareWithFastPath(input) {
  const analysisBy = (fastPath) => {
    const analyzer = createAnalyzer({ hashFile: false, fastPath });
    analyzer.push(input);
    return analyzer.finish();
  };
  deepStrictEqual(await analysisBy('always'), await analysisBy('never'));
}

function report(input, done, error) {
  const path = join(tmpdir(), `wirelab-fuzz-${seed}-${done}.bin`);
  writeFileSync(path, input);
  console.error(`fuzz: input ${done} of seed ${seed} broke it (kept as ${path})\n${error.stack}`);
  return false;
}

function sharedCaptures() {
  const index = join(SHARED, 'INDEX.tsv');
  if (!existsSync(index)) {
    console.log('fuzz: SKIPPED the shared captures: they are not on this machine');
    return [];
  }
  const paths = readFileSync(index, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t')[0]);
  return paths
    .filter(Boolean)
    .map((path) => new Uint8Array(readFileSync(join(SHARED, path))))
    .filter((bytes) => bytes.length <= MAX_SEED_BYTES);
}

/** The analyzer is TypeScript: it is bundled from the sources under test. */
async function load() {
  await buildFastPath();
  const directory = mkdtempSync(join(here, '../../node_modules/.wirelab-fuzz-'));
  const outfile = join(directory, 'analyzer.mjs');
  try {
    await build({
      stdin: {
        contents: [
          `export { createAnalyzer } from './src/analyzer/analyzer.ts';`,
          `export { analysisSchema } from './src/analyzer/model.ts';`,
          `export { checkAnnotated } from './test/fuzz/annotated.ts';`,
          `export { ownCaptures } from './test/fuzz/seeds.ts';`,
        ].join('\n'),
        resolveDir: join(here, '../..'),
        loader: 'ts',
      },
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
