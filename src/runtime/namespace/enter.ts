/** The command lines that make the lab's namespaces and enter them. */

const isRoot = process.getuid?.() === 0;

/** As an ordinary user, a user namespace in which that user is root; nobody outside sees those rights. */
const NEW_USER = isRoot ? [] : ['--user', '--map-root-user'];
const ENTER_USER = isRoot ? [] : ['--user', '--preserve-credentials'];

/** Entering a mount namespace leaves a chroot; its root and working directory are entered again. */
const ENTER_FILES = ['--mount', '--root', '--wd'];

/** Takes the host's name and a program: runs the program on a machine that calls itself by that name. */
const UNDER_OWN_NAME = ['unshare', '--uts', '--', 'sh', '-c', 'hostname "$1" && shift && exec "$@"', 'sh'];

/** `unshare` arguments: the lab's own namespaces, gone when their first process or `unshare` itself dies. */
export function makeNamespaces(program: readonly string[]): string[] {
  return [...NEW_USER, '--mount', '--net', '--uts', '--pid', '--fork', '--kill-child=SIGKILL', '--', ...program];
}

/** `nsenter` arguments for a program on a host, under the host's own name. */
export function enterHost(firstProcess: number, host: string, program: readonly string[]): string[] {
  return [
    `--target=${firstProcess}`,
    ...ENTER_USER,
    ...ENTER_FILES,
    '--pid',
    `--net=/proc/${firstProcess}/root/run/netns/${host}`,
    '--',
    ...UNDER_OWN_NAME,
    host,
    ...program,
  ];
}

/** `nsenter` arguments for a program beside the bridge. */
export function enterSwitch(firstProcess: number, program: readonly string[]): string[] {
  return [`--target=${firstProcess}`, ...ENTER_USER, ...ENTER_FILES, '--pid', '--net', '--', ...program];
}
