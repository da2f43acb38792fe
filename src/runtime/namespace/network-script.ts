/**
 * The shell script that makes a lab network, run by the first process of the lab's own namespaces. It ends as `cat`,
 * which lives as long as the controller holds its standard input open: when the controller dies, however it dies, the
 * process ends, with it its PID namespace, with that every lab process, and with the last of them every interface.
 */
import type { HostPlan, NetworkPlan } from '../../lab/plan.ts';
import { HOST_INTERFACE, OFFLOADS, tokenBucket } from '../link.ts';

export const BRIDGE = 'lab0';

/** The bridge's own address, which no lab frame carries. */
const BRIDGE_MAC = '02:00:00:00:00:01';

/** The first line of the script's standard output: the namespaces were granted. */
export const BEGUN_LINE = 'begun';

/** The last line of the script's standard output before it waits; `PID` is the first process's, seen from outside. */
export const READY_LINE = /^ready (\d+)$/;

/** Makes the script. Every name and address in a plan is validated by the lab schema, so none needs quoting. */
export function networkScript(network: NetworkPlan, hosts: readonly HostPlan[]): string {
  return [
    'set -eu',
    'read -r pid rest < /proc/self/stat',
    `echo ${BEGUN_LINE}`,
    'mount -t tmpfs -o mode=755 wirelab /run',
    ...hostsFile(hosts),
    ...hosts.map((host) => `ip netns add ${host.name}`),
    ...(network.family === 'ipv4' ? [NO_IPV6, ...hosts.map((host) => inHost(host, NO_IPV6))] : []),
    batch('ip -batch -', switchLines(network, hosts)),
    ...hosts.flatMap((host, index) => hostLines(network, host, index)),
    'echo "ready $pid"',
    'exec cat > /dev/null',
    '',
  ].join('\n');
}

/** Where `/proc/sys` is read-only (in a container), `addrgenmode none` alone keeps IPv6 off the wire. */
const NO_IPV6 = 'for f in all default; do echo 1 > /proc/sys/net/ipv6/conf/$f/disable_ipv6; done 2>/dev/null || true';

function hostsFile(hosts: readonly HostPlan[]): string[] {
  const lines = ['127.0.0.1 localhost', ...hosts.map((host) => `${host.address} ${host.name}`)];
  return [batch('cat > /run/hosts', lines), 'if [ -e /etc/hosts ]; then mount --bind /run/hosts /etc/hosts; fi'];
}

function switchLines(network: NetworkPlan, hosts: readonly HostPlan[]): string[] {
  return [
    'link set lo up',
    `link add ${BRIDGE} address ${BRIDGE_MAC} mtu ${network.mtu} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
    `link set ${BRIDGE} addrgenmode none up`,
    ...hosts.flatMap((host, index) => [
      `link add ${port(index)} mtu ${network.mtu} type veth peer name ${HOST_INTERFACE} netns ${host.name} address ${host.mac} mtu ${network.mtu}`,
      `link set ${port(index)} addrgenmode none master ${BRIDGE} up`,
    ]),
  ];
}

function hostLines(network: NetworkPlan, host: HostPlan, index: number): string[] {
  const noDad = network.family === 'ipv6' ? ' nodad' : '';
  return [
    batch(`ip -n ${host.name} -batch -`, [
      'link set lo up',
      `link set ${HOST_INTERFACE} addrgenmode none`,
      `addr add ${host.address}/${network.prefixLength} dev ${HOST_INTERFACE}${noDad}`,
      `link set ${HOST_INTERFACE} up`,
    ]),
    `ethtool -K ${port(index)} ${OFFLOADS} >/dev/null`,
    inHost(host, `ethtool -K ${HOST_INTERFACE} ${OFFLOADS} >/dev/null`),
    ...(network.rateBps === null ? [] : [rateLine(host, network.rateBps)]),
  ];
}

function rateLine(host: HostPlan, rateBps: number): string {
  return `tc -n ${host.name} qdisc add dev ${HOST_INTERFACE} root tbf ${tokenBucket(rateBps)}`;
}

function port(index: number): string {
  return `port${index}`;
}

function inHost(host: HostPlan, command: string): string {
  return `nsenter --net=/run/netns/${host.name} sh -c '${command}'`;
}

function batch(command: string, lines: readonly string[]): string {
  return [`${command} <<'END'`, ...lines, 'END'].join('\n');
}
