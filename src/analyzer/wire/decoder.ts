/** From a captured packet to its TCP header: walks link, network and transport layer, through tunnels too. */
import { LINK_TYPE } from '../capture-file/link-types.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { decodeEthernet, decodeVlanTag } from './ethernet.ts';
import { FragmentTable } from './fragments.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { decodeIcmpError, isIcmp } from './icmp.ts';
import { decodeIpTunnel } from './ip-tunnels.ts';
import { decodeIpv4, type FragmentInfo } from './ipv4.ts';
import { decodeExtensionHeaders, decodeIpv6, isExtension } from './ipv6.ts';
import { LAYER } from './layer.ts';
import { decodeLayer, decodeLink } from './links.ts';
import { decodeMpls } from './mpls.ts';
import { decodePppoe } from './ppp.ts';
import { decodeTcp, TCP_PROTOCOL } from './tcp.ts';
import { UDP_LITE_PROTOCOL, UDP_PROTOCOL } from './udp-tunnels.ts';

/** Tags and label stacks nest; a forged packet must not keep us busy. */
const MAX_ENCAPSULATIONS = 16;
/** Tunnels within tunnels that are followed: an operator's core may use three. */
export const MAX_TUNNELS = 4;
/** A length on the wire beyond this is rubbish; Wireshark counts in signed 32 bits and so stops here too. */
const MAX_LENGTH = 0x7fff_ffff;

export class Decoder {
  readonly fragments = new FragmentTable();
  readonly #fragment: FragmentInfo = { offset: 0, more: false };

  /** Of the first packet that the frame holds. Leaves the TCP header's fields in the frame when the outcome is `next` or `quoted`, or `malformed` with `headerAt` >= 0. */
  decode(frame: Frame): Outcome {
    frame.data = frame.bytes;
    frame.at = frame.start;
    frame.capturedEnd = frame.start + frame.capturedLength;
    frame.promisedEnd = frame.start + Math.min(Math.max(frame.originalLength, frame.capturedLength), MAX_LENGTH);
    frame.reassembled = false;
    frame.firstFragmentOnly = false;
    frame.headerAt = -1;
    frame.tunnels = 0;
    if (frame.rest.length > 0) frame.rest.length = 0;
    const link = frame.linkType === LINK_TYPE.ethernet ? decodeEthernet(frame) : decodeLink(frame, frame.linkType);
    return link === OUTCOME.next ? this.#decodeNetwork(frame) : link;
  }

  /** The next one of the further packets in a frame, as `decode` does the first; call it while `frame.rest` holds any. */
  decodeRest(frame: Frame): Outcome {
    const packet = frame.rest.shift()!;
    frame.data = packet.data;
    frame.at = packet.at;
    frame.capturedEnd = packet.capturedEnd;
    frame.promisedEnd = packet.promisedEnd;
    frame.etherType = packet.etherType;
    frame.reassembled = false;
    frame.firstFragmentOnly = false;
    frame.headerAt = -1;
    const outcome = this.#decodeNetwork(frame);
    if (!packet.quoted) return outcome;
    return frame.headerAt >= 0 ? OUTCOME.quoted : OUTCOME.other;
  }

  #decodeNetwork(frame: Frame): Outcome {
    for (let i = 0; i < MAX_ENCAPSULATIONS; i++) {
      let outcome: Outcome;
      switch (frame.etherType) {
        case ETHER_TYPE.ipv4:
          return this.#decodeIp(frame, decodeIpv4(frame, this.#fragment));
        case ETHER_TYPE.ipv6:
          return this.#decodeIp(frame, decodeIpv6(frame, this.#fragment));
        case ETHER_TYPE.vlan:
        case ETHER_TYPE.providerBridge:
        case ETHER_TYPE.oldQinQ:
        case ETHER_TYPE.olderQinQ:
          outcome = decodeVlanTag(frame);
          break;
        case ETHER_TYPE.pppoeSession:
          outcome = decodePppoe(frame);
          break;
        case ETHER_TYPE.mpls:
        case ETHER_TYPE.mplsUpstream:
          outcome = decodeMpls(frame);
          break;
        case LAYER.vanJacobson:
          return this.#decodeVanJacobson(frame);
        default:
          outcome = decodeLayer(frame);
          break;
      }
      if (outcome !== OUTCOME.next) return outcome;
    }
    return OUTCOME.malformed;
  }

  /** RFC 1144 §3.2.3: all that is to be known of the protocol is that it was TCP. */
  #decodeVanJacobson(frame: Frame): Outcome {
    const outcome = decodeIpv4(frame, this.#fragment);
    frame.protocol = TCP_PROTOCOL;
    return this.#decodeIp(frame, outcome);
  }

  #decodeIp(frame: Frame, outcome: Outcome): Outcome {
    if (outcome === OUTCOME.fragment) return this.#decodeFragment(frame);
    if (outcome === OUTCOME.malformed && isIpv6AsIpv4(frame)) {
      frame.etherType = ETHER_TYPE.ipv6;
      return this.#decodeIp(frame, decodeIpv6(frame, this.#fragment));
    }
    if (outcome !== OUTCOME.next) return outcome;
    return frame.protocol === TCP_PROTOCOL ? decodeTcp(frame) : this.#decodeTunnel(frame);
  }

  /** IP that carries no TCP itself may carry IP again. */
  #decodeTunnel(frame: Frame): Outcome {
    if (isIcmp(frame.protocol)) return this.#decodeQuotation(frame);
    // IPv6 has left them behind; in IPv4 it is the authentication header as a rule.
    if (isExtension(frame.protocol)) return this.#decodeIp(frame, this.#decodeExtensions(frame));
    // A port is a guess: what does not read as IP is somebody else's.
    const guessed = frame.protocol === UDP_PROTOCOL || frame.protocol === UDP_LITE_PROTOCOL;
    const outcome = decodeIpTunnel(frame);
    if (outcome !== OUTCOME.next) return outcome;
    if (frame.tunnels >= MAX_TUNNELS) return OUTCOME.tooDeep;
    frame.tunnels++;
    const inner = this.#decodeNetwork(frame);
    return guessed && frame.headerAt < 0 && isRubbish(frame, inner) ? OUTCOME.other : inner;
  }

  /** What is quoted is cut as a rule: all but a TCP header that can be read is of no concern. */
  #decodeQuotation(frame: Frame): Outcome {
    const { protocol } = frame;
    if (frame.tunnels >= MAX_TUNNELS || decodeIcmpError(frame) !== OUTCOME.next) return OUTCOME.other;
    frame.tunnels++;
    this.#decodeNetwork(frame);
    frame.protocol = protocol;
    return frame.headerAt >= 0 ? OUTCOME.quoted : OUTCOME.other;
  }

  #decodeFragment(frame: Frame): Outcome {
    if (frame.capturedEnd < frame.claimedEnd) {
      // A fragment that the snapshot cut can't be put together; IPv4's first one still shows the TCP header.
      if (this.#fragment.offset !== 0 || frame.protocol !== TCP_PROTOCOL || frame.ipVersion === 6) {
        return OUTCOME.fragment;
      }
      frame.firstFragmentOnly = true;
      return decodeTcp(frame);
    }
    if (!this.fragments.add(frame, this.#fragment)) return OUTCOME.fragment;
    return this.#decodeIp(frame, frame.ipVersion === 6 ? this.#decodeExtensions(frame) : OUTCOME.next);
  }

  #decodeExtensions(frame: Frame): Outcome {
    const outcome = decodeExtensionHeaders(frame, this.#fragment);
    // A fragment within a reassembled datagram has no honest use.
    return outcome === OUTCOME.fragment && frame.reassembled ? OUTCOME.malformed : outcome;
  }
}

/** A header that contradicts itself, or that ends where the packet itself does, not only the snapshot. */
function isRubbish({ capturedEnd, promisedEnd }: Frame, outcome: Outcome): boolean {
  return outcome === OUTCOME.malformed || (outcome === OUTCOME.truncated && capturedEnd >= promisedEnd);
}

/** Some carriers say IPv4 for either version, and Wireshark believes the first nibble. */
function isIpv6AsIpv4({ etherType, data, at, capturedEnd }: Frame): boolean {
  return etherType === ETHER_TYPE.ipv4 && at < capturedEnd && data[at]! >> 4 === 6;
}
