/** Debian 12 brings Node 18, on which what wirelab is made of ends in a syntax error: this comes before all of it. */
import { MachineError } from '../base/errors.ts';

type Version = readonly [major: number, minor: number, patch: number];

/** Throws `MachineError` where `running` (`20.19.0`) is none of `engines`, package.json's `^20.19.0 || >=24.0.0`. */
export function requireNode(running: string, engines: string): void {
  if (isSupported(running, engines)) return;
  throw new MachineError(
    {
      en: `this is Node ${running}; wirelab needs ${engines}`,
      zh: `当前的 Node.js 版本是 ${running}，wirelab 需要 ${engines}`,
    },
    { hint: 'npm install -g node@22' },
  );
}

/** Of npm's ranges those that `engines` is written in: `^` and `>=` with a whole version, joined by `||`. */
export function isSupported(running: string, engines: string): boolean {
  const version = versionOf(running);
  return engines.split('||').some((range) => {
    const lowest = versionOf(range);
    return isAtLeast(version, lowest) && (!range.trim().startsWith('^') || version[0] === lowest[0]);
  });
}

function versionOf(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = (/\d+(\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number);
  return [major, minor, patch];
}

function isAtLeast(version: Version, lowest: Version): boolean {
  const differing = version.findIndex((part, index) => part !== lowest[index]);
  return differing < 0 || version[differing]! > lowest[differing]!;
}
