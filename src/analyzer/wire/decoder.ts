/** From a captured packet to its TCP header: walks link, network and transport layer, through tunnels too. */
import { LINK_TYPE } from '../capture-file/link-types.ts';
import { decodeArcnetBsd, decodeArcnetLinux } from './arcnet.ts';
import {
  decodeCiscoHdlc,
  decodeInfiniband,
  decodeLoopback,
  decodeNflog,
  decodeRawIp,
  decodeSll,
  decodeSll2,
} from './cooked.ts';
import { decodeEthernet, decodeFabricPath, decodeMpls, decodeVlanTag, ETHER_TYPE } from './ethernet.ts';
import { FragmentTable } from './fragments.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { decodeGre, GRE_PROTOCOL } from './gre.ts';
import { decodeIcmpError, isIcmp } from './icmp.ts';
import { decodeIeee80211, decodePrismOrAvs, decodeRadiotap } from './ieee80211.ts';
import { decodeIpv4, type FragmentInfo } from './ipv4.ts';
import { decodeExtensionHeaders, decodeIpv6 } from './ipv6.ts';
import { decodePpp, decodePppHdlc, decodePppoe } from './ppp.ts';
import { decodeTcp, TCP_PROTOCOL } from './tcp.ts';
import { decodeUdpTunnel, UDP_PROTOCOL } from './udp-tunnels.ts';

/** Tags and label stacks nest; a forged packet must not keep us busy. */
const MAX_ENCAPSULATIONS = 16;
/** Tunnels within tunnels that are followed: an operator's core may use three. */
export const MAX_TUNNELS = 4;
/** IP within IP: RFC 2003 and, for IPv6, RFC 4213 §3 and RFC 2473. */
const IPV4_PROTOCOL = 4;
const IPV6_PROTOCOL = 41;

/** A length on the wire beyond this is rubbish; Wireshark counts in signed 32 bits and so stops here too. */
const MAX_LENGTH = 0x7fff_ffff;

export class Decoder {
  readonly fragments = new FragmentTable();
  readonly #fragment: FragmentInfo = { offset: 0, more: false };

  /** Leaves the TCP header's fields in the frame when the outcome is `next` or `quoted`, or `malformed` with `headerAt` >= 0. */
  decode(frame: Frame): Outcome {
    frame.data = frame.bytes;
    frame.at = frame.start;
    frame.capturedEnd = frame.start + frame.capturedLength;
    frame.promisedEnd = frame.start + Math.min(Math.max(frame.originalLength, frame.capturedLength), MAX_LENGTH);
    frame.reassembled = false;
    frame.firstFragmentOnly = false;
    frame.headerAt = -1;
    frame.tunnels = 0;
    const link = decodeLink(frame);
    return link === OUTCOME.next ? this.#decodeNetwork(frame) : link;
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
        case ETHER_TYPE.bridged:
          outcome = decodeEthernet(frame);
          break;
        case ETHER_TYPE.ppp:
          outcome = decodePpp(frame);
          break;
        case ETHER_TYPE.fabricPath:
          outcome = decodeFabricPath(frame);
          break;
        default:
          return OUTCOME.other;
      }
      if (outcome !== OUTCOME.next) return outcome;
    }
    return OUTCOME.malformed;
  }

  #decodeIp(frame: Frame, outcome: Outcome): Outcome {
    if (outcome === OUTCOME.fragment) return this.#decodeFragment(frame);
    if (outcome !== OUTCOME.next) return outcome;
    return frame.protocol === TCP_PROTOCOL ? decodeTcp(frame) : this.#decodeTunnel(frame);
  }

  /** IP that carries no TCP itself may carry IP again. */
  #decodeTunnel(frame: Frame): Outcome {
    if (isIcmp(frame.protocol)) return this.#decodeQuotation(frame);
    // A port is a guess: what does not read as IP is somebody else's.
    const guessed = frame.protocol === UDP_PROTOCOL;
    const outcome = decodeTunnelHeader(frame);
    if (outcome !== OUTCOME.next) return outcome;
    if (frame.tunnels >= MAX_TUNNELS) return OUTCOME.tooDeep;
    frame.tunnels++;
    const inner = this.#decodeNetwork(frame);
    return guessed && inner === OUTCOME.malformed && frame.headerAt < 0 ? OUTCOME.other : inner;
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
    const outcome = frame.ipVersion === 6 ? decodeExtensionHeaders(frame, this.#fragment) : OUTCOME.next;
    // A fragment within a reassembled datagram has no honest use.
    return outcome === OUTCOME.fragment ? OUTCOME.malformed : this.#decodeIp(frame, outcome);
  }
}

function decodeTunnelHeader(frame: Frame): Outcome {
  switch (frame.protocol) {
    case UDP_PROTOCOL:
      return decodeUdpTunnel(frame);
    case GRE_PROTOCOL:
      return decodeGre(frame);
    case IPV4_PROTOCOL:
      frame.etherType = ETHER_TYPE.ipv4;
      return OUTCOME.next;
    case IPV6_PROTOCOL:
      frame.etherType = ETHER_TYPE.ipv6;
      return OUTCOME.next;
    default:
      return OUTCOME.other;
  }
}

function decodeLink(frame: Frame): Outcome {
  switch (frame.linkType) {
    case LINK_TYPE.ethernet:
      return decodeEthernet(frame);
    case LINK_TYPE.linuxSll:
      return decodeSll(frame);
    case LINK_TYPE.linuxSll2:
      return decodeSll2(frame);
    case LINK_TYPE.null:
    case LINK_TYPE.loop:
      return decodeLoopback(frame);
    case LINK_TYPE.raw:
    case LINK_TYPE.rawBsd:
    case LINK_TYPE.rawOpenBsd:
    case LINK_TYPE.ipv4:
    case LINK_TYPE.ipv6:
      return decodeRawIp(frame);
    case LINK_TYPE.ppp:
    case LINK_TYPE.pppHdlc:
      return decodePppHdlc(frame);
    case LINK_TYPE.pppWithDirection:
      frame.at += 1;
      return decodePpp(frame);
    case LINK_TYPE.pppEther:
      return decodePppoe(frame);
    case LINK_TYPE.ciscoHdlc:
      return decodeCiscoHdlc(frame);
    case LINK_TYPE.mpls:
      return decodeMpls(frame);
    case LINK_TYPE.ieee80211:
      return decodeIeee80211(frame);
    case LINK_TYPE.ieee80211Radiotap:
      return decodeRadiotap(frame);
    case LINK_TYPE.ieee80211Prism:
    case LINK_TYPE.ieee80211Avs:
      return decodePrismOrAvs(frame);
    case LINK_TYPE.arcnetLinux:
      return decodeArcnetLinux(frame);
    case LINK_TYPE.arcnetBsd:
      return decodeArcnetBsd(frame);
    case LINK_TYPE.nflog:
      return decodeNflog(frame);
    case LINK_TYPE.ipOverInfiniband:
      return decodeInfiniband(frame);
    default:
      return OUTCOME.unsupported;
  }
}
