// Runs every lab in every variant again and again: a lab that works nine times out of ten is broken.
//   npm run soak                           ten times each
//   npm run soak -- --times 3 mail         three times each variant of the mail lab
//   npm run soak -- --runtime docker       on Docker
// Each run must end with status 0, and hosts and wire must tell the same. What fails is kept, and its place is printed.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const WIRELAB = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

const { values: options, positionals: chosen } = parseArgs({
  options: { times: { type: 'string', default: '10' }, runtime: { type: 'string', default: 'namespace' } },
  allowPositionals: true,
});

function wirelab(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WIRELAB, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        output[name] += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output }));
  });
}

/** What was wrong with one run; empty when nothing was. */
async function problemsOf({ code, stdout, stderr }, directory) {
  const last = [stdout, stderr].map((text) => text.trim().split('\n').slice(-3).join(' | '));
  const manifest = await readFile(join(directory, 'run.json'), 'utf8').then(JSON.parse, () => null);
  if (manifest === null) return [`exit status ${code}, no run.json: ${last.join(' ')}`];
  return [
    ...(code === 0 ? [] : [`exit status ${code}: ${last.join(' ')}`]),
    ...manifest.checks.filter((check) => !check.held).map((check) => `${check.id}: ${check.detail.en}`),
    ...manifest.truth
      .filter((row) => !row.agrees)
      .map((row) => `${row.what.en}: ${row.host} says ${row.hostSays}, the wire ${row.wireSays}`),
    ...(manifest.capture.dropped === 0 ? [] : [`the capture dropped ${manifest.capture.dropped}`]),
  ];
}

async function soak(lab, variant, times) {
  const seconds = [];
  let failures = 0;
  for (let turn = 1; turn <= times; turn++) {
    const parent = await mkdtemp(join(tmpdir(), 'wirelab-soak-'));
    const directory = join(parent, 'run');
    const choice = variant === null ? [] : ['--variant', variant];
    const start = performance.now();
    const ended = await wirelab([
      'run',
      lab,
      ...choice,
      '--runtime',
      options.runtime,
      '--lang',
      'en',
      '--out',
      directory,
    ]);
    seconds.push((performance.now() - start) / 1000);
    const problems = await problemsOf(ended, directory);
    if (problems.length === 0) await rm(parent, { recursive: true });
    else console.log(`  ${lab} ${variant ?? ''} turn ${turn}, kept in ${directory}:\n    ${problems.join('\n    ')}`);
    if (problems.length > 0) failures++;
  }
  const [least, most] = [Math.min(...seconds), Math.max(...seconds)].map((value) => value.toFixed(1));
  console.log(`${lab} ${(variant ?? '(base)').padEnd(20)} ${times - failures} of ${times} held, ${least} to ${most} s`);
  return failures;
}

const labs = JSON.parse((await wirelab(['labs', '--json'])).stdout);
let failures = 0;
for (const { name, variants } of labs.filter(({ name }) => chosen.length === 0 || chosen.includes(name))) {
  for (const variant of [null, ...Object.keys(variants)]) failures += await soak(name, variant, Number(options.times));
}
process.exitCode = failures === 0 ? 0 : 1;
