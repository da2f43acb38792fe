/** Settings of the actions that look at or change the host itself. */
import { z } from 'zod';

export const hostActions = {
  'host.address': z.strictObject({}).describe('Shows the host’s interfaces and addresses.'),
  'host.link': z
    .strictObject({ up: z.boolean().describe('false pulls the plug of the lab interface.') })
    .describe('Takes the host off the lab network, or puts it back.'),
  'host.loss': z
    .strictObject({
      largerThan: z.int().min(576).max(9_000).default(1_000).describe('Packets of more bytes than this are lost.'),
      forMs: z.int().min(10).max(60_000).describe('For so long from now on; the step does not wait for it.'),
    })
    .describe('Loses the large packets on their way to this host, after the capture has seen them. IPv4 only.'),
} as const;
