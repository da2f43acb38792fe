/** The exit statuses (DESIGN.md, Contracts); `exit.ts` says which error ends with which. */
export const EXIT = { checksHeld: 0, checkFailed: 1, usage: 2, machine: 3, broke: 4, interrupted: 130 } as const;
