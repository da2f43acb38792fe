/** Gathers what every part of wirelab needs of this machine. */
import { existsSync } from 'node:fs';
import { messageOf } from '../base/errors.ts';
import type { Localized } from '../base/language.ts';
import { loadCap } from '../capture/cap.ts';
import { loadLibpcap } from '../capture/libpcap.ts';
import type { Need, RuntimeKind } from '../runtime/runtime.ts';
import { makeRuntime } from './runtimes.ts';

export interface NeedGroup {
  readonly title: Localized;
  /** The runtime that these needs are for; null for what is common to all. */
  readonly runtime: RuntimeKind | null;
  readonly needs: readonly Need[];
}

const CHROMIUM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export async function examineMachine(): Promise<NeedGroup[]> {
  const [namespaces, capture, docker] = await Promise.all([needsOf('namespace'), captureNeeds(), needsOf('docker')]);
  return [
    {
      title: { en: 'Embedded runtime (namespaces)', zh: '内置运行环境（命名空间）' },
      runtime: 'namespace',
      needs: [...namespaces, ...capture],
    },
    { title: { en: 'Docker runtime (containers)', zh: 'Docker 运行环境（容器）' }, runtime: 'docker', needs: docker },
    { title: { en: 'Reports', zh: '报告' }, runtime: null, needs: [chromiumNeed()] },
  ];
}

async function needsOf(kind: RuntimeKind): Promise<Need[]> {
  return (await makeRuntime(kind)).examine();
}

async function captureNeeds(): Promise<Need[]> {
  const libpcap = await loadable('libpcap', 'libpcap (capture engine)', async () => (await loadLibpcap()).version);
  const cap = await loadable('cap', 'cap (second capture engine)', async () => {
    await loadCap();
    return 'built';
  });
  return [
    { ...libpcap, required: !cap.ok },
    { ...cap, required: false },
  ];
}

async function loadable(id: string, title: string, load: () => Promise<string>): Promise<Need> {
  try {
    return { id, title, ok: true, detail: await load(), mend: null, required: true };
  } catch (error) {
    const mend = (error as { hint?: string }).hint ?? null;
    return { id, title, ok: false, detail: messageOf(error), mend, required: true };
  }
}

function chromiumNeed(): Need {
  const path = CHROMIUM_PATHS.find((candidate) => existsSync(candidate));
  return {
    id: 'chromium',
    title: 'Chromium (only for --format pdf)',
    ok: path !== undefined,
    detail: path ?? 'not installed',
    mend: path ? null : 'apt-get install chromium',
    required: false,
  };
}
