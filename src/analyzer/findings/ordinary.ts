/** Connections of which there is nothing to say: tens of thousands of them need not be looked at one by one. */
import { FACT, FACTS, FIN, FLOW, FLOW_NUMBERS, type FlowRows, SIDE_DOUBLE, SIDE_DOUBLES } from '../tcp/flow-rows.ts';

/**
 * True when whatever would be found in the connection is of severity `info`: it was opened by three segments, closed by
 * three or four, and nothing between was noted. `row` is its row; `noted` says whether the findings keep special notes of it.
 */
export function isOrdinary(rows: FlowRows, row: number, noted: boolean): boolean {
  const { flows, facts, sideDoubles } = rows;
  const flow = row * FLOW_NUMBERS;
  const low = row * 2 * FACTS;
  const high = low + FACTS;
  if (noted || flows[flow + FLOW.synFrame] === 0 || flows[flow + FLOW.synAckFrame] === 0) return false;
  if (flows[flow + FLOW.ackFrame] === 0 || (facts[low + FACT.synSent] !== 0 && facts[high + FACT.synSent] !== 0))
    return false;
  if (facts[low + FACT.rstCount] !== 0 || facts[high + FACT.rstCount] !== 0) return false;
  const missing = row * 2 * SIDE_DOUBLES + SIDE_DOUBLE.missing;
  if (sideDoubles[missing] !== 0 || sideDoubles[missing + SIDE_DOUBLES] !== 0) return false;
  return isClosedPlainly(facts, low, high);
}

/** By two FINs without data, each acknowledged, which did not cross. */
function isClosedPlainly(facts: Int32Array, low: number, high: number): boolean {
  if (facts[low + FACT.finAckFrame] === 0 || facts[high + FACT.finAckFrame] === 0) return false;
  if (((facts[low + FACT.finBits]! | facts[high + FACT.finBits]!) & FIN.withData) !== 0) return false;
  const first = facts[high + FACT.finFrame]! < facts[low + FACT.finFrame]! ? high : low;
  const second = first === low ? high : low;
  const isMerged = (facts[second + FACT.finBits]! & FIN.acknowledgesFin) !== 0;
  return isMerged || facts[first + FACT.finAckFrame]! <= facts[second + FACT.finFrame]!;
}
