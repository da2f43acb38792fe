/**
 * Where Wireshark tells VNC by its greeting (RFC 6143 §7.1.1), not by its port, it takes what follows for a new stream: nothing
 * of what it knew of the connection goes along.
 */
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import type { Flow } from './flow.ts';

/** `RFB 003.008` and a line feed; Wireshark looks at no more than these, and at no digits. */
export const GREETING_LENGTH = 12;
const GREETING = /^rfb .{3}\..{3}\n$/is;

/**
 * The ports on which tshark 4.4.18 gives such a payload to another protocol, or to VNC by the port: found by sending one to
 * every port.
 */
const TAKEN_PORTS = [
  '7 9 13 19-23 25 37 42-43 49 53 70 79-80 88 102 110-111 119 123 139 143 161-162 210 323 389 427 445 464',
  '512-515 524 547-548 554 564 587 639 647 674 705 854 862 873 925 988 1080 1090 1099 1102 1153 1194 1213 1344',
  '1433 1533 1547 1723 1755 1861 1863 1883 1900 1935 2099 2123 2126 2152 2234 2240 2269 2321-2322 2345 2401',
  '2404 2433 2501-2502 2571 2575 2710 2812 2869 2905 2944-2945 3014 3016-3019 3128 3132 3200 3245-3248 3268',
  '3288 3300 3306 3357 3369 3386 3452 3478 3632 3671 3689 3724 3804 3860 3863 3868 3918 4002 4155 4189 4223',
  '4342 4420 4551 4555-4556 4712 4730 4739 4788 4840 4880 5010 5060 5084 5201 5222 5253 5353 5432 5445',
  '5500-5501 5534 5672 5683 5701 5900-5901 5985 5997 6000-6063 6068 6084 6121 6160 6346 6379 6417 6566 6653',
  '6667-6668 6881-6889 7000 7075 7171-7172 7236 7275-7276 7680 7871 7911 8009 8023 8074 8080 8088 8554 8567',
  '9009 9092 9300 9389 9418 9955-9956 10288 11211 11371 13400 14001 15740 16321 17500 17755-17756 19006',
  '19042-19043 19506 19543 21064 22222 24800 34980 40000 44321-44322 44818 48049 48898 57000',
];

let taken: Set<number> | null = null;

/** Whether the packets after this one, the first with payload, and so much of it, belong to another stream for Wireshark. */
export function opensNewStream(flow: Flow, frame: Frame): boolean {
  if (frame.payloadKept !== GREETING_LENGTH) return false;
  // Once told, the protocol stays: the client greets the same way.
  if ((frame.flags & FLAG.rst) !== 0 || flow.continues >= 0) return false;
  const greeting = frame.data.subarray(frame.payloadAt, frame.payloadAt + GREETING_LENGTH);
  if (!GREETING.test(String.fromCharCode(...greeting))) return false;
  taken ??= portsOf(TAKEN_PORTS);
  // A SYN tells which port is the server's; else both are asked.
  const ports = flow.client === 0 ? [flow.highPort, flow.lowPort] : [flow.lowPort, flow.highPort];
  return !ports.slice(0, flow.rolesFrom === 'syn' ? 1 : 2).some((port) => taken!.has(port));
}

function portsOf(lines: readonly string[]): Set<number> {
  const ports = new Set<number>();
  for (const range of lines.join(' ').split(' ')) {
    const [first = 0, last = first] = range.split('-').map(Number);
    for (let port = first; port <= last; port++) ports.add(port);
  }
  return ports;
}
