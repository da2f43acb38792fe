/** Settings of the actions that look at or change the host itself. */
import { z } from 'zod';

export const hostActions = {
  'host.address': z.strictObject({}).describe('Shows the host’s interfaces and addresses.'),
  'host.link': z
    .strictObject({ up: z.boolean().describe('false pulls the plug of the lab interface.') })
    .describe('Takes the host off the lab network, or puts it back.'),
} as const;
