/** What comes first: the title page, the aim, the environment with its topology. */
import { drawTopology, type TopologyInput } from '../figures/topology.ts';
import type { Block, Section, TitleField } from '../model.ts';
import { exact } from '../number.ts';
import { visibleLine } from '../text.ts';
import { type BuildContext, code, figure, filterBlock, paragraph, section, table } from './context.ts';

export function titlePage(context: BuildContext): TitleField[] {
  const { say, options, manifest } = context;
  const value = (text: string | null) => (text === null ? null : visibleLine(text));
  return [
    { field: 'course', label: say('Course', '课程名称'), value: value(options.course) },
    { field: 'student', label: say('Student', '姓名'), value: value(options.student ?? manifest?.student ?? null) },
    { field: 'number', label: say('Student number', '学号'), value: value(options.studentNumber) },
    { field: 'teacher', label: say('Teacher', '指导教师'), value: value(options.teacher) },
    { field: 'date', label: say('Date', '实验日期'), value: value(options.date) },
  ];
}

export function aimSection(context: BuildContext): Section {
  const { say, manifest } = context;
  const blocks: Block[] = manifest
    ? [paragraph(context.pick(manifest.lab.summary))]
    : [
        paragraph(
          say(
            'This report explains a capture: which TCP connections it holds, how each was opened and closed, what was said on it, and what can be learnt from that.',
            '本报告分析一份抓包文件：其中有哪些 TCP 连接，每条连接如何建立、如何释放，双方说了什么，从中能得出什么结论。',
          ),
        ),
      ];
  blocks.push(
    paragraph(
      say(
        'TCP gives applications a reliable stream of bytes in order. Everything stated below names the frames that show it: the report’s web page opens them, and Wireshark shows them with the filter given.',
        'TCP 向应用程序提供可靠、有序的字节流。下文的每一个结论都注明了相应的帧号：在网页版报告中可以直接打开这些帧，也可以把给出的过滤器粘贴到 Wireshark 中核对。',
      ),
    ),
  );
  return section('aim', say('Aim', '实验目的'), blocks);
}

export function environmentSection(context: BuildContext): Section {
  const { say, manifest } = context;
  const blocks: Block[] = [];
  const all = topologyHosts(context);
  const hosts = manifest ? all : all.slice(0, MAX_TOPOLOGY_HOSTS);
  if (hosts.length > 0) {
    blocks.push(
      figure(
        'topology',
        manifest ? say('Topology of the lab network', '实验网络拓扑') : say('Hosts of the capture', '抓包中的主机'),
        hosts.map(({ name, address }) => (name === null ? address : `${name} ${address}`)).join(say(', ', '、')),
        drawTopology({
          hosts,
          network: manifest?.network.subnet ?? say('captured network', '被抓包的网络'),
          capture: say('capture', '抓包点'),
          title: say('Topology', '拓扑'),
        }),
      ),
    );
  }
  if (manifest) {
    blocks.push(
      table(
        say('Hosts of the lab', '实验主机'),
        [say('Host', '主机'), say('Role', '角色'), say('Address', 'IP 地址'), say('MAC', 'MAC 地址')],
        manifest.hosts.map((host) => [code(host.name), context.pick(host.title), code(host.address), code(host.mac)]),
      ),
      networkParagraph(context),
    );
  } else {
    blocks.push(
      paragraph(
        say(
          'A bare capture: what the hosts are is known only from their packets.',
          '这是一份单独的抓包文件：主机的信息只能从分组中得知。',
        ),
        hosts.length < all.length
          ? say(
              ` The figure shows the first ${hosts.length} of ${exact(all.length)} hosts.`,
              `图中只画出 ${all.length} 台主机中的前 ${hosts.length} 台。`,
            )
          : '',
      ),
    );
  }
  blocks.push(filterBlock('tcp', say('every TCP segment of the capture', '抓包中的全部 TCP 报文段')));
  return section('environment', say('Environment and topology', '实验环境与网络拓扑'), blocks);
}

function networkParagraph(context: BuildContext): Block {
  const { say, manifest } = context;
  const network = manifest!.network;
  const rate = network.rateBps === null ? say('no rate limit', '不限速') : `${exact(network.rateBps / 1e6)} Mbit/s`;
  const capture = manifest!.capture;
  const segment = say(
    `The hosts share one Ethernet segment (${network.subnet}, MTU ${network.mtu}, ${rate}) with no way out of it.`,
    `各主机处在同一个以太网段（${network.subnet}，MTU ${network.mtu}，${rate}），与外界隔离。`,
  );
  if (capture.packets === 0) return paragraph(segment);
  const version = visibleLine(capture.version);
  const engine = version.startsWith(capture.engine) ? version : `${capture.engine} ${version}`;
  const times = {
    'kernel-nanoseconds': say('kernel timestamps in nanoseconds', '内核时间戳，纳秒精度'),
    'kernel-microseconds': say('kernel timestamps in microseconds', '内核时间戳，微秒精度'),
    'user-space': say('timestamps of the capturing program', '由抓包程序加盖的时间戳'),
  }[capture.timestamps];
  return paragraph(
    say(
      `${segment} The capture was taken on its bridge by ${engine}, with ${times}; the largest frame has ${capture.largestFrame} bytes.`,
      `${segment}抓包点在该网段的网桥上，抓包引擎为 ${engine}，${times}；最大的帧为 ${capture.largestFrame} 字节。`,
    ),
  );
}

const MAX_TOPOLOGY_HOSTS = 8;

function topologyHosts(context: BuildContext): TopologyInput['hosts'][number][] {
  const { manifest, analysis } = context;
  const servers = new Set(analysis.connections.map((c) => c.server.address));
  if (manifest) {
    return manifest.hosts.map((host) => ({
      name: context.pick(host.title),
      address: host.address,
      server: /server/.test(host.name),
    }));
  }
  const seen = new Map<string, TopologyInput['hosts'][number]>();
  for (const connection of analysis.connections) {
    for (const end of [connection.client, connection.server]) {
      if (seen.has(end.address)) continue;
      seen.set(end.address, {
        name: end.name === null ? null : visibleLine(end.name),
        address: end.address,
        server: servers.has(end.address),
      });
    }
  }
  return [...seen.values()];
}

export function documentTitle(context: BuildContext): { title: string; subtitle: string | null } {
  const { options, manifest, analysis, say } = context;
  const own = options.title === null ? null : visibleLine(options.title);
  if (manifest) {
    const variant =
      manifest.lab.variant === null ? '' : say(` · variant ${manifest.lab.variant}`, ` · 变体 ${manifest.lab.variant}`);
    return {
      title: own ?? context.pick(manifest.lab.title),
      subtitle: say(`Lab report${variant}`, `实验报告${variant}`),
    };
  }
  return {
    title: own ?? visibleLine(analysis.capture.file ?? say('A capture, explained', '抓包分析')),
    subtitle: say('Capture report', '抓包分析报告'),
  };
}
