/** Fields that stand in many places of `analysis.json`; model.ts says what they count and how. */
import { z } from 'zod';

export const frame = z.int().positive();
export const frames = z.array(frame);
export const count = z.int().nonnegative();
export const epoch = z.string().regex(/^-?\d+\.\d{9}$/);
export const direction = z.enum(['client', 'server']);
