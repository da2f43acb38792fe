import { networkInterfaces } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Setting } from '../journal.ts';
import { loseLargePackets } from '../tcp/loss.ts';
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

const loss: Action<'host.loss'> = async ({ journal, background }, { largerThan, forMs }) => {
  const restore = await loseLargePackets(largerThan);
  journal.say('#', {
    en: `packets of more than ${largerThan} bytes to this host are lost for ${forMs} ms`,
    zh: `${forMs} 毫秒内，发往本机的超过 ${largerThan} 字节的分组都会丢失`,
  });
  const restored = pause(forMs).then(restore);
  restored.then(
    () => background.say('#', { en: 'no more packets are lost', zh: '不再丢失分组' }),
    (error: Error) => background.say('#', error.message),
  );
  return done({});
};

export const actions = { 'host.address': address, 'host.link': link, 'host.loss': loss };
