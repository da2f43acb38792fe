/** The argument that makes the agent program a server in a process of its own, by kind of server. */
export const OWN_PROCESS_ARGUMENT = { tcp: '--tcp-server', smtp: '--smtp-server' } as const;

export type OwnProcessKind = keyof typeof OWN_PROCESS_ARGUMENT;
