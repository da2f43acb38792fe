// npm run bench -- [--packets N] [--keep DIR] [--no-tshark]
//
// wirelab beside tshark, tcptrace and tcpdump on generated captures, as whole processes, in turns, three rounds: the
// shortest time, the least processor time and the highest peak memory, as GNU time tells them. docs/benchmarks.md
// explains the table.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bulk, flood, lossy, small } from './generate.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const CLI = join(here, '../dist/cli.js');
const ROUNDS = 3;
/** tcptrace waits without end on a flood of SYNs. */
const LONGEST_SECONDS = 120;
/** What `timeout` exits with. */
const TIMED_OUT = 124;
/** It takes so long, and so much memory, that it is left out for the largest captures. */
const MOST_FOR_TSHARK = 1_000_000;
const option = (name, fallback) => {
  const index = process.argv.indexOf(name);
  return index < 0 ? fallback : process.argv[index + 1];
};
const packets = Number(option('--packets', '600000'));
const keep = option('--keep', '');
const directory = keep || mkdtempSync(join(tmpdir(), 'wirelab-bench-'));

const CAPTURES = {
  bulk: (path) => bulk(path, packets),
  small: (path) => small(path, packets, Math.round(packets / 30)),
  'small, 10 × the packets in as many connections': (path) => small(path, packets * 10, Math.round(packets / 30)),
  'loss and reordering': (path) => lossy(path, packets),
  'a flood of SYNs': (path) => flood(path, Math.round((packets * 10) / 3)),
};

const TOOLS = {
  wirelab: (path) => [process.execPath, CLI, 'analyze', path],
  'wirelab --ndjson': (path) => [process.execPath, CLI, 'analyze', '--ndjson', path],
  'wirelab --json': (path) => [process.execPath, CLI, 'analyze', '--json', path],
  tshark: (path) => ['tshark', '-r', path, '-q', '-z', 'expert'],
  tcptrace: (path) => ['tcptrace', '-l', path],
  tcpdump: (path) => ['tcpdump', '-r', path, '-w', '/dev/null'],
};

/** Null when the tool is not on this machine, or did not come to an end. */
function measure([program, ...args]) {
  if (spawnSync('which', [program]).status !== 0) return null;
  const run = spawnSync(
    '/usr/bin/time',
    ['-f', '%e %U %S %M', 'timeout', LONGEST_SECONDS, program, ...args].map(String),
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      maxBuffer: 1 << 26,
    },
  );
  if (run.status === TIMED_OUT) return null;
  const [elapsed, user, system, kilobytes] = String(run.stderr).trim().split('\n').at(-1).split(' ').map(Number);
  return { elapsed, processor: user + system, megabytes: kilobytes / 1024 };
}

try {
  execFileSync(process.execPath, ['build.mjs'], { cwd: join(here, '..'), stdio: 'inherit' });
  for (const [title, generate] of Object.entries(CAPTURES)) {
    const path = join(directory, `${title.replace(/\W+/g, '-')}.pcap`);
    const count = generate(path);
    const load = loadavg()[0].toFixed(1);
    console.log(`\n${title}: ${count} packets, ${(statSync(path).size / 1e6).toFixed(0)} MB (load ${load})`);
    compare(path, count);
    if (!keep) rmSync(path);
  }
} finally {
  if (!keep) rmSync(directory, { recursive: true, force: true });
}

function compare(path, count) {
  const best = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, command] of Object.entries(TOOLS)) {
      if (round > 0 && best[name] === undefined) continue;
      if (name === 'tshark' && (count > MOST_FOR_TSHARK || process.argv.includes('--no-tshark'))) continue;
      const result = measure(command(path));
      if (result === null) continue;
      const { elapsed, processor, megabytes } = best[name] ?? result;
      best[name] = {
        elapsed: Math.min(elapsed, result.elapsed),
        processor: Math.min(processor, result.processor),
        megabytes: Math.max(megabytes, result.megabytes),
      };
    }
  }
  for (const [name, { elapsed, processor, megabytes }] of Object.entries(best)) {
    const times = `${elapsed.toFixed(2).padStart(7)} s ${processor.toFixed(2).padStart(7)} s`;
    console.log(`  ${name.padEnd(18)}${times}${megabytes.toFixed(0).padStart(6)} MB`);
  }
}
