import { join } from 'node:path';
import { FTP_SITE, FtpSite } from '../ftp/server.ts';
import { localAddress } from '../network.ts';
import { type Action, done } from './action.ts';

/** A host serves one site: later actions find it without a name. */
const SITE = 'site';

const start: Action<'ftp-server.start'> = async ({ directory, journal, background, services }, settings) => {
  const address = settings.address ?? localAddress();
  const root = join(directory, settings.home);
  const { port, greeting, users, passivePorts } = settings;
  const site = await FtpSite.start({ address, port, root, greeting, users, passivePorts, journal: background });
  services.add(FTP_SITE, SITE, site);
  journal.show({
    'Add FTP Site · Site name': settings.site,
    'Add FTP Site · Content directory': `/${settings.home}`,
    'Binding · IP address': address,
    'Binding · Port': String(site.port),
    'SSL · Requirement': 'No SSL',
    'Authentication · Anonymous': 'Disabled',
    'Authentication · Basic': 'Enabled',
  });
  for (const user of users) {
    journal.show({ [`Authorization · ${user.name}`]: user.write ? 'Read, Write' : 'Read' });
  }
  journal.show({
    'Messages · Banner': greeting ?? '(none)',
    'Firewall Support · Data channel port range': `${passivePorts.from}-${passivePorts.to}`,
    'Firewall · State': 'Off (a lab network has no firewall)',
  });
  journal.record('ftp-server.started', { address, port: site.port });
  return done({ address, port: site.port });
};

const rules: Action<'ftp-server.rules'> = async ({ journal, services }, { deny }) => {
  services.get(FTP_SITE, SITE).deny(deny);
  for (const command of deny) journal.show({ 'Request Filtering · Deny Command': command });
  if (deny.length === 0) journal.show({ 'Request Filtering': 'every command is allowed' });
  journal.record('ftp-server.rules', { deny });
  return done({ deny });
};

export const actions = { 'ftp-server.start': start, 'ftp-server.rules': rules };
