import { networkInterfaces } from 'node:os';
import type { Setting } from '../journal.ts';
import { setLink } from '../tcp/shaping.ts';
import { type Action, done } from './action.ts';

const address: Action<'host.address'> = async ({ journal }) => {
  const addresses: string[] = [];
  for (const [name, entries] of Object.entries(networkInterfaces())) {
    const outside = (entries ?? []).filter((entry) => !entry.internal);
    if (outside.length === 0) continue;
    journal.show([
      [{ en: 'Interface', zh: '网络接口' }, name],
      [{ en: 'Physical address', zh: '物理地址' }, outside[0]!.mac],
      ...outside.map(
        (entry): Setting => [
          { en: `${entry.family} address`, zh: `${entry.family} 地址` },
          entry.cidr ?? entry.address,
        ],
      ),
    ]);
    addresses.push(...outside.map((entry) => entry.address));
  }
  return done({ addresses });
};

/** With the link down nothing arrives and nothing leaves, as if somebody had pulled the plug. */
const link: Action<'host.link'> = async ({ journal }, { up }) => {
  await setLink(up);
  journal.say('#', up ? { en: 'the plug is back', zh: '网线已插回' } : { en: 'the plug is pulled', zh: '网线已拔掉' });
  return done({ up });
};

export const actions = { 'host.address': address, 'host.link': link };
