/** Settings of the FTP actions, as a lab file's `with` gives them. */
import { z } from 'zod';
import { address, fileName, port } from './common.ts';

const session = z.string().min(1).default('main').describe('Name of the FTP session; several may be open at once.');
const command = z.string().regex(/^[A-Z]{3,4}$/, 'an FTP command in capitals, such as DELE');

const user = z.strictObject({
  name: z.string().min(1),
  password: z.string().min(1),
  write: z.boolean().default(true).describe('May the user upload, rename and delete?'),
});

const start = z.strictObject({
  program: z
    .enum(['wirelab', 'vsftpd'])
    .default('wirelab')
    .describe('The server; vsftpd runs on Docker only. `run --server` sets it.'),
  site: z.string().min(1).default('FTP').describe('Name of the site, shown to people only.'),
  address: address.optional().describe('Where to listen; the host’s own address unless told otherwise.'),
  port: port.default(21),
  home: fileName.default('site').describe('Directory that the site shows, under the host’s working directory.'),
  greeting: z.string().min(1).optional(),
  users: z.array(user).min(1),
  passivePorts: z
    .strictObject({ from: port, to: port })
    .default({ from: 50_000, to: 50_099 })
    .describe('Ports for passive data connections.'),
});

/** vsftpd keeps a file for a user, under the user's name. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const startable = start.refine(
  ({ program, users }) => program === 'wirelab' || users.every(({ name }) => FILE_NAME.test(name)),
  { error: 'user names of letters, digits, dots and hyphens for a server that is not wirelab’s own' },
);

const rules = z.strictObject({
  deny: z.array(command).describe('Commands that are refused from the next login on; [] allows everything again.'),
});

const connect = z.strictObject({
  session,
  host: address,
  port: port.default(21),
  mode: z.enum(['passive', 'active']).default('passive'),
});

const remote = z.string().min(1).describe('Path on the server.');

export const ftpActions = {
  'ftp-server.start': startable.describe('Starts an FTP site without TLS; a host serves one.'),
  'ftp-server.rules': rules.describe('Denies commands to every login from now on, as IIS request filtering does.'),
  'ftp.connect': connect.describe('Opens a control connection and reads the greeting.'),
  'ftp.login': z
    .strictObject({ session, user: z.string().min(1), password: z.string().min(1) })
    .describe('USER and PASS, then the usual settings (FEAT, TYPE I, STRU F, OPTS UTF8 ON).'),
  'ftp.list': z.strictObject({ session, path: remote.optional() }).describe('LIST over a data connection.'),
  'ftp.cd': z.strictObject({ session, path: remote }).describe('CWD.'),
  'ftp.upload': z
    .strictObject({ session, local: fileName, remote })
    .describe('STOR: a file of this host to the server.'),
  'ftp.download': z
    .strictObject({ session, remote, local: fileName })
    .describe('RETR: a file of the server to this host.'),
  'ftp.rename': z.strictObject({ session, from: remote, to: remote }).describe('RNFR and RNTO.'),
  'ftp.remove': z.strictObject({ session, path: remote }).describe('DELE.'),
  'ftp.mkdir': z.strictObject({ session, path: remote }).describe('MKD.'),
  'ftp.quit': z.strictObject({ session }).describe('QUIT, then FIN from both sides.'),
} as const;
