/** What `apps` of `analysis.json` holds: dialogues, credentials, transfers and mails. The types are in analyzer/model.ts. */
import { z } from 'zod';
import { count, direction, epoch, frame, frames } from '../model-fields.ts';

/** One line or block of an application dialogue, in the order of the wire; the text of a `gap` is its number of bytes. */
export const dialogueEntrySchema = z.object({
  direction,
  kind: z.enum(['command', 'reply', 'data', 'gap']),
  text: z.string(),
  /** What a base64 line of an AUTH exchange says; its NUL characters are kept. */
  decoded: z.string().optional(),
  frames,
  time: epoch,
});

export const credentialSchema = z.object({
  /** `USER/PASS`, `APOP`, `PLAIN`, `LOGIN`, `CRAM-MD5`, … */
  mechanism: z.string(),
  user: z.string().nullable(),
  /** The secret as it can be read from the wire; null when the mechanism does not reveal it. */
  password: z.string().nullable(),
  accepted: z.boolean().nullable(),
  frames,
});

/** Bytes recovered from the wire. */
export const contentSchema = z.object({
  size: count,
  sha256: z.string(),
  /** Bytes that are not in the capture; the recovered content is incomplete when this is not zero. */
  missing: count,
  /** Where the missing bytes were: offsets count from the start of the whole content, missing bytes included. */
  gaps: z.array(z.object({ offset: count, length: count })),
  /** The end was seen and nothing is missing: these are all the bytes there were. */
  complete: z.boolean(),
  /** Relative to the run directory; null when nothing was written. */
  artifact: z.string().nullable(),
});

export const ftpTransferSchema = z.object({
  command: z.string(),
  name: z.string().nullable(),
  /** Seen from the client. */
  kind: z.enum(['upload', 'download', 'listing']),
  mode: z.enum(['active', 'passive', 'extended-active', 'extended-passive', 'unknown']),
  type: z.enum(['ascii', 'binary']),
  restart: count,
  /** Frames of the command and of its replies. */
  frames,
  dataConnection: count.nullable(),
  dataFrames: z.object({ first: frame, last: frame, count }).nullable(),
  completed: z.boolean().nullable(),
  content: contentSchema.nullable(),
  /** The text of the content when it is short text, else null. */
  text: z.string().nullable(),
});

export const ftpSessionSchema = z.object({
  connection: count,
  banner: z.string().nullable(),
  dialogue: z.array(dialogueEntrySchema),
  credentials: z.array(credentialSchema),
  transfers: z.array(ftpTransferSchema),
  /** Commands that the server answered with 4yz or 5yz. */
  refused: z.array(z.object({ command: z.string(), argument: z.string(), code: count, text: z.string(), frames })),
  encryptedFrom: frame.nullable(),
  notes: z.array(z.string()),
});

export const attachmentSchema = z.object({
  name: z.string().nullable(),
  mediaType: z.string(),
  size: count,
  sha256: z.string(),
  artifact: z.string().nullable(),
});

export const mailSchema = z.object({
  from: z.string().nullable(),
  to: z.array(z.string()),
  subject: z.string().nullable(),
  date: z.string().nullable(),
  messageId: z.string().nullable(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  text: z.string().nullable(),
  attachments: z.array(attachmentSchema),
  frames,
  content: contentSchema,
});

export const smtpSessionSchema = z.object({
  connection: count,
  banner: z.string().nullable(),
  helo: z.string().nullable(),
  extensions: z.array(z.string()),
  dialogue: z.array(dialogueEntrySchema),
  credentials: z.array(credentialSchema),
  messages: z.array(
    mailSchema.extend({
      sender: z.string().nullable(),
      recipients: z.array(z.string()),
      via: z.enum(['DATA', 'BDAT']),
      accepted: z.boolean().nullable(),
    }),
  ),
  encryptedFrom: frame.nullable(),
  notes: z.array(z.string()),
});

export const pop3SessionSchema = z.object({
  connection: count,
  banner: z.string().nullable(),
  dialogue: z.array(dialogueEntrySchema),
  credentials: z.array(credentialSchema),
  messages: z.array(mailSchema.extend({ number: count, via: z.enum(['RETR', 'TOP']), deleted: z.boolean() })),
  encryptedFrom: frame.nullable(),
  notes: z.array(z.string()),
});
