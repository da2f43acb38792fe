import { describe, expect, it } from 'vitest';
import { FlowNotes } from '../../../../src/analyzer/findings/notes.ts';
import { NotesTable } from '../../../../src/analyzer/findings/notes-table.ts';
import { NONE } from '../../../../src/analyzer/findings/recent-segments.ts';

/** More than the table has room for at first. */
const MANY = 1000;

function filled(connections: number): NotesTable {
  const table = new NotesTable();
  for (let row = 0; row < connections; row++) {
    table.begin(row, row % 2, row % 3 === 0);
    const { low, high } = new FlowNotes(table, row);
    low.dataFrame = row + 1;
    high.minAckDelay = row + 0.5;
    low.noteFin(row + 1, row + 0.25);
    if (row % 10 === 0) high.note('keep-alive', [row + 1]);
  }
  return table;
}

describe('notes of connections, in rows', () => {
  it('more than there was room for: each has its own', () => {
    const table = filled(MANY);
    for (const row of [0, 63, 64, 511, MANY - 1, 10]) {
      const notes = new FlowNotes(table, row);
      expect([notes.low.dataFrame, notes.high.dataFrame]).toEqual([row + 1, 0]);
      expect([notes.low.minAckDelay, notes.high.minAckDelay]).toEqual([-1, row + 0.5]);
      expect(notes.low.fins).toEqual([row + 1, row + 0.25]);
      expect([notes.firstSender, notes.reusedPorts]).toEqual([row % 2, row % 3 === 0]);
      expect(notes.high.evidence?.get('keep-alive')?.frames).toEqual(row % 10 === 0 ? [row + 1] : undefined);
      expect(table.isSpecial(row)).toBe(row % 10 === 0);
    }
  });

  it('a row without notes, also one that there is no room for yet', () => {
    const table = new NotesTable();
    table.begin(1, 0, false);
    expect([0, 1, 2, MANY].map((row) => table.has(row))).toEqual([false, true, false, false]);
  });

  it('forgotten, and its row taken by another connection: nothing of the old one is left', () => {
    const table = filled(11);
    table.forget(10);
    expect(table.has(10)).toBe(false);
    table.begin(10, 1, false);
    const notes = new FlowNotes(table, 10);
    expect([notes.low.special, notes.high.special]).toEqual([null, null]);
    expect(notes.low.newest).toBe(NONE);
    expect([notes.low.dataFrame, notes.low.openings, notes.low.fins]).toEqual([0, [], []]);
    expect([notes.firstSender, notes.reusedPorts]).toEqual([1, false]);
    expect(new FlowNotes(table, 9).low.dataFrame).toBe(10);
  });

  it('the place of special notes that were forgotten: used again, by another side', () => {
    const table = filled(21);
    table.forget(10);
    new FlowNotes(table, 3).low.note('urgent-data', [7]);
    expect(new FlowNotes(table, 3).low.evidence?.get('urgent-data')?.frames).toEqual([7]);
    expect(new FlowNotes(table, 20).high.evidence?.get('keep-alive')?.frames).toEqual([21]);
    expect(new FlowNotes(table, 0).high.evidence?.has('urgent-data')).toBe(false);
  });

  it('FINs sent again: all of them in order, up to a bound', () => {
    const notes = new FlowNotes(filled(1), 0);
    for (let nth = 0; nth < 200; nth++) notes.low.noteFin(100 + nth, nth);
    expect(notes.low.fins.slice(0, 4)).toEqual([1, 0.25, 100, 0]);
    expect(notes.low.fins.length).toBe(128);
  });
});
