import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { docker, engineAnswers, NEEDS_ENGINE } from '../../support/docker-engine.ts';
import { readRun } from '../../support/lab-run.ts';
import { startProgram, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const run = promisify(execFile);

/** A certificate authority, and a certificate by it for the engine and one for its client, as Docker's own guide makes them. */
async function makeCertificates(directory: string): Promise<void> {
  const openssl = (...args: string[]): Promise<unknown> => run('openssl', args, { cwd: directory });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca-key.pem',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=test CA',
    '-days',
    '2',
  );
  for (const [name, extension] of [
    ['server', 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth'],
    ['client', 'extendedKeyUsage=clientAuth'],
  ] as const) {
    await writeFile(join(directory, `${name}.ext`), extension);
    const [request, issued] = [`${name}.csr`, name === 'client' ? 'cert.pem' : 'server.pem'];
    const ownKey = name === 'client' ? 'key.pem' : 'server-key.pem';
    await openssl('req', ...key, '-keyout', ownKey, '-out', request, '-subj', `/CN=${name}`);
    const authority = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial'];
    await openssl(
      'x509',
      '-req',
      '-in',
      request,
      ...authority,
      '-out',
      issued,
      '-days',
      '2',
      '-extfile',
      `${name}.ext`,
    );
  }
}

/** The engine of this machine behind TLS on a port that is free; it wants a certificate of its client. */
async function engineBehindTls(certificates: string): Promise<number> {
  const [cert, key, ca] = await Promise.all(
    ['server.pem', 'server-key.pem', 'ca.pem'].map((name) => readFile(join(certificates, name))),
  );
  const server = createServer({ cert: cert!, key: key!, ca: ca!, requestCert: true, rejectUnauthorized: true });
  server.on('secureConnection', (client) => {
    const engine = connect({ path: '/var/run/docker.sock', allowHalfOpen: true });
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const) {
      from.on('error', () => to.destroy());
      from.pipe(to);
    }
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

it('an engine behind TLS: a lab runs, and its capture comes over the same connection', async ({ skip }) => {
  skip(!engineAnswers, NEEDS_ENGINE);
  const home = await temporaryDirectory();
  await makeCertificates(home);
  const port = await engineBehindTls(home);
  const env = { DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: home };
  const directory = join(home, 'run');
  expect(await wirelab(['run', 'ftp', '--runtime', 'docker', '--out', directory], { env })).toMatchObject({ code: 0 });
  expect((await readRun(directory)).manifest.capture).toMatchObject({ dropped: 0, whole: true });
});

it('an engine behind TLS, and a certificate of somebody else’s: exit 3, and nothing of ours is sent', async ({
  skip,
}) => {
  skip(!engineAnswers, NEEDS_ENGINE);
  const [home, stranger] = [await temporaryDirectory(), await temporaryDirectory()];
  await Promise.all([makeCertificates(home), makeCertificates(stranger)]);
  const port = await engineBehindTls(home);
  const env = { DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: stranger };
  const ended = await wirelab(['run', 'ftp', '--runtime', 'docker'], { env, cwd: home });
  expect(ended).toMatchObject({ code: 3, stdout: '' });
  expect(ended.stderr).toContain('DOCKER_CERT_PATH');
});

/** A real sshd of this machine on a free port, and an `ssh` that knows it, for PATH. Null where there is no sshd. */
async function sshToThisMachine(home: string): Promise<{ path: string; host: string } | null> {
  const sshd = '/usr/sbin/sshd';
  if (
    !(await run(sshd, ['-?']).then(
      () => true,
      (error: { code: unknown }) => error.code !== 'ENOENT',
    ))
  )
    return null;
  for (const name of ['host', 'user']) {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, name)]);
  }
  const probe = createTcpServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  await writeFile(
    join(home, 'sshd_config'),
    `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${home}/host\nAuthorizedKeysFile ${home}/user.pub\nStrictModes no\nUsePAM no\nPermitRootLogin yes\nPidFile none\n`,
  );
  const daemon = startProgram([sshd, '-D', '-e', '-f', join(home, 'sshd_config')]);
  onTestFinished(() => void daemon.child.kill());
  await daemon.stderrLine(/Server listening/);
  const known = (await readFile(join(home, 'host.pub'), 'utf8')).trim();
  await writeFile(join(home, 'known_hosts'), `[127.0.0.1]:${port} ${known}\n`);
  const options = `-o UserKnownHostsFile=${home}/known_hosts -o IdentitiesOnly=yes -i ${home}/user`;
  await writeFile(join(home, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh ${options} "$@"\n`);
  await chmod(join(home, 'ssh'), 0o755);
  return { path: `${home}:${process.env.PATH}`, host: `ssh://root@127.0.0.1:${port}` };
}

it('an engine behind ssh: a lab runs, and nothing of it is left', async ({ skip }) => {
  skip(!engineAnswers, NEEDS_ENGINE);
  skip(process.getuid?.() !== 0, 'root only: sshd');
  const home = await temporaryDirectory();
  const ssh = await sshToThisMachine(home);
  skip(ssh === null, 'no sshd: apt-get install openssh-server');
  const env = { DOCKER_HOST: ssh!.host, PATH: ssh!.path };
  const directory = join(home, 'run');
  expect(await wirelab(['run', 'ftp', '--runtime', 'docker', '--out', directory], { env })).toMatchObject({ code: 0 });
  expect((await readRun(directory)).manifest.capture).toMatchObject({ dropped: 0, whole: true });
  expect(await docker('ps', '--quiet', '--all', '--filter', `label=wirelab.directory=run`)).toBe('');
});
