import { describe, expect, it } from 'vitest';
import { FlowNotes } from '../../../../src/analyzer/findings/notes.ts';
import { NotesTable } from '../../../../src/analyzer/findings/notes-table.ts';
import { NONE } from '../../../../src/analyzer/findings/recent-segments.ts';

/** More than the table has room for at first. */
const MANY = 1000;

function filled(streams: number): { table: NotesTable; notes: FlowNotes } {
  const table = new NotesTable();
  const notes = new FlowNotes(table);
  for (let stream = 0; stream < streams; stream++) {
    expect(notes.open(stream % 2, stream % 3 === 0)).toBe(stream);
    notes.low.lastFrame = stream + 1;
    notes.high.minAckDelay = stream + 0.5;
    notes.low.noteFin(stream + 1, stream + 0.25);
    if (stream % 10 === 0) notes.high.note('keep-alive', [stream + 1]);
  }
  return { table, notes };
}

describe('notes of connections, one shown after the other', () => {
  it('more than there was room for: each has its own', () => {
    const { notes } = filled(MANY);
    for (const stream of [0, 255, 256, 511, MANY - 1, 10]) {
      notes.select(stream);
      expect([notes.low.lastFrame, notes.high.lastFrame]).toEqual([stream + 1, 0]);
      expect([notes.low.minAckDelay, notes.high.minAckDelay]).toEqual([-1, stream + 0.5]);
      expect(notes.low.fins).toEqual([stream + 1, stream + 0.25]);
      expect([notes.firstSender, notes.reusedPorts]).toEqual([stream % 2, stream % 3 === 0]);
      expect(notes.high.evidence?.get('keep-alive')?.frames).toEqual(stream % 10 === 0 ? [stream + 1] : undefined);
    }
  });

  it('what another view reads: only after it was saved', () => {
    const { table, notes } = filled(1);
    notes.low.lastFrame = 77;
    notes.save();
    const view = new FlowNotes(table);
    view.select(0);
    expect(view.low.lastFrame).toBe(77);
  });

  it('forgotten, and its place taken by another connection: nothing of the old one is left', () => {
    const { notes } = filled(11);
    notes.forget(10);
    expect(notes.open(1, false)).toBe(10);
    expect(notes.low.special).toBeNull();
    expect(notes.high.special).toBeNull();
    expect(notes.low.newest).toBe(NONE);
    expect([notes.low.lastFrame, notes.low.openings, notes.low.fins]).toEqual([0, [], []]);
    expect([notes.firstSender, notes.reusedPorts]).toEqual([1, false]);
    notes.select(9);
    expect(notes.low.lastFrame).toBe(10);
  });

  it('FINs sent again: all of them in order, up to a bound', () => {
    const { notes } = filled(1);
    for (let nth = 0; nth < 200; nth++) notes.low.noteFin(100 + nth, nth);
    expect(notes.low.fins.slice(0, 4)).toEqual([1, 0.25, 100, 0]);
    expect(notes.low.fins.length).toBe(128);
  });
});
