/** `ftp-server.start` with vsftpd. */
import { join } from 'node:path';
import type { ActionSettings } from '../../lab/actions/catalogue.ts';
import { type ActionContext, type ActionOutcome, done } from '../actions/action.ts';
import { FTP_SITE, SITE } from '../ftp/site.ts';
import { localAddress } from '../network.ts';
import { configurationLines } from './configuration.ts';
import { Vsftpd } from './vsftpd.ts';

export async function start(
  { directory, journal, services }: ActionContext,
  { port, home, greeting, users, passivePorts, ...settings }: ActionSettings<'ftp-server.start'>,
): Promise<ActionOutcome> {
  const address = settings.address ?? localAddress();
  const root = join(directory, home);
  const site = await Vsftpd.start({ directory, address, port, root, greeting, users, passivePorts });
  services.add(FTP_SITE, SITE, site);
  const server = { name: 'vsftpd', version: site.version };
  journal.say('#', `${server.name} ${server.version}, vsftpd.conf:`);
  journal.say('=', configurationLines(site.settings, '='));
  const detail = { address, port, server };
  journal.record('ftp-server.started', detail);
  return done(detail);
}
