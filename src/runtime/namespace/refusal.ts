/** Why this machine refuses namespaces, as far as its words and switches tell, and what mends it. */
import { readFileSync } from 'node:fs';
import { MachineError } from '../../base/errors.ts';
import { fillIn, type Localized } from '../../base/language.ts';

interface Refusal {
  readonly reason: Localized;
  readonly mend: Localized;
}

function switchValue(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

/**
 * Did `unshare` end because somebody killed it or its first process? Killed itself, it says nothing; of a killed first
 * process it says that it can't end by the same signal.
 */
export function wasKilled(signal: string | null, lastWords: string): boolean {
  return signal !== null || lastWords === '' || lastWords.startsWith('unshare: sigprocmask');
}

const REFUSED = { en: '{reason} ({lastWords})', zh: '{reason}（{lastWords}）' };

/** The refusal as an error, from the last words of `unshare`. */
export function refusalError(lastWords: string): MachineError {
  const { reason, mend } = explainRefusal(process.getuid?.() === 0, lastWords);
  return new MachineError(fillIn(REFUSED, { reason, lastWords }), { hint: mend });
}

/**
 * Looks at the last words of `unshare`, then at the switches that distributions use to refuse user namespaces, the
 * commonest first.
 */
function explainRefusal(isRoot: boolean, lastWords: string): Refusal {
  if (lastWords.includes('root filesystem propagation')) {
    return {
      reason: { en: 'this is a chroot, whose root is no mount point', zh: '这里是 chroot 环境，它的根目录不是挂载点' },
      mend: {
        en: 'before entering it, mount --bind DIRECTORY DIRECTORY, or use a container',
        zh: '进入之前先执行 mount --bind 目录 目录，或者改用容器',
      },
    };
  }
  if (isRoot) {
    return {
      reason: {
        en: 'root has no right to make namespaces here (a container without CAP_SYS_ADMIN)',
        zh: '这里的 root 无权创建命名空间（没有 CAP_SYS_ADMIN 的容器）',
      },
      mend: {
        en: 'start the container with --cap-add SYS_ADMIN --security-opt apparmor=unconfined --security-opt seccomp=unconfined, or use --runtime docker',
        zh: '启动容器时加上 --cap-add SYS_ADMIN --security-opt apparmor=unconfined --security-opt seccomp=unconfined，或使用 --runtime docker',
      },
    };
  }
  if (switchValue('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1') {
    return {
      reason: {
        en: 'AppArmor refuses user namespaces to ordinary programs (Ubuntu 23.10 and later)',
        zh: 'AppArmor 不允许普通程序使用用户命名空间（Ubuntu 23.10 及以后版本）',
      },
      mend: orRoot('sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0'),
    };
  }
  if (switchValue('/proc/sys/kernel/unprivileged_userns_clone') === '0') {
    return {
      reason: { en: 'this kernel refuses user namespaces to ordinary users', zh: '内核不允许普通用户使用用户命名空间' },
      mend: orRoot('sudo sysctl kernel.unprivileged_userns_clone=1'),
    };
  }
  if (switchValue('/proc/sys/user/max_user_namespaces') === '0') {
    return {
      reason: { en: 'this kernel allows no user namespaces', zh: '内核不允许创建用户命名空间' },
      mend: orRoot('sudo sysctl user.max_user_namespaces=15000'),
    };
  }
  return {
    reason: {
      en: 'user namespaces are refused here (a container, or a security policy)',
      zh: '这里不允许使用用户命名空间（在容器中，或受安全策略限制）',
    },
    mend: {
      en: 'run as root, start the container with --security-opt seccomp=unconfined --cap-add SYS_ADMIN, or use --runtime docker',
      zh: '以 root 身份运行，或启动容器时加上 --security-opt seccomp=unconfined --cap-add SYS_ADMIN，或使用 --runtime docker',
    },
  };
}

function orRoot(command: string): Localized {
  return {
    en: `${command}, or run as root, or use --runtime docker`,
    zh: `${command}，或以 root 身份运行，或使用 --runtime docker`,
  };
}
