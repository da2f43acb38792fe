// Writes docs/*.schema.json, the actions in docs/lab-file.md and src/lab/analysis-paths.json from the zod schemas that are their only source. `--check` only says whether they are current.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { z } from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A person writes lab files, so `input` and defaults; programs write the others, so `output`. */
const SCHEMAS = [
  { entry: 'src/lab/json-schema.ts', name: 'labJsonSchema', file: 'docs/lab.schema.json', title: 'A wirelab lab file' },
  { entry: 'src/analyzer/model.ts', name: 'analysisSchema', file: 'docs/analysis.schema.json', title: 'analysis.json' },
  { entry: 'src/report/manifest.ts', name: 'manifestSchema', file: 'docs/run.schema.json', title: 'run.json' },
  {
    entry: 'src/report/model-schema.ts',
    name: 'reportModelSchema',
    file: 'docs/report.schema.json',
    title: 'report.json',
  },
];

async function load(entry) {
  const options = { bundle: true, format: 'esm', platform: 'node', packages: 'external', write: false };
  const { outputFiles } = await build({ ...options, entryPoints: [root + entry], logLevel: 'error' });
  // Beside this file, so that bare imports resolve to the project's packages.
  const module = new URL(`.schema-${process.pid}.mjs`, import.meta.url);
  await writeFile(module, outputFiles[0].contents);
  try {
    return await import(`${module.href}?${encodeURIComponent(entry)}`);
  } finally {
    await rm(module);
  }
}

const stale = [];

async function keepCurrent(file, make) {
  const before = await readFile(root + file, 'utf8').catch(() => '');
  const text = make(before);
  if (text === before) return;
  stale.push(file);
  if (!process.argv.includes('--check')) await writeFile(root + file, text);
}

for (const { entry, name, file, title } of SCHEMAS) {
  const source = (await load(entry))[name];
  const schema = typeof source === 'function' ? source() : z.toJSONSchema(source, { target: 'draft-2020-12' });
  await keepCurrent(file, () => `${JSON.stringify({ title, ...schema }, null, 2)}\n`);
}

const { analysisSchema } = await load('src/analyzer/model.ts');
const { pathsOf } = await load('src/lab/schema-paths.ts');
await keepCurrent(
  'src/lab/analysis-paths.json',
  () => `${JSON.stringify(pathsOf(z.toJSONSchema(analysisSchema)), null, 2)}\n`,
);

const { actionReference } = await load('src/lab/action-reference.ts');
await keepCurrent('docs/lab-file.md', (text) =>
  text.replace(
    /(<!-- actions:.*-->\n)[\s\S]*(<!-- \/actions -->)/,
    (_, start, end) => `${start}\n${actionReference()}\n${end}`,
  ),
);

if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`out of date: ${stale.join(', ')}; run node docs/generate-schemas.mjs`);
  process.exitCode = 1;
}
