/**
 * The analyzer: bytes of a capture file in, an Analysis out. It is pure (no file, clock or network) and a push parser;
 * its memory grows with the connections it follows, not with the file.
 */
import type { EndOfDirection } from './apps/app.ts';
import { FlowConnection } from './apps/flow-connection.ts';
import { type AppsEngine, createApps } from './apps/registry.ts';
import { linkTypeName } from './capture-file/link-types.ts';
import type { CaptureHandler } from './capture-file/packet-record.ts';
import { CaptureReader } from './capture-file/reader.ts';
import { analysisOf, type Conclusion } from './conclusion.ts';
import { FindingsEngine } from './findings/engine.ts';
import type { Analysis, Capture, Connection, Direction } from './model.ts';
import type { AnalyzerObserver, AnalyzerOptions, Hasher } from './observer.ts';
import { SegmentView } from './packet-view.ts';
import { createPureHasher } from './sha256.ts';
import { connectionOf, epochText } from './tcp/connection-model.ts';
import type { Flow } from './tcp/flow.ts';
import type { PiecePosition } from './tcp/reassembly.ts';
import { NO_TIME } from './tcp/segment.ts';
import type { Side } from './tcp/side.ts';
import { type ConnectionSink, Tracker } from './tcp/tracker.ts';
import { Warnings } from './warnings.ts';
import { Decoder } from './wire/decoder.ts';
import { Frame, OUTCOME } from './wire/frame.ts';

/** The protocol numbers of ICMP and ICMPv6. */
const ICMP: ReadonlySet<number> = new Set([1, 58]);
const MAX_QUIET_END_NS = 86_400e9;

export interface Analyzer {
  /** Takes the next bytes of the capture file, in pieces of any size. Never throws for what the bytes are. */
  push(bytes: Uint8Array): void;
  /** Whoever supplies the bytes found that they can't be had beyond this point. */
  noteDamage(code: string, message: string): void;
  /** The file has ended. Call once. */
  finish(): Promise<Analysis>;
  /** In place of `finish`, where the models of tens of thousands of connections shall not be in memory at once. */
  conclude(): Promise<Conclusion>;
}

export function createAnalyzer(options: AnalyzerOptions = {}): Analyzer {
  return new CaptureAnalyzer(options);
}

class CaptureAnalyzer implements Analyzer, CaptureHandler, ConnectionSink {
  readonly #options: AnalyzerOptions;
  readonly #observer: AnalyzerObserver;
  readonly #frame = new Frame();
  readonly #reader = new CaptureReader(this.#frame, this);
  readonly #decoder = new Decoder();
  readonly #findings = new FindingsEngine();
  readonly #tracker: Tracker;
  readonly #view = new SegmentView(this.#frame);
  readonly #warnings = new Warnings();
  readonly #apps: AppsEngine;
  readonly #fileHasher: Hasher | null;
  readonly #names: Map<string, string>;
  #dropped: number | null = null;
  readonly #linkTypes = new Set<number>();
  #lastLinkType = -1;
  #packets = 0;
  #tcpPackets = 0;
  #icmpSeen = false;
  #truncated = 0;
  #firstSeconds: number = NO_TIME;
  #firstNanoseconds: number = NO_TIME;
  #captureEnd: { seconds: number; nanoseconds: number } | null = null;
  #lastTime: { seconds: number; nanoseconds: number } = { seconds: 0, nanoseconds: 0 };

  constructor(options: AnalyzerOptions) {
    this.#options = options;
    this.#observer = options.observer ?? {};
    this.#tracker = new Tracker(this.#frame, this, [this.#findings.onSegment], options.verifyChecksums !== false);
    this.#names = new Map(options.names ?? []);
    const createHasher = options.createHasher ?? createPureHasher;
    this.#fileHasher = options.hashFile === false ? null : createHasher();
    this.#apps = createApps({ artifacts: options.artifacts ?? null, createHasher });
  }

  push(bytes: Uint8Array): void {
    this.#fileHasher?.update(bytes);
    this.#reader.push(bytes);
  }

  noteDamage(code: string, message: string): void {
    this.#warnings.add(code, message, { offset: this.#reader.position });
  }

  async finish(): Promise<Analysis> {
    return analysisOf(await this.conclude());
  }

  async conclude(): Promise<Conclusion> {
    this.#reader.finish();
    this.#tracker.finish();
    const apps = await this.#apps.finish();
    const flows = this.#listedFlows();
    const capture = this.#captureModel();
    return {
      version: 1,
      capture,
      connections: this.#connectionModels(flows, capture),
      apps,
      findings: () => this.#findings.list(),
    };
  }

  onPacket(): void {
    const frame = this.#frame;
    this.#packets++;
    if (this.#packets === 1) {
      this.#firstSeconds = frame.seconds;
      this.#firstNanoseconds = frame.nanoseconds;
    }
    this.#lastTime.seconds = frame.seconds;
    this.#lastTime.nanoseconds = frame.nanoseconds;
    if (frame.capturedLength < frame.originalLength) this.#truncated++;
    if (frame.linkType !== this.#lastLinkType) this.#noteLinkType(frame.linkType);
    const outcome = this.#decoder.decode(frame);
    const before = this.#tcpPackets;
    if (outcome === OUTCOME.next) this.#onSegment(!frame.firstFragmentOnly);
    else if (outcome >= OUTCOME.truncated) this.#onUnread(outcome);
    else if (ICMP.has(frame.protocol)) this.#icmpSeen = true;
    if (this.#tcpPackets === before && this.#observer.onOtherFrame !== undefined) {
      const { number, seconds, nanoseconds, originalLength, linkType, start, capturedLength } = frame;
      const bytes = frame.bytes.subarray(start, start + capturedLength);
      this.#observer.onOtherFrame({ number, seconds, nanoseconds, originalLength, linkType, bytes });
    }
  }

  onName(address: string, name: string): void {
    if (!this.#names.has(address)) this.#names.set(address, name);
  }

  onDropped(packets: number): void {
    this.#dropped = packets;
  }

  onCaptureEnd(seconds: number, nanoseconds: number): void {
    this.#captureEnd = { seconds, nanoseconds };
  }

  onWarning(code: string, message: string, offset: number): void {
    this.#warnings.add(code, message, { offset });
  }

  open(flow: Flow): void {
    flow.appOpened = true;
    flow.app = this.#apps.open(new FlowConnection(flow, this.#names));
  }

  forget(flow: Flow): void {
    this.#findings.forget(flow);
  }

  wants(flow: Flow): boolean {
    return flow.app !== null || this.#observer.onStreamData !== undefined;
  }

  data(flow: Flow, direction: Direction, bytes: Uint8Array, at: PiecePosition): void {
    if (flow.app !== null) {
      flow.app.onData(direction, bytes, at);
      // It has heard enough: from here on the connection costs no more than its headers.
      if (flow.app.done === true) flow.app = null;
    }
    this.#observer.onStreamData?.({ stream: flow.stream, direction, frame: at.frame, bytes });
  }

  gap(flow: Flow, direction: Direction, length: number, at: PiecePosition): void {
    flow.app?.onGap(direction, length, at);
    this.#observer.onStreamGap?.({ stream: flow.stream, direction, length });
  }

  end(flow: Flow, side: Side, how: EndOfDirection): void {
    side.ended = true;
    const position = { frame: flow.lastFrame, seconds: flow.lastSeconds, nanoseconds: flow.lastNanoseconds };
    flow.app?.onEnd(flow.directionOf(side), how, position);
    // What the application found stays with the applications part.
    if (flow.low.ended && flow.high.ended) flow.app = null;
  }

  #onSegment(whole: boolean): void {
    this.#tcpPackets++;
    const time = this.#sinceFirst(this.#frame);
    if (whole) this.#tracker.add(time);
    else this.#tracker.addUnjudged(time);
    if (this.#observer.onPacket !== undefined) this.#observer.onPacket(this.#view.update(this.#tracker.segment));
  }

  #noteLinkType(linkType: number): void {
    this.#lastLinkType = linkType;
    this.#linkTypes.add(linkType);
  }

  /** In nanoseconds since the capture's first packet. */
  #sinceFirst({ seconds, nanoseconds }: { seconds: number; nanoseconds: number }): number {
    return (seconds - this.#firstSeconds) * 1e9 + (nanoseconds - this.#firstNanoseconds);
  }

  /** A file that claims to have been captured for longer after its last packet is not believed. */
  #endOfCapture(): number {
    const last = this.#sinceFirst(this.#lastTime);
    const told = this.#options.captureEnd ?? this.#captureEnd;
    const end = told === null ? last : this.#sinceFirst(told);
    return end > last && end - last <= MAX_QUIET_END_NS ? end : last;
  }

  #onUnread(outcome: number): void {
    const frame = this.#frame.number;
    if (outcome === OUTCOME.unsupported) {
      const name = linkTypeName(this.#frame.linkType);
      this.#warnings.add(`link-type-${name.toLowerCase().replaceAll('_', '-')}`, `link type ${name} is not read`, {
        frame,
      });
    } else if (outcome === OUTCOME.truncated) {
      this.#warnings.add('header-cut', 'the snapshot ends inside a header', { frame });
    } else if (outcome === OUTCOME.malformed) {
      this.#warnings.add('malformed-header', 'a header contradicts itself', { frame });
      if (this.#frame.headerAt >= 0) this.#onSegment(false);
    }
  }

  *#connectionModels(flows: readonly Flow[], capture: Capture): Generator<Connection> {
    const facts = { ...capture, icmpSeen: this.#icmpSeen, end: this.#endOfCapture() };
    for (const flow of flows) {
      const connection = this.#connectionModel(flow);
      this.#findings.conclude(flow, connection, facts);
      yield connection;
    }
  }

  #listedFlows(): readonly Flow[] {
    const { flows, letGo } = this.#tracker;
    if (letGo > 0) {
      this.#warnings.add('connections-let-go', 'too many connections at once; the oldest were let go', {
        count: letGo,
      });
    }
    const listed = flows.slice(0, this.#options.maxConnections ?? flows.length);
    const rest = flows.length - listed.length;
    if (rest > 0) this.#warnings.add('connections-not-listed', 'more connections than are listed', { count: rest });
    return listed;
  }

  #connectionModel(flow: Flow): Connection {
    const app = this.#apps.appOf(flow.stream);
    if (flow.rolesFrom !== 'syn') {
      const swapped = this.#apps.rolesSwapped(flow.stream);
      if (swapped !== null) flow.rolesFrom = 'application';
      if (swapped === true) flow.client = 1 - flow.client;
    }
    const { stream, lowPort, highPort } = flow;
    return connectionOf(flow, {
      names: this.#names,
      app,
      shownAs: (frame) => this.#apps.shownAs(stream, [lowPort, highPort], frame),
    });
  }

  #captureModel(): Capture {
    const seen = this.#packets > 0;
    const incomplete = this.#decoder.fragments.incomplete;
    if (incomplete > 0) {
      this.#warnings.add('incomplete-datagrams', 'IP datagrams whose fragments are not all here', {
        count: incomplete,
      });
    }
    return {
      file: this.#options.file ?? null,
      sha256: this.#fileHasher?.digest() ?? null,
      format: this.#reader.format,
      linkTypes: [...this.#linkTypes].map(linkTypeName),
      packets: this.#packets,
      tcpPackets: this.#tcpPackets,
      firstTime: seen ? epochText(this.#firstSeconds, this.#firstNanoseconds) : null,
      lastTime: seen ? epochText(this.#lastTime.seconds, this.#lastTime.nanoseconds) : null,
      dropped: this.#dropped,
      truncated: this.#truncated,
      warnings: this.#warnings.list(),
    };
  }
}
