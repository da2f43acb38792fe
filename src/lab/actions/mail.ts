/** Settings of the mail actions. */
import { z } from 'zod';
import { address, fileName, port } from './common.ts';

const account = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/i, 'a mailbox name of letters, digits, dots and hyphens'),
  password: z.string().min(1),
});

const domain = z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, 'a domain name in small letters');

/** How the SMTP server ends a connection after QUIT. */
export const SERVER_CLOSINGS = ['fin', 'fin-after-ack', 'fin-with-reply', 'never', 'crash', 'power-cut'] as const;

/** How the plain client ends it: with its FIN at once, after a while, or after the server's, without or with some time between. */
export const CLIENT_CLOSINGS = ['at-once', 'after-a-while', 'after-server', 'long-after-server'] as const;

const start = z.strictObject({
  program: z
    .enum(['wirelab', 'postfix'])
    .default('wirelab')
    .describe('The server; postfix (SMTP) comes with Dovecot (POP3), on Docker only. `run --server` sets it.'),
  domain,
  accounts: z.array(account).min(1),
  address: address.optional().describe('Where to listen; the host’s own address unless told otherwise.'),
  smtpPort: port.default(25),
  pop3Port: port.default(110),
  authentication: z.boolean().default(true).describe('Must a sender log in?'),
  pipelining: z.boolean().default(false).describe('Offer PIPELINING and CHUNKING (BDAT).'),
  closing: z
    .enum(SERVER_CLOSINGS)
    .default('fin')
    .describe(
      'fin: 221, then FIN. fin-after-ack: FIN once the 221 is acknowledged. fin-with-reply: both in one segment. never: 221 and no FIN. crash: the SMTP program is killed with QUIT unread. power-cut: 221, and then the host is gone from the network.',
    ),
});

/** Only a server of ours can be told how to end a connection. */
const startable = start.refine(({ program, closing }) => program === 'wirelab' || closing === 'fin', {
  error: 'closing: fin for a server that is not wirelab’s own',
});

const configure = z.strictObject({
  name: z.string().min(1).describe('The name that recipients see.'),
  address: z.string().regex(/^[^@\s]+@[^@\s]+$/, 'a mail address'),
  user: z.string().min(1),
  password: z.string().min(1),
  smtp: address,
  smtpPort: port.default(25),
  pop3: address,
  pop3Port: port.default(110),
});

const send = z.strictObject({
  to: z.string().regex(/^[^@\s]+@[^@\s]+$/, 'a mail address'),
  subject: z.string().min(1),
  text: z.string(),
  attachments: z.array(z.strictObject({ file: fileName, name: z.string().min(1).optional() })).default([]),
  login: z.enum(['PLAIN', 'LOGIN', 'none']).default('PLAIN'),
  client: z
    .enum(['nodemailer', 'plain'])
    .default('nodemailer')
    .describe('plain: a small client over a plain socket, whose commands and closing can be chosen.'),
  pipelined: z.boolean().default(false).describe('plain: MAIL, RCPT and the first BDAT or DATA in one go (RFC 2920).'),
  chunks: z.int().min(0).max(64).default(0).describe('plain: send the mail by BDAT in so many chunks; 0 means DATA.'),
  closing: z.enum(CLIENT_CLOSINGS).default('after-server').describe('plain: how the client closes.'),
  clientBytes: z
    .int()
    .min(1)
    .optional()
    .describe('plain: pad the mail so that the client sends exactly so many bytes in all.'),
});

const receive = z.strictObject({
  login: z.enum(['USER/PASS', 'APOP']).default('USER/PASS'),
  delete: z.boolean().default(true),
});

export const mailActions = {
  'mail-server.start': startable.describe('Starts an SMTP and a POP3 server for one domain, without TLS.'),
  'mail.configure': configure.describe('Sets up this host’s mail program; the other mail actions use it.'),
  'mail.send': send.describe('Composes a mail and sends it by SMTP over a connection of its own.'),
  'mail.receive': receive.describe('Fetches every mail by POP3, compares each with what was sent, and deletes it.'),
} as const;
