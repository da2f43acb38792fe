/** What a curve of a connection is, and what it is made from. */
import type { ChartView, Drawn } from './chart.ts';
import type { StreamSamples } from './samples.ts';

/** Something in a chart that a reader can point at. */
export interface ChartPoint {
  readonly ms: number;
  readonly value: number;
  /** The packet that it stands for. */
  readonly frame: number;
  /** `#52 · 2.586 ms · Seq 1–1449`. */
  readonly text: string;
}

/** A curve that can be drawn whole, for paper, or in part, for a reader who looks closer. */
export interface StreamChart {
  /** `sequence-3`: what it shows and of which stream. */
  readonly id: string;
  readonly caption: string;
  readonly description: string;
  readonly whole: ChartView;
  /** `clip`: see `ChartInput`. */
  readonly draw: (view: ChartView, clip: string | null) => Drawn;
  /** In the order of time. */
  readonly points: (view: ChartView) => readonly ChartPoint[];
}

export type Say = (english: string, chinese: string) => string;

/** What each chart is made from. */
export interface ChartSource {
  readonly samples: StreamSamples;
  readonly stream: number;
  readonly say: Say;
}

export function sideOf(fromClient: boolean): 'client' | 'server' {
  return fromClient ? 'client' : 'server';
}

export function senderName({ samples, say }: ChartSource): string {
  return samples.fromClient ? say('client', '客户端') : say('server', '服务器');
}

export function timeTitle(say: Say): string {
  return say('time since the connection’s first segment (ms)', '时间（自连接的首个报文段起，ms）');
}
