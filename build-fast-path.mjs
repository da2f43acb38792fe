// Compiles the fast path (`src/analyzer/fast-path/assembly/`) from AssemblyScript to a WebAssembly module, as text in
// `code.ts`, after writing down for it where things lie in memory (`assembly/places.ts`). Neither file is kept in git. Nothing
// is done where the module is newer than what it is made of.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const directory = fileURLToPath(new URL('src/analyzer/fast-path/', import.meta.url));
const places = join(directory, 'assembly/places.ts');
const code = join(directory, 'code.ts');

export async function buildFastPath() {
  const { CONSTANTS, MEMORY_PAGES } = await importLayout();
  const text = placesText(CONSTANTS);
  if (!existsSync(places) || readFileSync(places, 'utf8') !== text) writeFileSync(places, text);
  if (isUpToDate()) return;
  const module = Buffer.from(await compile(MEMORY_PAGES)).toString('base64');
  writeFileSync(code, `// Made by build-fast-path.mjs.\nexport const FAST_PATH_CODE =\n  '${module}';\n`);
}

function isUpToDate() {
  if (!existsSync(code)) return false;
  const sources = readdirSync(join(directory, 'assembly')).map((name) => join(directory, 'assembly', name));
  const made = statSync(code).mtimeMs;
  return [fileURLToPath(import.meta.url), ...sources].every((source) => statSync(source).mtimeMs <= made);
}

/** The module itself, with whatever it imports. */
async function importLayout() {
  const { outputFiles } = await build({
    entryPoints: [join(directory, 'layout.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

function placesText(constants) {
  const lines = Object.entries(constants).flatMap(([group, members]) => {
    const type = group === 'AT' ? 'usize' : 'i32';
    return Object.entries(members).map(([name, value]) => `export const ${group}_${name}: ${type} = ${value};`);
  });
  return `// Made by build-fast-path.mjs from layout.ts.\n${lines.join('\n')}\n`;
}

/** Its memory is made by whoever runs it, and as large from the beginning as it will ever be. */
async function compile(pages) {
  const { default: asc } = await import('assemblyscript/asc');
  const memory = ['--importMemory', '--initialMemory', `${pages}`, '--maximumMemory', `${pages}`];
  const written = new Map();
  const complaints = [];
  const { error } = await asc.main(
    [join(directory, 'assembly/fast-path.ts'), '--outFile', 'fast-path.wasm', '--runtime', 'stub', '-O3', '--converge']
      .concat(memory)
      .concat('--noAssert', '--use', 'abort='),
    {
      writeFile: (name, contents) => written.set(name, contents),
      stderr: { write: (text) => complaints.push(text) },
    },
  );
  if (error) throw new Error(`the fast path does not compile: ${error.message}\n${complaints.join('')}`);
  return written.get('fast-path.wasm');
}
