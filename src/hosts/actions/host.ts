import { execFile } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import { labInterface } from '../network.ts';
import { type Action, done } from './action.ts';

const run = promisify(execFile);

const address: Action<'host.address'> = async ({ journal }) => {
  const addresses: string[] = [];
  for (const [name, entries] of Object.entries(networkInterfaces())) {
    for (const entry of entries ?? []) {
      if (entry.internal) continue;
      journal.show({
        Interface: name,
        'Physical address': entry.mac,
        [entry.family]: entry.cidr ?? entry.address,
      });
      addresses.push(entry.address);
    }
  }
  return done({ addresses });
};

/** With the link down nothing arrives and nothing leaves, as if somebody had pulled the plug. */
const link: Action<'host.link'> = async ({ journal }, { up }) => {
  const name = labInterface();
  await run('ip', ['link', 'set', name, up ? 'up' : 'down']);
  journal.say('#', `ip link set ${name} ${up ? 'up' : 'down'}`);
  return done({ interface: name, up });
};

export const actions = { 'host.address': address, 'host.link': link };
