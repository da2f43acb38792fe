import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const NETWORK = fileURLToPath(new URL('../../../src/hosts/network.ts', import.meta.url));

/** Making namespaces takes a right that not every machine gives. */
const canTry = (() => {
  try {
    execFileSync('unshare', ['--user', '--map-root-user', '--net', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!canTry)('labInterface', () => {
  it('in a network namespace: is the interface there, up or down, whatever the machine has', async () => {
    const { outputFiles } = await (await import('esbuild')).build({
      stdin: {
        contents: `import { labInterface } from ${JSON.stringify(NETWORK)}; console.log(labInterface());`,
        resolveDir: '/',
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      write: false,
    });
    const script = 'ip link add eth7 type veth peer name v0 && node --input-type=module';
    const output = execFileSync('unshare', ['--user', '--map-root-user', '--net', 'sh', '-c', script], {
      input: outputFiles[0]!.text,
      encoding: 'utf8',
    });
    expect(output).toBe('eth7\n');
  });
});
