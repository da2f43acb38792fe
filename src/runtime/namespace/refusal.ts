/** Why this machine refuses namespaces, as far as its words and switches tell, and what mends it. */
import { readFileSync } from 'node:fs';

export interface Refusal {
  readonly reason: string;
  readonly mend: string;
}

function switchValue(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

/**
 * Looks at the last words of `unshare`, then at the switches that distributions use to refuse user namespaces, the
 * commonest first.
 */
export function explainRefusal(isRoot: boolean, lastWords: string): Refusal {
  if (lastWords.includes('root filesystem propagation')) {
    return {
      reason: 'this is a chroot, whose root is no mount point',
      mend: 'before entering it, mount --bind DIRECTORY DIRECTORY, or use a container',
    };
  }
  if (isRoot) {
    return {
      reason: 'root has no right to make namespaces here (a container without CAP_SYS_ADMIN)',
      mend: 'start the container with --cap-add SYS_ADMIN --security-opt apparmor=unconfined --security-opt seccomp=unconfined, or use --runtime docker',
    };
  }
  if (switchValue('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1') {
    return {
      reason: 'AppArmor refuses user namespaces to ordinary programs (Ubuntu 23.10 and later)',
      mend: 'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0, or run as root, or use --runtime docker',
    };
  }
  if (switchValue('/proc/sys/kernel/unprivileged_userns_clone') === '0') {
    return {
      reason: 'this kernel refuses user namespaces to ordinary users',
      mend: 'sudo sysctl kernel.unprivileged_userns_clone=1, or run as root, or use --runtime docker',
    };
  }
  if (switchValue('/proc/sys/user/max_user_namespaces') === '0') {
    return {
      reason: 'this kernel allows no user namespaces',
      mend: 'sudo sysctl user.max_user_namespaces=15000, or run as root, or use --runtime docker',
    };
  }
  return {
    reason: 'user namespaces are refused here (a container, or a security policy)',
    mend: 'run as root, start the container with --security-opt seccomp=unconfined --cap-add SYS_ADMIN, or use --runtime docker',
  };
}
