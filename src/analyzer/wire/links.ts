/** Link types and kinds of layers, by number: which function reads their header and says what follows. */
import { LINK_TYPE } from '../capture-file/link-types.ts';
import { decodeArcnetBsd, decodeArcnetLinux } from './arcnet.ts';
import { decodeAal5, decodeSunAtm } from './atm.ts';
import { decodeAlp, decodeErf, decodeIpnet, decodePktap, decodePpi, decodeSymantec } from './carriers.ts';
import { decodeCiscoHdlc } from './cisco-hdlc.ts';
import {
  decodeByVersion,
  decodeEnc,
  decodeLoopback,
  decodeNflog,
  decodePflog,
  decodeRawIp,
  decodeSll,
  decodeSll2,
} from './cooked.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { decodeEthernet, decodeFabricPath, decodeTag } from './ethernet.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { decodeFrameRelay, decodeNetworkLayerId } from './frame-relay.ts';
import { decodeGre } from './gre.ts';
import { decodeIeee80211, decodePrismOrAvs, decodeRadiotap } from './ieee80211.ts';
import { decodeJuniper, JUNIPER_LINK_TYPES } from './juniper.ts';
import { LAYER, LINK_LAYER } from './layer.ts';
import { decodeLlc } from './llc.ts';
import {
  decodeAx25,
  decodeAx25Kiss,
  decodeDocsis,
  decodeFddi,
  decodeFibreChannel,
  decodeFirewire,
  decodeInfiniband,
  decodeTokenRing,
} from './local-networks.ts';
import { decodeMpls } from './mpls.ts';
import { decodePpp, decodePppHdlc, decodePppoe } from './ppp.ts';
import {
  decodeBatman,
  decodeFortinetSession,
  decodeLwapp,
  decodeMacsec,
  decodeServiceHeader,
  decodeServiceTag,
  decodeTimestamp,
  decodeTrill,
  TAG_LENGTHS,
} from './tags.ts';

type HeaderDecoder = (frame: Frame) => Outcome;

const LINKS: ReadonlyMap<number, HeaderDecoder> = new Map([
  [LINK_TYPE.ethernet, decodeEthernet],
  [LINK_TYPE.linuxSll, decodeSll],
  [LINK_TYPE.linuxSll2, decodeSll2],
  [LINK_TYPE.null, decodeLoopback],
  [LINK_TYPE.loop, decodeLoopback],
  [LINK_TYPE.raw, decodeRawIp],
  [LINK_TYPE.rawBsd, decodeRawIp],
  [LINK_TYPE.rawOpenBsd, decodeRawIp],
  [LINK_TYPE.ipv4, decodeByVersion],
  [LINK_TYPE.ipv6, decodeByVersion],
  [LINK_TYPE.ppp, decodePppHdlc],
  [LINK_TYPE.pppHdlc, decodePppHdlc],
  [LINK_TYPE.pppWithDirection, decodePppWithDirection],
  [LINK_TYPE.pppEther, decodePppoe],
  [LINK_TYPE.ciscoHdlc, decodeCiscoHdlc],
  [LINK_TYPE.ciscoHdlcBsd, decodeCiscoHdlc],
  [LINK_TYPE.frameRelay, decodeFrameRelay],
  [LINK_TYPE.mpls, decodeMpls],
  [LINK_TYPE.ieee80211, decodeIeee80211],
  [LINK_TYPE.ieee80211Radiotap, decodeRadiotap],
  [LINK_TYPE.ieee80211Prism, decodePrismOrAvs],
  [LINK_TYPE.ieee80211Avs, decodePrismOrAvs],
  [LINK_TYPE.ppi, decodePpi],
  [LINK_TYPE.pktap, decodePktap],
  [LINK_TYPE.pktapOfDarwin, decodePktap],
  [LINK_TYPE.erf, decodeErf],
  [LINK_TYPE.tokenRing, decodeTokenRing],
  [LINK_TYPE.fddi, decodeFddi],
  [LINK_TYPE.arcnetLinux, decodeArcnetLinux],
  [LINK_TYPE.arcnetBsd, decodeArcnetBsd],
  [LINK_TYPE.atmRfc1483, decodeLlc],
  [LINK_TYPE.atmRfc1483Bsd, decodeLlc],
  [LINK_TYPE.sunAtm, decodeSunAtm],
  ...LINK_TYPE.atmClip.map((number) => [number, decodeByVersion] as const),
  [LINK_TYPE.enc, decodeEnc],
  [LINK_TYPE.pflog, decodePflog],
  [LINK_TYPE.nflog, decodeNflog],
  [LINK_TYPE.ipnet, decodeIpnet],
  [LINK_TYPE.ipOverFibreChannel, decodeFibreChannel],
  [LINK_TYPE.ipOverFirewire, decodeFirewire],
  [LINK_TYPE.ipOverInfiniband, decodeInfiniband],
  [LINK_TYPE.docsis, decodeDocsis],
  [LINK_TYPE.symantec, decodeSymantec],
  [LINK_TYPE.atscAlp, decodeAlp],
  [LINK_TYPE.ax25, decodeAx25],
  [LINK_TYPE.ax25Kiss, decodeAx25Kiss],
  ...JUNIPER_LINK_TYPES.map((number) => [number, (frame: Frame) => decodeJuniper(frame, number)] as const),
]);

/** By EtherType, or by what stands in place of one. The usual ones are the decoder's own. */
const LAYERS: ReadonlyMap<number, HeaderDecoder> = new Map([
  [ETHER_TYPE.bridged, decodeEthernet],
  [ETHER_TYPE.fabricPath, decodeFabricPath],
  [ETHER_TYPE.serviceHeader, decodeServiceHeader],
  [ETHER_TYPE.macsec, decodeMacsec],
  [ETHER_TYPE.backboneBridge, decodeServiceTag],
  [ETHER_TYPE.trill, decodeTrill],
  [ETHER_TYPE.batman, decodeBatman],
  [ETHER_TYPE.timestamp, decodeTimestamp],
  [ETHER_TYPE.fortinetSession, decodeFortinetSession],
  [ETHER_TYPE.lwapp, decodeLwapp],
  [ETHER_TYPE.lwappDraft, decodeLwapp],
  [ETHER_TYPE.jumboLlc, decodeLlc],
  [ETHER_TYPE.checkPoint, decodeByVersion],
  ...[...TAG_LENGTHS].map(([type, length]) => [type, (frame: Frame) => decodeTag(frame, length)] as const),
  [LAYER.llc, decodeLlc],
  [LAYER.ppp, decodePpp],
  [LAYER.hdlc, decodePppHdlc],
  [LAYER.frameRelay, decodeFrameRelay],
  [LAYER.ciscoHdlc, decodeCiscoHdlc],
  [LAYER.ieee80211, decodeIeee80211],
  [LAYER.networkLayerId, decodeNetworkLayerId],
  [LAYER.tokenRing, decodeTokenRing],
  [LAYER.fddi, decodeFddi],
  [LAYER.ip, decodeByVersion],
  [LAYER.aal5, decodeAal5],
  [LAYER.gre, decodeGre],
]);

export function decodeLink(frame: Frame, linkType: number): Outcome {
  const decode = LINKS.get(linkType);
  return decode === undefined ? OUTCOME.unsupported : decode(frame);
}

/** What follows a header that is none of the usual ones. */
export function decodeLayer(frame: Frame): Outcome {
  const { etherType } = frame;
  if (etherType >= LINK_LAYER) return decodeLink(frame, etherType - LINK_LAYER);
  const decode = LAYERS.get(etherType);
  return decode === undefined ? OUTCOME.other : decode(frame);
}

function decodePppWithDirection(frame: Frame): Outcome {
  frame.at += 1;
  return decodePppHdlc(frame);
}
