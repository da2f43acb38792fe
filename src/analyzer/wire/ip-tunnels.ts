/** What IP carries that carries IP again, by its protocol number. */
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { decodeGre, GRE_PROTOCOL } from './gre.ts';
import { LAYER } from './layer.ts';
import { decodeUdpLiteTunnel, decodeUdpTunnel, UDP_LITE_PROTOCOL, UDP_PROTOCOL } from './udp-tunnels.ts';

/** https://www.iana.org/assignments/protocol-numbers. */
const PROTOCOL = { ipv4: 4, ipv6: 41, etherIp: 97, pim: 103, mpls: 137, ethernet: 143 } as const;
/** RFC 3378 §2. */
const ETHER_IP_LENGTH = 2;
/** RFC 7761 §4.9.3: version 2, type 1. */
const PIM_REGISTER = { versionAndType: 0x21, length: 8 } as const;

export function decodeIpTunnel(frame: Frame): Outcome {
  switch (frame.protocol) {
    case UDP_PROTOCOL:
      return decodeUdpTunnel(frame);
    case UDP_LITE_PROTOCOL:
      return decodeUdpLiteTunnel(frame);
    case GRE_PROTOCOL:
      return decodeGre(frame);
    case PROTOCOL.ipv4:
      frame.etherType = ETHER_TYPE.ipv4;
      return OUTCOME.next;
    case PROTOCOL.ipv6:
      frame.etherType = ETHER_TYPE.ipv6;
      return OUTCOME.next;
    case PROTOCOL.etherIp:
      frame.at += ETHER_IP_LENGTH;
      frame.etherType = ETHER_TYPE.bridged;
      return OUTCOME.next;
    case PROTOCOL.ethernet:
      frame.etherType = ETHER_TYPE.bridged;
      return OUTCOME.next;
    case PROTOCOL.mpls:
      frame.etherType = ETHER_TYPE.mpls;
      return OUTCOME.next;
    case PROTOCOL.pim:
      return decodePimRegister(frame);
    default:
      return OUTCOME.other;
  }
}

function decodePimRegister(frame: Frame): Outcome {
  if (frame.data[frame.at] !== PIM_REGISTER.versionAndType) return OUTCOME.other;
  frame.at += PIM_REGISTER.length;
  frame.etherType = LAYER.ip;
  return OUTCOME.next;
}
