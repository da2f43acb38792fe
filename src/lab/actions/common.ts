/** Schemas that several action families share. */
import { z } from 'zod';

export const port = z.int().min(0).max(65_535).describe('TCP port; 0 lets the system choose.');

export const address = z
  .string()
  .regex(/^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$/, 'an IPv4 or IPv6 address')
  .describe('An address, usually written $(hosts.NAME.address).');

/** A path inside the host's working directory: relative, and never out of it. */
export const fileName = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !path.split('/').includes('..'), 'a relative path without ".."');
