/** Where the rows lie. A side is a number, as in `tcp/flow-rows.ts`: twice its connection's row, and 1 more for the higher one. */
import {
  AT_facts,
  AT_flowDoubles,
  AT_flows,
  AT_notes,
  AT_noteTimes,
  AT_sideDoubles,
  AT_sides,
  BYTES_facts,
  BYTES_flow,
  BYTES_flowDoubles,
  BYTES_notes,
  BYTES_noteTimes,
  BYTES_side,
  BYTES_sideDoubles,
} from './places';

export function sideAt(side: i32): usize {
  return AT_sides + side * BYTES_side;
}

export function sideDoublesAt(side: i32): usize {
  return AT_sideDoubles + side * BYTES_sideDoubles;
}

export function factsAt(side: i32): usize {
  return AT_facts + side * BYTES_facts;
}

export function notesAt(side: i32): usize {
  return AT_notes + side * BYTES_notes;
}

export function noteTimesAt(side: i32): usize {
  return AT_noteTimes + side * BYTES_noteTimes;
}

export function flowAt(row: i32): usize {
  return AT_flows + row * BYTES_flow;
}

export function flowDoublesAt(row: i32): usize {
  return AT_flowDoubles + row * BYTES_flowDoubles;
}
