// Bundles the programs into dist/: the command line (one small file to start with, and the rest split, so that each command
// loads only what it needs), the agent that runs inside a lab host, and the capture program that runs beside the lab's bridge.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { lossy } from './bench/generate.mjs';
import { buildFastPath } from './build-fast-path.mjs';
import { bundleImage } from './docker/bundle.mjs';

/** What `src/cli/start.ts` imports late, and programs by themselves. */
const entries = [
  'src/cli/command-line.ts',
  'src/cli/completion/complete.ts',
  { in: 'src/hosts/main.ts', out: 'agent' },
  { in: 'src/capture/main.ts', out: 'capture' },
].map((entry) => (typeof entry === 'string' ? { in: entry, out: basename(entry, '.ts') } : entry));

// Only an installation starts clean: a build must not pull the programs from under a run that is going on.
if (process.argv.includes('--clean')) rmSync('dist', { recursive: true, force: true });
await buildFastPath();
// The report's page: one script and one style sheet, which `src/report/html/render.ts` inlines.
const page = 'src/report/html/app/main.ts';
if (existsSync(page)) {
  await build({
    entryPoints: { 'report-app': page },
    entryNames: '[name]',
    outdir: 'dist',
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome100', 'firefox115', 'safari16.4'],
    legalComments: 'none',
    logLevel: 'warning',
  });
}

await build({
  entryPoints: entries,
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  // Beside the programs, so that import.meta.url finds the package the same way from each of them.
  chunkNames: '[name]-[hash]',
  external: externalPackages(),
  logLevel: 'warning',
});

copyFileSync('src/report/picture/letters.br', 'dist/letters.br');
copyFileSync('src/report/picture/OFL.txt', 'dist/letters.OFL.txt');

await bundleStart();
await bundleImage();
await bundleAnalyzer();

/** The first file is CommonJS, for which Node.js need not start its loader of ES modules: 5 ms less (docs/adr/0011). */
async function bundleStart() {
  await build({
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: 'dist',
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    sourcemap: true,
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    plugins: [{ name: 'late', setup: leaveLateImports }],
    logLevel: 'warning',
  });
  writeFileSync('dist/package.json', `${JSON.stringify({ type: 'commonjs' })}\n`);
}

function leaveLateImports({ onResolve }) {
  onResolve({ filter: /\.ts$/ }, ({ kind, path }) =>
    kind === 'dynamic-import' ? { path: `./${basename(path, '.ts')}.mjs`, external: true } : undefined,
  );
}

/**
 * `wirelab analyze` in one piece, which starts from what V8 compiled of it before (`src/cli/code-cache.ts`). The format is
 * that which `node:vm` runs; the letters are ASCII, so that V8 keeps a byte for each.
 */
async function bundleAnalyzer() {
  await build({
    entryPoints: { analyze: 'src/cli/analyze/plainly.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    charset: 'ascii',
    // Comments, which may hold any letter, go; so can it be seen that nothing else holds one. Who wants to read a stack
    // sets WIRELAB_DEBUG, and gets the modules.
    minify: true,
    legalComments: 'none',
    external: externalPackages(),
    alias: { 'fflate/browser': './src/cli/analyze/late-fflate.cjs' },
    // `node:vm` runs it, which has no way to import: what is imported late is required.
    supported: { 'dynamic-import': false },
    logLevel: 'warning',
  });
  // esbuild escapes strings, but not regular expressions.
  const foreign = /[^\x00-\x7f]+/.exec(readFileSync('dist/analyze.cjs', 'utf8'));
  if (foreign)
    throw new Error(`dist/analyze.cjs: "${foreign[0]}" is not ASCII; write it with \\u in its regular expression`);
  for (const name of readdirSync('dist'))
    if (/^analyze\.cjs\..*cache/.test(name)) rmSync(`dist/${name}`, { force: true });
  warmUp();
}

/** What compiles as ordinary captures are analysed goes into the cache. */
function warmUp() {
  const directory = mkdtempSync(join(tmpdir(), 'wirelab-build-'));
  try {
    const capture = join(directory, 'sample.pcap');
    lossy(capture, 5000);
    execFileSync(process.execPath, ['dist/cli.js', 'analyze', capture], { stdio: ['ignore', 'ignore', 'inherit'] });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What `wirelab analyze` needs is bundled, for opening its many small files would cost as long as analysing 300,000 packets. */
function externalPackages() {
  const bundled = ['@noble/hashes', 'fflate', 'postal-mime', 'string-width', 'zod'];
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  return Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !bundled.includes(name));
}
