import type { Localized } from '../../base/language.ts';

/** An address and a port, as a settings page shows them. */
export function endpoint(address: string, port: number): Localized {
  return { en: `${address}, port ${port}`, zh: `${address}，端口 ${port}` };
}
