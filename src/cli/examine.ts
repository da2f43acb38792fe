/** Gathers what every part of wirelab needs of this machine. */
import { hintsOf, messagesOf } from '../base/errors.ts';
import type { Localized, Text } from '../base/language.ts';
import { loadCap } from '../capture/cap.ts';
import { loadLibpcap } from '../capture/libpcap-library.ts';
import { findChromium } from '../report/chromium.ts';
import type { Need, RuntimeKind } from '../runtime/runtime.ts';
import { makeRuntime } from './runtimes.ts';

export interface NeedGroup {
  readonly title: Localized;
  /** The runtime that these needs are for; null for what is common to all. */
  readonly runtime: RuntimeKind | null;
  readonly needs: readonly Need[];
}

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
  const libpcap = await loadable(
    'libpcap',
    { en: 'libpcap (capture engine)', zh: 'libpcap（抓包引擎）' },
    async () => (await loadLibpcap()).version,
  );
  const cap = await loadable('cap', { en: 'cap (second capture engine)', zh: 'cap（第二抓包引擎）' }, async () => {
    await loadCap();
    return { en: 'built', zh: '已构建' };
  });
  return [
    { ...libpcap, required: !cap.ok },
    { ...cap, required: false },
  ];
}

async function loadable(id: string, title: Text, load: () => Promise<Text>): Promise<Need> {
  try {
    return { id, title, ok: true, detail: await load(), mend: null, required: true };
  } catch (error) {
    return { id, title, ok: false, detail: messagesOf(error), mend: hintsOf(error), required: true };
  }
}

function chromiumNeed(): Need {
  const path = findChromium();
  return {
    id: 'chromium',
    title: { en: 'Chromium (only for --format pdf)', zh: 'Chromium（仅 --format pdf 需要）' },
    ok: path !== null,
    detail: path ?? { en: 'not installed', zh: '未安装' },
    mend: path === null ? 'apt-get install chromium' : null,
    required: false,
  };
}
