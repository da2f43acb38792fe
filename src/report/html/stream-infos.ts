/** What the page knows of each connection beside its packets. */
import { TlsVersion } from '../../analyzer/apps/tls.ts';
import type { Analysis, FtpTransfer } from '../../analyzer/model.ts';
import type { MailHint } from '../packets/info.ts';
import { layoutOf } from '../packets/payload.ts';
import { NO_STREAM, type PacketTable, rowAt } from '../packets/table.ts';
import { shorten, visibleLine } from '../text.ts';
import type { StreamEnd, StreamInfo } from './page.ts';

type Connection = Analysis['connections'][number];

export function streamInfos(analysis: Analysis, packets: PacketTable): StreamInfo[] {
  const about = transfersByConnection(analysis);
  const mails = mailsByConnection(analysis);
  const encrypted = encryptedFrom(analysis);
  const versions = tlsVersions(packets, encrypted);
  return analysis.connections.map(({ id, client, server, app }) => ({
    id,
    client: end(client),
    server: end(server),
    app,
    about: about.get(id) ?? null,
    tls: encrypted.has(id) ? { name: versions.get(id)?.name ?? 'TLS', from: encrypted.get(id)! } : null,
    mails: mails.get(id) ?? [],
  }));
}

function end({ address, port, name }: Connection['client']): StreamEnd {
  return { address, port, name: name === null ? null : visibleLine(name) };
}

function transfersByConnection(analysis: Analysis): Map<number, string> {
  const about = new Map<number, string>();
  for (const transfer of analysis.apps.ftp.flatMap((session) => session.transfers)) {
    if (transfer.dataConnection !== null) about.set(transfer.dataConnection, transferText(transfer));
  }
  return about;
}

const MODE_COMMANDS = {
  active: 'PORT',
  'extended-active': 'EPRT',
  passive: 'PASV',
  'extended-passive': 'EPSV',
  unknown: null,
} as const;

function transferText(transfer: FtpTransfer): string {
  const mode = MODE_COMMANDS[transfer.mode];
  const name = transfer.name === null ? '' : ` ${transfer.name}`;
  const command = transfer.command.includes(' ') ? transfer.command : `${transfer.command}${name}`;
  return shorten(visibleLine(`${mode === null ? '' : `(${mode}) `}(${command.trim()})`), 120);
}

/** Wireshark shows an SMTP mail where it ends; POP3 mails it leaves in the dialogue. */
function mailsByConnection(analysis: Analysis): Map<number, MailHint[]> {
  const mails = new Map<number, MailHint[]>();
  for (const session of analysis.apps.smtp) {
    const hints = session.messages.flatMap(({ frames, from, subject }) => {
      const [first, last] = [frames[0], frames.at(-1)];
      if (first === undefined || last === undefined) return [];
      const summary = visibleLine(`from: ${from ?? ''}, subject: ${subject ?? ''}`);
      return [{ fromClient: true, first, last, summary: shorten(summary, 200) }];
    });
    mails.set(session.connection, hints);
  }
  return mails;
}

/** By connection: its first encrypted frame. */
function encryptedFrom({ connections }: Analysis): Map<number, number> {
  const frames = new Map<number, number>();
  for (const { id, app, encryptedFrom: frame } of connections) {
    if (app === 'tls') frames.set(id, 0);
    else if (frame !== undefined) frames.set(id, frame);
  }
  return frames;
}

function tlsVersions(packets: PacketTable, encrypted: ReadonlyMap<number, number>): Map<number, TlsVersion> {
  const versions = new Map<number, TlsVersion>();
  if (encrypted.size === 0) return versions;
  const { stream, length, frame } = packets.columns;
  for (let i = 0; i < packets.count; i++) {
    const id = stream[i]!;
    const from = encrypted.get(id);
    if (id === NO_STREAM || length[i] === 0 || from === undefined || frame[i]! < from) continue;
    const version = versions.get(id) ?? new TlsVersion();
    versions.set(id, version);
    if (version.done) continue;
    const row = rowAt(packets, i);
    const layout = layoutOf(row.bytes, row.linkType);
    if (layout !== null) version.onData(row.fromClient ? 'client' : 'server', row.bytes.subarray(layout.payload));
  }
  return versions;
}
