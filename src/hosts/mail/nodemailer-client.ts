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
    logger: dialogueLogger(journal, login),
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

/** What nodemailer shows its logger in place of a password, before it encodes it. */
const HIDDEN = '/* secret */';

/** nodemailer tells its dialogue to a logger, with passwords hidden; the transcript says what was really sent. */
function dialogueLogger(journal: Journal, login: Submission['login']) {
  const tell = (entry: { tnx?: string }, ...words: unknown[]): void => {
    const text = unhide(words.map(String).join(' '), login);
    if (entry.tnx === 'client') journal.say('>', text);
    else if (entry.tnx === 'server') journal.say('<', text);
  };
  const silent = (): void => {};
  return { level: silent, trace: silent, debug: tell, info: silent, warn: silent, error: silent, fatal: silent };
}

function unhide(text: string, login: Submission['login']): string {
  if (login === null) return text;
  const { user, password } = login;
  // RFC 4616: authorization identity (none), user, password. AUTH LOGIN sends the password alone.
  return text
    .replace(base64(`\0${user}\0${HIDDEN}`), base64(`\0${user}\0${password}`))
    .replace(base64(HIDDEN), base64(password));
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
