/** A mail as bytes, made by nodemailer: what is sent is known before it is sent. */
import MailComposer from 'nodemailer/lib/mail-composer';

export interface Attachment {
  readonly name: string;
  readonly content: Buffer;
}

export interface Mail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

export interface ComposedMail {
  readonly messageId: string;
  /** Every line ends with CRLF, the last one too. */
  readonly bytes: Buffer;
}

/** RFC 5322 §2.1.1: at most 998 characters a line; a little less, for the header's name. */
const MAX_PADDING_LINE = 900;

const PADDING_HEADER = 'X-Padding: ';

export async function composeMail(mail: Mail): Promise<ComposedMail> {
  const node = new MailComposer({
    from: { ...mail.from },
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    // So that a line that starts with a dot stays one on the wire.
    textEncoding: 'quoted-printable',
    attachments: mail.attachments.map(({ name, content }) => ({ filename: name, content })),
  }).compile();
  const built = (await node.build()).toString('latin1');
  const bytes = Buffer.from(`${built.replaceAll(/\r?\n/g, '\r\n').replace(/(?:\r\n)+$/, '')}\r\n`, 'latin1');
  return { messageId: node.messageId(), bytes };
}

/** Makes a mail longer by exactly so many bytes, with headers that nobody reads. Throws when that is too few for one. */
export function padMail(mail: ComposedMail, bytes: number): ComposedMail {
  if (bytes === 0) return mail;
  const smallest = PADDING_HEADER.length + 3;
  if (bytes < smallest) throw new Error(`a mail can't be padded by ${bytes} bytes, only by ${smallest} or more`);
  const lines: string[] = [];
  for (let left = bytes; left > 0; ) {
    // What remains must be enough for another header, or nothing.
    const size = left > MAX_PADDING_LINE + smallest ? MAX_PADDING_LINE : left;
    lines.push(`${PADDING_HEADER}${'x'.repeat(size - PADDING_HEADER.length - 2)}\r\n`);
    left -= size;
  }
  return { ...mail, bytes: Buffer.concat([Buffer.from(lines.join('')), mail.bytes]) };
}
