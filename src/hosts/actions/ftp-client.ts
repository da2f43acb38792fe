import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MeasuredStream } from '../ftp/measured.ts';
import { asRefusal, FTP_SESSION, type FtpReply, FtpSession } from '../ftp/session.ts';
import { type Action, type ActionContext, type ActionOutcome, done, refused } from './action.ts';

const connect: Action<'ftp.connect'> = async ({ journal, services }, { session: name, host, port, mode }) => {
  journal.say('#', `ftp ${host} ${port}`);
  const { session, greeting } = await FtpSession.connect({ host, port, mode }, journal);
  services.add(FTP_SESSION, name, session);
  journal.record('ftp.connect', { session: name, host, port, mode, code: greeting.code, text: greeting.message });
  return done({ code: greeting.code });
};

const login: Action<'ftp.login'> = async (context, { session: name, user, password }) => {
  const session = sessionOf(context, name);
  const outcome = await orRefused(context, name, 'USER', user, () => session.logIn(user, password));
  const accepted = outcome.outcome === 'done';
  context.journal.record('ftp.login', { session: name, user, password, accepted });
  if (accepted) await session.client.useDefaultSettings();
  return outcome;
};

const list: Action<'ftp.list'> = async (context, { session: name, path }) => {
  const { client } = sessionOf(context, name);
  const files = await client.list(path);
  const names = files.map((file) => file.name);
  context.journal.record('ftp.list', { session: name, path: path ?? '.', names });
  return done({ names });
};

const cd: Action<'ftp.cd'> = (context, { session: name, path }) => {
  const { client } = sessionOf(context, name);
  return orRefused(context, name, 'CWD', path, () => client.cd(path));
};

const upload: Action<'ftp.upload'> = async (context, { session: name, local, remote }) => {
  const { client } = sessionOf(context, name);
  const measured = new MeasuredStream();
  const reading = pipeline(createReadStream(join(context.directory, local)), measured);
  reading.catch(() => {}); // Both ends of the pipe report the same failure; the transfer's report counts.
  const outcome = await orRefused(context, name, 'STOR', remote, () => client.uploadFrom(measured, remote));
  if (outcome.outcome === 'refused') {
    measured.destroy();
    return outcome;
  }
  await reading;
  return recordTransfer(context, 'ftp.upload', { session: name, local, remote, ...measured.measurement() });
};

const download: Action<'ftp.download'> = async (context, { session: name, remote, local }) => {
  const { client } = sessionOf(context, name);
  const target = join(context.directory, local);
  await mkdir(dirname(target), { recursive: true });
  const measured = new MeasuredStream();
  const writing = pipeline(measured, createWriteStream(target));
  writing.catch(() => {});
  const outcome = await orRefused(context, name, 'RETR', remote, () => client.downloadTo(measured, remote));
  await writing;
  if (outcome.outcome === 'refused') return outcome;
  return recordTransfer(context, 'ftp.download', { session: name, remote, local, ...measured.measurement() });
};

const rename: Action<'ftp.rename'> = async (context, { session: name, from, to }) => {
  const { client } = sessionOf(context, name);
  const outcome = await orRefused(context, name, 'RNFR', from, () => client.rename(from, to));
  if (outcome.outcome === 'done') context.journal.record('ftp.rename', { session: name, from, to });
  return outcome;
};

const remove: Action<'ftp.remove'> = (context, { session: name, path }) => {
  const { client } = sessionOf(context, name);
  return orRefused(context, name, 'DELE', path, () => client.remove(path));
};

const makeDirectory: Action<'ftp.mkdir'> = (context, { session: name, path }) => {
  const { client } = sessionOf(context, name);
  return orRefused(context, name, 'MKD', path, () => client.send(`MKD ${path}`));
};

const quit: Action<'ftp.quit'> = async (context, { session: name }) => {
  const reply = await sessionOf(context, name).quit();
  context.services.remove(FTP_SESSION, name);
  context.journal.record('ftp.quit', { session: name, code: reply.code, text: reply.message });
  return done({ code: reply.code });
};

export const actions = {
  'ftp.connect': connect,
  'ftp.login': login,
  'ftp.list': list,
  'ftp.cd': cd,
  'ftp.upload': upload,
  'ftp.download': download,
  'ftp.rename': rename,
  'ftp.remove': remove,
  'ftp.mkdir': makeDirectory,
  'ftp.quit': quit,
};

function sessionOf({ services, journal }: ActionContext, name: string): FtpSession {
  return services.get(FTP_SESSION, name).attach(journal);
}

/** Carries out one command; its reply is ground truth, whether it is a yes or a no. */
async function orRefused(
  { journal }: ActionContext,
  session: string,
  command: string,
  argument: string,
  operation: () => Promise<FtpReply>,
): Promise<ActionOutcome> {
  const accepted = await operation().then(
    (reply) => ({ ...reply, ok: true }),
    (error: unknown) => ({ ...asRefusal(error), ok: false }),
  );
  const detail = { session, command, argument, code: accepted.code, text: accepted.message };
  journal.record(accepted.ok ? 'ftp.accepted' : 'ftp.refused', detail);
  return accepted.ok ? done(detail) : refused(detail);
}

function recordTransfer(
  { journal }: ActionContext,
  kind: 'ftp.upload' | 'ftp.download',
  detail: { session: string; local: string; remote: string; bytes: number; sha256: string },
): ActionOutcome {
  journal.record(kind, detail);
  const { bytes, sha256 } = detail;
  journal.say('#', { en: `${bytes} bytes, sha256 ${sha256}`, zh: `${bytes} 字节，sha256 ${sha256}` });
  return done(detail);
}
