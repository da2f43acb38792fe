/**
 * The analyzer: bytes of a capture file in, an Analysis out. It is pure (no file, clock or network) and a push parser;
 * its memory grows with the connections it follows, not with the file.
 */
import type { EndOfDirection } from './apps/app.ts';
import { firstWordsOf } from './apps/first-payload.ts';
import { FlowConnection } from './apps/flow-connection.ts';
import { type AppsEngine, createApps } from './apps/registry.ts';
import type { CaptureHandler, PcapRecords } from './capture-file/packet-record.ts';
import { CaptureReader } from './capture-file/reader.ts';
import { CaptureTally } from './capture-tally.ts';
import { type ChosenFlows, chooseFlows } from './chosen-flows.ts';
import { analysisOf, type Conclusion } from './conclusion.ts';
import { FastPathGate } from './fast-path/gate.ts';
import { FindingsEngine } from './findings/engine.ts';
import type { Analysis, Capture, Connection, Direction } from './model.ts';
import type { AnalyzerObserver, AnalyzerOptions, Hasher } from './observer.ts';
import { SegmentView } from './packet-view.ts';
import { createPureHasher } from './sha256.ts';
import { connectionOf } from './tcp/connection-model.ts';
import type { ConnectionSink } from './tcp/delivery.ts';
import type { Flow } from './tcp/flow.ts';
import type { FlowRows } from './tcp/flow-rows.ts';
import type { PiecePosition } from './tcp/reassembly.ts';
import type { Side } from './tcp/side.ts';
import { SOCKS_PORT, SocksListener } from './tcp/socks.ts';
import { Tracker } from './tcp/tracker.ts';
import { Warnings, warnOfFlows, warnOfUnread } from './warnings.ts';
import { forgetView } from './wire/bytes.ts';
import { Decoder } from './wire/decoder.ts';
import { Frame, OUTCOME } from './wire/frame.ts';
import { isIcmp } from './wire/icmp.ts';

export interface Analyzer {
  /** Two buffers to read a file of so many bytes into by turns: pieces that are pushed in them need not be copied. */
  buffersFor(fileBytes: number): readonly [Uint8Array, Uint8Array];
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
  readonly #tally = new CaptureTally();
  readonly #gate: FastPathGate;

  constructor(options: AnalyzerOptions) {
    this.#options = options;
    this.#observer = options.observer ?? {};
    const verifies = options.verifyChecksums !== false;
    this.#tracker = new Tracker(this.#frame, this, this.#findings.onSegment, verifies);
    this.#gate = new FastPathGate({
      when: options.fastPath,
      verifies,
      wantsAll: this.wantsAll,
      isObserved: this.#observer.onPacket !== undefined,
      onStart: (fastPath) => {
        this.#tracker.use(fastPath);
        this.#findings.moveTo(fastPath.columns);
      },
    });
    this.#names = new Map(options.names ?? []);
    const createHasher = options.createHasher ?? createPureHasher;
    this.#fileHasher = options.hashFile === false ? null : createHasher();
    this.#apps = createApps({ artifacts: options.artifacts ?? null, createHasher });
  }

  buffersFor(fileBytes: number): readonly [Uint8Array, Uint8Array] {
    return this.#gate.buffersFor(fileBytes);
  }

  push(bytes: Uint8Array): void {
    this.#fileHasher?.update(bytes);
    this.#gate.open(bytes.length, this.#tally.packets);
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
    forgetView();
    const apps = await this.#apps.finish();
    const chosen = chooseFlows(this.#tracker, this.#findings, this.#options.maxConnections);
    const { flows, letGo, list } = this.#tracker;
    warnOfFlows(this.#warnings, flows, letGo, list.length - chosen.listed.length);
    const capture = this.#captureModel();
    this.#findings.concludeAll(flows, list);
    return {
      version: 1,
      capture,
      connections: this.#connectionModels(chosen, capture),
      apps,
      findings: () => this.#findings.list(),
    };
  }

  onPacket(): void {
    const frame = this.#frame;
    this.#tally.note(frame);
    const outcome = this.#gate.show(frame) ? OUTCOME.next : this.#decoder.decode(frame);
    const before = this.#tally.tcpPackets;
    if (outcome === OUTCOME.next) this.#onSegment(!frame.firstFragmentOnly);
    else this.#onOther(outcome);
    if (frame.rest.length > 0) this.#onRest(before);
    if (this.#tally.tcpPackets === before && this.#observer.onOtherFrame !== undefined) {
      const { number, seconds, nanoseconds, originalLength, linkType, start, capturedLength } = frame;
      const bytes = frame.bytes.subarray(start, start + capturedLength);
      this.#observer.onOtherFrame({ number, seconds, nanoseconds, originalLength, linkType, bytes });
    }
  }

  takeRecords(records: PcapRecords): number {
    return this.#gate.admits(records, this.#frame) ? this.#tracker.takeRecords(records, this.#tally) : records.from;
  }

  place(bytes: Uint8Array): Uint8Array {
    return this.#gate.place(bytes);
  }

  onName(address: string, name: string): void {
    if (!this.#names.has(address)) this.#names.set(address, name);
  }

  onDropped(packets: number): void {
    this.#tally.dropped = packets;
  }

  onCaptureEnd(seconds: number, nanoseconds: number): void {
    this.#tally.end = { seconds, nanoseconds };
  }

  onWarning(code: string, message: string, offset: number): void {
    this.#warnings.add(code, message, { offset });
  }

  ignores(rows: FlowRows, side: number, frame: Frame): boolean {
    const words = firstWordsOf(rows, side, frame);
    return words !== null && words.serverPort !== SOCKS_PORT && this.#apps.ignores(words);
  }

  open(flow: Flow): void {
    const connection = new FlowConnection(flow, this.#names);
    flow.app = this.#apps.open(connection);
    if (connection.serverPort === SOCKS_PORT) flow.app = new SocksListener(flow.app, () => this.#tracker.skipStream());
  }

  forget(flow: Flow): void {
    this.#findings.forget(flow);
  }

  get wantsAll(): boolean {
    return this.#observer.onStreamData !== undefined;
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
    const position = { frame: flow.lastFrame, seconds: flow.lastSeconds, nanoseconds: flow.lastNanoseconds };
    flow.app?.onEnd(flow.directionOf(side), how, position);
    // What the application found stays with the applications part.
    if (flow.low.ended && flow.high.ended) flow.app = null;
  }

  #onSegment(whole: boolean): void {
    this.#tally.tcpPackets++;
    const time = this.#tally.sinceFirst(this.#frame);
    if (whole) this.#tracker.add(time);
    else this.#tracker.addUnjudged(time);
    if (this.#observer.onPacket !== undefined) this.#observer.onPacket(this.#view.update(this.#tracker.segment));
  }

  /** Several packets in one frame: all of them count for their connections, the first segment stands for the frame. */
  #onRest(before: number): void {
    while (this.#frame.rest.length > 0) {
      const outcome = this.#decoder.decodeRest(this.#frame);
      if (outcome !== OUTCOME.next) this.#onOther(outcome);
      else if (this.#tally.tcpPackets === before) this.#onSegment(!this.#frame.firstFragmentOnly);
      else if (!this.#frame.firstFragmentOnly) this.#tracker.add(this.#tally.sinceFirst(this.#frame));
    }
  }

  #onOther(outcome: number): void {
    if (isIcmp(this.#frame.protocol)) this.#tally.icmpSeen = true;
    if (outcome === OUTCOME.quoted) this.#tracker.addQuoted(this.#tally.sinceFirst(this.#frame));
    else if (outcome >= OUTCOME.truncated) this.#onUnread(outcome);
  }

  #onUnread(outcome: number): void {
    warnOfUnread(this.#warnings, outcome, this.#frame);
    if (outcome === OUTCOME.malformed && this.#frame.headerAt >= 0) this.#onSegment(false);
  }

  *#connectionModels({ listed, unlisted }: ChosenFlows, capture: Capture): Generator<Connection> {
    const end = this.#tally.lengthUntil(this.#options.captureEnd ?? this.#tally.end);
    const facts = { ...capture, icmpSeen: this.#tally.icmpSeen, end };
    const concluded = (row: number): Connection => {
      const { flows } = this.#tracker;
      const flow = this.#findings.keepsFlows ? flows.view(row) : flows.glance(row);
      const connection = this.#connectionModel(flow);
      this.#findings.conclude(flow, connection, facts);
      return connection;
    };
    for (const row of listed) yield concluded(row);
    for (const row of unlisted) concluded(row);
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
      encryptedFrom: this.#apps.encryptedFrom(stream),
      shownAs: (frame) => this.#apps.shownAs(stream, [lowPort, highPort], frame),
    });
  }

  #captureModel(): Capture {
    const incomplete = this.#decoder.fragments.incomplete;
    if (incomplete > 0) {
      this.#warnings.add('incomplete-datagrams', 'IP datagrams whose fragments are not all here', {
        count: incomplete,
      });
    }
    const { packets, tcpPackets, firstTime, lastTime, dropped, truncated, linkTypes } = this.#tally;
    return {
      file: this.#options.file ?? null,
      sha256: this.#fileHasher?.digest() ?? null,
      format: this.#reader.format,
      linkTypes,
      packets,
      tcpPackets,
      firstTime,
      lastTime,
      dropped,
      truncated,
      warnings: this.#warnings.list(),
    };
  }
}
