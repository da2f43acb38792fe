/** The argument that makes the agent program a scripted TCP server in a process of its own. */
export const OWN_PROCESS_ARGUMENT = '--tcp-server';
