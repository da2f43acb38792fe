/** The segment that the tracker is at. */
import type { Frame } from '../wire/frame.ts';
import { TcpOptions } from '../wire/tcp-options.ts';
import type { Flow, Flows } from './flow.ts';
import type { FlowRows } from './flow-rows.ts';
import { NO_TIME, type Segment } from './segment.ts';
import type { Side } from './side.ts';

/** Flow and sides are looked up only for who asks. */
export class CurrentSegment implements Segment {
  readonly frame: Frame;
  readonly options = new TcpOptions();
  readonly rows: FlowRows;
  side = 0;
  analysed = true;
  analysis = 0;
  time: number = NO_TIME;
  roundTrip: number = NO_TIME;
  readonly #flows: Flows;

  constructor(frame: Frame, flows: Flows) {
    this.frame = frame;
    this.rows = flows.rows;
    this.#flows = flows;
  }

  get flow(): Flow {
    return this.#flows.view(this.side >> 1);
  }
  get sender(): Side {
    return this.flow.side(this.side & 1);
  }
  get receiver(): Side {
    return this.flow.side(1 - (this.side & 1));
  }
}
