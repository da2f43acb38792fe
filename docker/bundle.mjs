// Bundles what goes into the image of a lab host into dist/image/: agent and capture program with all that they import,
// and koffi's binary for this kind of machine.
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const TARGET = 'dist/image';

/** Optional parts of what we import: built by compilers, or not for Linux containers. */
const EXTERNAL = ['@koromix/*', 'cap', 'dtrace-provider'];

const require = createRequire(import.meta.url);

/** Beside the old one and then in its place: an image that is being built right now reads one or the other. */
export async function bundleImage() {
  const directory = mkdtempSync(join('dist', '.image-'));
  await build({
    entryPoints: {
      agent: 'src/hosts/main.ts',
      capture: 'src/capture/main.ts',
      relay: 'src/capture/relay.ts',
      serve: 'src/hosts/serve.ts',
    },
    outdir: directory,
    bundle: true,
    splitting: true,
    minifySyntax: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    chunkNames: '[name]-[hash]',
    external: EXTERNAL,
    // CommonJS packages in the bundle call `require` for Node's own modules.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  copyKoffi(directory);
  chmodSync(directory, 0o755);
  replaceTarget(directory);
}

/** Of two builds at once, the second finds the place taken by the same files. */
function replaceTarget(directory) {
  rmSync(TARGET, { recursive: true, force: true });
  try {
    renameSync(directory, TARGET);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  }
}

function copyKoffi(directory) {
  const { version } = JSON.parse(readFileSync(join(packageOf('koffi'), 'package.json'), 'utf8'));
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify({ type: 'module', config: { koffi: version } })}\n`);
  for (const arch of ['x64', 'arm64']) {
    const name = `@koromix/koffi-linux-${arch}`;
    const source = join(dirname(packageOf('koffi')), name);
    if (existsSync(source)) cpSync(source, join(directory, 'node_modules', name), { recursive: true });
  }
}

function packageOf(name) {
  return require.resolve
    .paths(name)
    .map((path) => join(path, name))
    .find((path) => existsSync(path));
}
