// node bench/docker.mjs [--rounds N] [--cold]
//
// A lab on Docker by wirelab, beside the same thing by hand: network, tcpdump on its bridge, `docker run` of the server, a
// client in a container that does the lab's commands, tshark for what the lab asks about the capture (connections, FINs, the
// dialogue and the files or the mail in it). In turns, as whole processes; prints the
// median and every time, in seconds. With --cold neither finds its images: wirelab builds them, and so does the person, with
// `docker build`; the base and Debian's packages are in the engine's store. Root (tcpdump), an engine. docs/docker.md explains
// the table.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const PACKAGE = join(here, '..');
const CLI = join(PACKAGE, 'dist/cli.js');
const index = process.argv.indexOf('--rounds');
const ROUNDS = index < 0 ? 5 : Number(process.argv[index + 1]);
const COLD = process.argv.includes('--cold');
const directory = mkdtempSync(join(tmpdir(), 'wirelab-bench-'));

/** Two sessions, as in the lab: in the second one the server refuses, or would, what it allowed in the first. */
const FTP_CLIENT =
  'head -c 8000 /dev/urandom > /tmp/a; ' +
  'lftp -e "ls; put /tmp/a; get a -o /tmp/b; get a -o /tmp/c; mv a b; mkdir d; rm b; quit" -u student,tcp2026 10.21.222.10; ' +
  'lftp -e "mkdir e; rmdir e; quit" -u student,tcp2026 10.21.222.10';
const MAIL_CLIENT =
  'swaks --silent 2 --server 10.21.222.10 --helo client --from student@example.com --to student@example.com ' +
  '--auth PLAIN --auth-user student --auth-password tcp2026 && sleep 0.2 && curl -sS pop3://student:tcp2026@10.21.222.10/1';
const FTP = '{users: [{name: student, password: tcp2026}]}';
const MAIL = '{domain: example.com, accounts: [{name: student, password: tcp2026}]}';
const program = (settings, name) => settings.replace('{', `{program: ${name}, `);

const CASES = {
  ftp: {
    run: ['ftp'],
    image: 'wirelab-host',
    serve: ['ftp-server.start', FTP],
    client: FTP_CLIENT,
    show: 'ftp',
    objects: 'ftp-data',
  },
  'ftp --server vsftpd': {
    run: ['ftp', '--server', 'vsftpd'],
    image: 'wirelab-servers',
    serve: ['ftp-server.start', program(FTP, 'vsftpd')],
    client: FTP_CLIENT,
    show: 'ftp',
    objects: 'ftp-data',
  },
  mail: {
    run: ['mail'],
    image: 'wirelab-host',
    serve: ['mail-server.start', MAIL],
    client: MAIL_CLIENT,
    show: 'smtp || pop',
    objects: 'imf',
  },
  'mail --server postfix': {
    run: ['mail', '--server', 'postfix'],
    image: 'wirelab-servers',
    serve: ['mail-server.start', program(MAIL, 'postfix')],
    client: MAIL_CLIENT,
    show: 'smtp || pop',
    objects: 'imf',
  },
};

/** What somebody at a shell would type, without the time it takes to type it. */
const BY_HAND = `set -e
docker network create --internal -o com.docker.network.bridge.name=wl-hand --subnet 10.21.222.0/24 wl-hand >/dev/null
tcpdump -i wl-hand -w "$1/hand.pcap" 2>/dev/null & dump=$!
role=host; test "$2" = wirelab-host || role=server
server=$(docker run -d --network wl-hand --ip 10.21.222.10 --cap-add NET_ADMIN --tmpfs "/lab:uid=$(test $role = host && echo 1000 || echo 0)" \\
  --sysctl net.ipv4.ip_unprivileged_port_start=0 "$2" $role node /opt/wirelab/serve.js "$3" "$4")
until docker logs "$server" 2>&1 | grep -q ^ready; do sleep 0.02; done
docker run --rm --network wl-hand --ip 10.21.222.20 wirelab-client plain sh -c "$5" >/dev/null
kill $dump; wait $dump || true
tshark -r "$1/hand.pcap" -q -z conv,tcp >/dev/null 2>&1
tshark -r "$1/hand.pcap" -Y 'tcp.flags.fin == 1' >/dev/null 2>&1
tshark -r "$1/hand.pcap" -Y "$6" --export-objects "$7,$1/objects" >/dev/null 2>&1
docker rm -f "$server" >/dev/null
docker network rm wl-hand >/dev/null`;

function seconds([command, ...args]) {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { cwd: directory, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args[0]}: ${stderr}`);
  return (performance.now() - start) / 1000;
}

const byHand = ({ image, serve, client, show, objects }) =>
  seconds(['bash', '-c', BY_HAND, 'bash', directory, image, ...serve, client, show, objects]);

const byWirelab = ({ run }) => seconds([process.execPath, CLI, 'run', ...run, '--runtime', 'docker']);

/** What somebody at a shell would type before that. */
const BUILD_BY_HAND = `set -e
cd "$1"
tar -c docker dist/image | docker build -q -f docker/Dockerfile --build-arg "BASE=$3" -t wirelab-host - >/dev/null
test "$2" = wirelab-host || tar -c docker | docker build -q -f docker/servers.Dockerfile --build-arg BASE=wirelab-host -t "$2" - >/dev/null`;

const BASE = process.env.WIRELAB_IMAGE_BASE || 'node:24-bookworm-slim';

const buildByHand = ({ image }) => seconds(['bash', '-c', BUILD_BY_HAND, 'bash', PACKAGE, image, BASE]);

/** As on the first run of a new version: no image of this lab has a name any more, and each layer is still there. */
function forgetImages() {
  const filter = ['--filter', 'label=wirelab.image', '--format', '{{.Repository}}:{{.Tag}}'];
  const names = execFileSync('docker', ['image', 'ls', ...filter], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const own = names.filter((name) => /^wirelab-(?:host|servers):/.test(name));
  for (const name of own) execFileSync('docker', ['image', 'rm', '--no-prune', '--force', name], { stdio: 'ignore' });
}

function inTurns(one) {
  const times = { wirelab: [], hand: [] };
  // The layers that a build by hand makes are not quite wirelab's: the first round puts both into the store.
  for (let round = COLD ? -1 : 0; round < ROUNDS; round++) {
    if (COLD) forgetImages();
    const wirelab = byWirelab(one);
    if (COLD) forgetImages();
    const hand = (COLD ? buildByHand(one) : 0) + byHand(one);
    if (round < 0) continue;
    times.wirelab.push(wirelab);
    times.hand.push(hand);
  }
  return times;
}

function print(name, times) {
  const median = [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)];
  console.log(`| ${name} | ${median.toFixed(1)} | ${times.map((time) => time.toFixed(1)).join(', ')} |`);
}

try {
  for (const kind of ['host', 'client', 'servers']) seconds([process.execPath, CLI, 'image', 'build', '--image', kind]);
  console.log(
    `load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}\n\n| what | median | all |\n|---|---|---|`,
  );
  for (const [name, one] of Object.entries(CASES)) {
    const { wirelab, hand } = inTurns(one);
    print(`\`wirelab run ${name}\``, wirelab);
    print('the same by hand', hand);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
