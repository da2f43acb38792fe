/** The transfers of one FTP session: each command tied to its agreement on a data connection. */
import type { FtpTransfer } from '../../model.ts';
import type { AppConnection, WirePosition } from '../app.ts';
import type { Notes } from '../notes.ts';
import type { Reply } from '../replies.ts';
import { FrameList, isBefore } from '../wire-position.ts';
import { canonicalAddress, type HostPort } from './address.ts';
import type { FtpCommand } from './commands.ts';
import type { DataBoard } from './data-board.ts';
import type { Agreement, DataConnection, DataMode } from './data-connection.ts';

const FTP_PORT = 21;

export const MAX_TRANSFERS = 10_000;

const KINDS: ReadonlyMap<string, FtpTransfer['kind']> = new Map([
  ['RETR', 'download'],
  ['STOR', 'upload'],
  ['STOU', 'upload'],
  ['APPE', 'upload'],
  ['LIST', 'listing'],
  ['NLST', 'listing'],
  ['MLSD', 'listing'],
]);

/** One transfer command and what became of it. */
export interface Transfer {
  command: FtpCommand;
  kind: FtpTransfer['kind'];
  name: string | null;
  type: FtpTransfer['type'];
  restart: number;
  frames: FrameList;
  agreement: Agreement;
  /** The server has said that it begins. */
  begun: boolean;
  completed: boolean | null;
  endedAt: WirePosition | null;
}

export class FtpTransfers {
  readonly #transfers: Transfer[] = [];
  #agreement: Agreement | null = null;
  #type: FtpTransfer['type'] = 'ascii';
  #typeBefore: FtpTransfer['type'] = 'ascii';
  #restart = 0;
  readonly #connection: AppConnection;
  readonly #board: DataBoard;
  readonly #notes: Notes;

  constructor(connection: AppConnection, board: DataBoard, notes: Notes) {
    this.#connection = connection;
    this.#board = board;
    this.#notes = notes;
  }

  /** A data connection's address was named: by the client (it will listen) or by the server. */
  agree(mode: DataMode, at: HostPort, frame: number): void {
    const { client, server } = this.#connection;
    const clientListens = mode === 'active' || mode === 'extended-active';
    this.#agreement = {
      mode,
      named: at.address,
      port: at.port,
      listener: (clientListens ? client : server).address,
      connector: (clientListens ? server : client).address,
      onStandardPort: server.port === FTP_PORT,
      artifactName: null,
      isListing: false,
      connection: null,
    };
    this.#board.agree(this.#agreement);
    this.#giveToLate(frame);
  }

  /** A reply that was heard late, behind a hole, may belong to a command that was heard before it. */
  #giveToLate(frame: number): void {
    const late = this.#transfers.find(
      ({ agreement, command }) =>
        agreement.mode === 'unknown' && agreement.connection === null && command.at.frame > frame,
    );
    if (late) late.agreement = this.#useAgreement(late.kind, late.name);
  }

  setType(argument: string): void {
    this.#typeBefore = this.#type;
    this.#type = /^\s*[AE]/i.test(argument) ? 'ascii' : 'binary';
  }

  setRestart(argument: string): void {
    const offset = Number(argument.trim());
    this.#restart = Number.isSafeInteger(offset) && offset >= 0 ? offset : 0;
  }

  /** RFC 959 §4.1.1, REIN: as at the beginning. */
  reset(): void {
    this.#type = 'ascii';
    this.#typeBefore = 'ascii';
    this.#restart = 0;
    this.#agreement = null;
  }

  /** The server did not take a command whose effect was assumed when it was sent. */
  refuse(verb: string): void {
    if (verb === 'TYPE') this.#type = this.#typeBefore;
    else if (verb === 'REST') this.#restart = 0;
    else if (verb === 'PORT' || verb === 'EPRT') this.#agreement = null;
  }

  begin(command: FtpCommand): Transfer | null {
    const kind = KINDS.get(command.verb);
    if (!kind) return null;
    if (this.#transfers.length >= MAX_TRANSFERS) {
      this.#notes.add('items-cut', 1);
      return null;
    }
    const name = command.argument.trim() === '' ? null : command.argument;
    const frames = new FrameList();
    frames.addAll(command.frames);
    const agreement = this.#useAgreement(kind, name);
    const type = this.#type;
    const restart = this.#restart;
    this.#restart = 0;
    const outcome = { begun: false, completed: null, endedAt: null };
    const transfer: Transfer = { command, kind, name, type, restart, frames, agreement, ...outcome };
    this.#transfers.push(transfer);
    return transfer;
  }

  reply(transfer: Transfer, reply: Reply): void {
    transfer.frames.addAll(reply.frames);
    // RFC 1123 §4.1.2.9: the server names the file that STOU made.
    const stored = transfer.command.verb === 'STOU' ? /\bFILE:\s*"?([^"\r\n]+?)"?\s*$/im.exec(reply.text) : null;
    if (stored) this.#name(transfer, stored[1]!);
    transfer.begun = true;
    if (reply.code === null || reply.code < 200) return;
    transfer.completed = reply.code < 400;
    transfer.endedAt = reply.at;
    if (!transfer.completed && !transfer.agreement.connection?.range.count) this.#offerAgain(transfer);
  }

  /** A refused command leaves its agreement, and even an open data connection, for the next command. */
  #offerAgain(transfer: Transfer): void {
    const agreement = transfer.agreement;
    if (this.#agreement !== null || agreement.mode === 'unknown') return;
    transfer.agreement = { ...agreement };
    agreement.artifactName = null;
    agreement.isListing = false;
    this.#agreement = agreement;
  }

  finish(): FtpTransfer[] {
    this.#tieByTime();
    return this.#transfers.map((transfer) => this.#describe(transfer));
  }

  #useAgreement(kind: FtpTransfer['kind'], name: string | null): Agreement {
    const agreement = this.#agreement ?? this.#defaultAgreement();
    this.#agreement = null;
    agreement.isListing = kind === 'listing';
    agreement.artifactName = baseName(name);
    if (agreement.artifactName !== null || agreement.isListing) agreement.connection?.start();
    return agreement;
  }

  /** RFC 959 §3.2: without PORT or PASV the server connects to the client's own control port. */
  #defaultAgreement(): Agreement {
    const { client, server, fromStart } = this.#connection;
    const agreement: Agreement = {
      mode: 'unknown',
      named: null,
      port: client.port,
      listener: client.address,
      connector: server.address,
      onStandardPort: server.port === FTP_PORT,
      artifactName: null,
      isListing: false,
      connection: null,
    };
    if (fromStart) this.#board.agree(agreement);
    return agreement;
  }

  #name(transfer: Transfer, name: string): void {
    transfer.name = name;
    transfer.agreement.artifactName = baseName(name);
    transfer.agreement.connection?.start();
  }

  /** Where an agreement is not in the capture: a single untied connection that began while the transfer ran is its own. */
  #tieByTime(): void {
    for (const transfer of this.#transfers) {
      if (transfer.agreement.connection !== null || transfer.agreement.mode !== 'unknown') continue;
      const fitting = this.#board.untiedBetween(this.#connection).filter((data) => ranDuring(transfer, data));
      const [only] = fitting;
      if (fitting.length !== 1 || !only) continue;
      this.#board.tieByTime(transfer.agreement, only);
      this.#notes.add('data-tied-by-time', 1);
    }
  }

  #describe(transfer: Transfer): FtpTransfer {
    const { command, kind, name, type, restart, agreement, completed } = transfer;
    const data = agreement.connection;
    const refused = completed === false && !data?.range.count;
    const carried = refused ? null : (data?.content() ?? null);
    if (carried?.textLetGo) this.#notes.add('texts-cut', 1);
    if (data?.isEncrypted) this.#notes.add('data-protected');
    if (data && !addressHolds(agreement, data)) this.#notes.add('address-mismatch', 1);
    return {
      command: command.verb,
      name,
      kind,
      mode: agreement.mode,
      type,
      restart,
      frames: transfer.frames.list(),
      dataConnection: data?.connection.stream ?? null,
      dataFrames: data?.range.value() ?? null,
      completed,
      content: carried?.content ?? null,
      text: carried?.text ?? null,
    };
  }
}

function ranDuring(transfer: Transfer, data: DataConnection): boolean {
  if (data.firstAt === null || isBefore(data.firstAt, transfer.command.at)) return false;
  return transfer.endedAt === null || !isBefore(transfer.endedAt, data.firstAt);
}

function addressHolds(agreement: Agreement, data: DataConnection): boolean {
  if (agreement.named === null) return true;
  const named = canonicalAddress(agreement.named);
  const { client, server } = data.connection;
  return named === canonicalAddress(client.address) || named === canonicalAddress(server.address);
}

function baseName(path: string | null): string | null {
  const name = path?.split(/[/\\]/).findLast((part) => part !== '');
  return name ?? null;
}
