/** From a captured packet to its TCP header: walks link, network and transport layer. */
import { LINK_TYPE } from '../capture-file/link-types.ts';
import { decodeCiscoHdlc, decodeLoopback, decodeRawIp, decodeSll, decodeSll2 } from './cooked.ts';
import { decodeEthernet, decodeMpls, decodeVlanTag, ETHER_TYPE } from './ethernet.ts';
import { FragmentTable } from './fragments.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { decodeIpv4, type FragmentInfo } from './ipv4.ts';
import { decodeExtensionHeaders, decodeIpv6 } from './ipv6.ts';
import { decodePpp, decodePppoe } from './ppp.ts';
import { decodeTcp, TCP_PROTOCOL } from './tcp.ts';

/** Tags and label stacks nest; a forged packet must not keep us busy. */
const MAX_ENCAPSULATIONS = 16;

/** A length on the wire beyond this is rubbish; Wireshark counts in signed 32 bits and so stops here too. */
const MAX_LENGTH = 0x7fff_ffff;

export class Decoder {
  readonly fragments = new FragmentTable();
  readonly #fragment: FragmentInfo = { offset: 0, more: false };

  /** Leaves the TCP header's fields in the frame when the outcome is `next`, or `malformed` with `headerAt` >= 0. */
  decode(frame: Frame): Outcome {
    frame.data = frame.bytes;
    frame.at = frame.start;
    frame.capturedEnd = frame.start + frame.capturedLength;
    frame.promisedEnd = frame.start + Math.min(Math.max(frame.originalLength, frame.capturedLength), MAX_LENGTH);
    frame.reassembled = false;
    frame.firstFragmentOnly = false;
    frame.headerAt = -1;
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
    return frame.protocol === TCP_PROTOCOL ? decodeTcp(frame) : OUTCOME.other;
  }

  #decodeFragment(frame: Frame): Outcome {
    if (frame.capturedEnd < frame.claimedEnd) {
      // A fragment that the snapshot cut can't be put together; the first one still shows the TCP header.
      if (this.#fragment.offset !== 0 || frame.protocol !== TCP_PROTOCOL) return OUTCOME.fragment;
      frame.firstFragmentOnly = true;
      return decodeTcp(frame);
    }
    if (!this.fragments.add(frame, this.#fragment)) return OUTCOME.fragment;
    const outcome = frame.ipVersion === 6 ? decodeExtensionHeaders(frame, this.#fragment) : OUTCOME.next;
    // A fragment within a reassembled datagram has no honest use.
    return outcome === OUTCOME.fragment ? OUTCOME.malformed : this.#decodeIp(frame, outcome);
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
      return decodePpp(frame);
    case LINK_TYPE.pppWithDirection:
      frame.at += 1;
      return decodePpp(frame);
    case LINK_TYPE.pppEther:
      return decodePppoe(frame);
    case LINK_TYPE.ciscoHdlc:
      return decodeCiscoHdlc(frame);
    case LINK_TYPE.mpls:
      return decodeMpls(frame);
    default:
      return OUTCOME.unsupported;
  }
}
