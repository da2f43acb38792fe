/** Settings of the actions that look at or change the host itself. */
import { z } from 'zod';

export const hostActions = {
  'host.address': z.strictObject({}),
  'host.link': z.strictObject({ up: z.boolean().describe('false pulls the plug of the lab interface.') }),
} as const;
