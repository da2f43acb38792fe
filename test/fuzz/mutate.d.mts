export interface Random {
  /** An integer from 0 to below the limit. */
  below(limit: number): number;
  /** True so often out of once. */
  chance(odds: number): boolean;
}

export function randomFrom(seed: number): Random;
export function recordStarts(bytes: Uint8Array): number[];
export function mutate(source: Uint8Array, random: Random): Uint8Array;
