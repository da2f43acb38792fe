/** Sends a mail with nodemailer, over one connection, and waits until that has closed. */
import { once } from 'node:events';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Journal } from '../journal.ts';
import { SmtpRefusal, type Submission } from './sending.ts';

const TIMEOUT_MS = 10_000;

type SmtpError = Error & { readonly responseCode?: number; readonly command?: string; readonly response?: string };

/** Returns the server's last reply. Throws `SmtpRefusal` for 4yz and 5yz. */
export async function sendWithNodemailer(submission: Submission): Promise<string> {
  const { host, port, clientName, login, from, to, message, journal } = submission;
  const connection = new SMTPConnection({
    host,
    port,
    name: clientName,
    secure: false,
    ignoreTLS: true,
    greetingTimeout: TIMEOUT_MS,
    connectionTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    logger: dialogueLogger(journal),
    debug: true,
  });
  const broken = once(connection, 'error').then(([error]) => Promise.reject(asRefusal(error as SmtpError)));
  broken.catch(() => {});
  const ended = once(connection, 'end');
  ended.catch(() => {});
  const step = <T>(start: (done: (error?: Error | null, result?: T) => void) => void): Promise<T | undefined> =>
    Promise.race([settle(start), broken]);
  await step<void>((done) => connection.connect(done));
  try {
    if (login) {
      const auth = { user: login.user, pass: login.password, method: login.mechanism };
      await step((done) => connection.login({ ...auth, credentials: { user: auth.user, pass: auth.pass } }, done));
    }
    const sent = await step<{ response: string }>((done) => connection.send({ from, to: [to] }, message, done));
    return sent?.response ?? '';
  } finally {
    connection.quit();
    await Promise.race([ended, broken.catch(() => {})]);
  }
}

function settle<T>(start: (done: (error?: Error | null, result?: T) => void) => void): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    start((error, result) => (error ? reject(asRefusal(error)) : resolve(result)));
  });
}

function asRefusal(error: SmtpError): Error {
  const { responseCode, command, response } = error;
  return responseCode === undefined ? error : new SmtpRefusal(command ?? '', responseCode, response ?? error.message);
}

/** nodemailer tells its dialogue to a logger, with passwords hidden. */
function dialogueLogger(journal: Journal) {
  const tell = (entry: { tnx?: string }, ...words: unknown[]): void => {
    const text = words.map(String).join(' ');
    if (entry.tnx === 'client') journal.say('>', text);
    else if (entry.tnx === 'server') journal.say('<', text);
  };
  const silent = (): void => {};
  return { level: silent, trace: silent, debug: tell, info: silent, warn: silent, error: silent, fatal: silent };
}
