/** What is kept of a mail for taking it apart, and what is said when it is not all of it. */
import { expect, test } from 'vitest';
import { MAX_ALL_TEXT_CHARACTERS, TextBudget } from '../../../../src/analyzer/apps/content.ts';
import {
  MAX_HEADER_BYTES,
  MAX_PARSED_MAIL_BYTES,
  MAX_WAITING_MAIL_BYTES,
  MailRecorder,
  MailRoom,
} from '../../../../src/analyzer/apps/mail/recorder.ts';
import { Notes } from '../../../../src/analyzer/apps/notes.ts';
import { createHasher, utf8 } from './stage.ts';

function newRoom(texts = new TextBudget()) {
  const room = new MailRoom({ artifacts: null, texts, createHasher });
  const mail = () => {
    const notes = new Notes();
    return { notes, recorder: new MailRecorder(room, 'x.eml', notes, { frame: 1, seconds: 0, nanoseconds: 0 }) };
  };
  return { room, mail };
}

test('a mail that nobody closed: taken apart all the same, its end not seen', async () => {
  const { recorder } = newRoom().mail();
  recorder.write(utf8('Subject: s\r\n\r\nx'), 1);
  expect(await recorder.mail()).toMatchObject({ subject: 's', content: { complete: false } });
});

test('bytes missing inside: what is attached may be incomplete, and said so', async () => {
  const { recorder, notes } = newRoom().mail();
  recorder.write(utf8('Subject: s\r\n\r\n'), 1);
  recorder.gap(9, 2);
  recorder.close(true);
  expect(await recorder.mail()).toMatchObject({ content: { missing: 9, complete: false }, frames: [1, 2] });
  expect(notes.list()).toEqual(['attachments-incomplete=1']);
});

test('no room for texts: neither its beginning nor its text, and both said', async () => {
  const texts = new TextBudget();
  texts.spend(MAX_ALL_TEXT_CHARACTERS);
  const { recorder, notes } = newRoom(texts).mail();
  recorder.write(utf8('Subject: s\r\n\r\nx\r\n'), 1);
  recorder.close(true);
  expect(recorder.preview().text).toBe('');
  expect(await recorder.mail()).toMatchObject({ subject: 's', text: null });
  expect(notes.list()).toEqual(['texts-cut=2']);
});

test('room for two of the largest mails, full: of a third nothing is kept; one outgrows its part: all but its headers is let go', async () => {
  const { room, mail } = newRoom();
  const [first, second, third] = [mail(), mail(), mail()];
  const largest = new Uint8Array(MAX_PARSED_MAIL_BYTES).fill(0x0a);
  largest.set(utf8('Subject: s'));
  for (const { recorder } of [first, second]) recorder.write(largest, 1);
  expect(room.keptBytes).toBe(MAX_WAITING_MAIL_BYTES);
  third.recorder.write(utf8('x'), 2);
  await third.recorder.mail();
  expect([first, third].map(({ notes }) => notes.list())).toEqual([[], ['mail-too-large=1']]);
  first.recorder.write(utf8('x'), 3);
  expect(room.keptBytes).toBe(MAX_PARSED_MAIL_BYTES + MAX_HEADER_BYTES);
  expect(await first.recorder.mail()).toMatchObject({ subject: 's', content: { size: MAX_PARSED_MAIL_BYTES + 1 } });
  expect([first.notes.list(), room.keptBytes]).toEqual([['mail-too-large=1'], MAX_PARSED_MAIL_BYTES]);
});
