/** FTP's data connections and agreements, whichever comes first, within their bounds. */
import { describe, expect, test } from 'vitest';
import type { AppConnection } from '../../../../src/analyzer/apps/app.ts';
import { TextBudget } from '../../../../src/analyzer/apps/content.ts';
import {
  DataBoard,
  MAX_UNTIED_CONNECTIONS,
  MAX_WAITING_AGREEMENTS,
} from '../../../../src/analyzer/apps/ftp/data-board.ts';
import {
  type Agreement,
  MAX_ALL_HELD_BYTES,
  MAX_HELD_BYTES,
  MAX_HELD_PARTS,
} from '../../../../src/analyzer/apps/ftp/data-connection.ts';
import type { ArtifactSink } from '../../../../src/analyzer/observer.ts';
import { createHasher, utf8 } from './stage.ts';

const CLIENT = '192.0.2.10';
const SERVER = '192.0.2.21';
const AT = { frame: 1, seconds: 0, nanoseconds: 0 };

function newBoard() {
  const created: string[] = [];
  const artifacts: ArtifactSink = {
    create(_, name) {
      created.push(name);
      return { write: () => {}, close: () => name };
    },
  };
  return { board: new DataBoard({ artifacts, texts: new TextBudget(), createHasher }), created };
}

function connection(stream: number, serverPort: number, clientPort = 40_000): AppConnection {
  const client = { address: CLIENT, port: clientPort, name: null };
  const server = { address: SERVER, port: serverPort, name: null };
  return { stream, client, server, clientPort, serverPort, fromStart: true };
}

function passive(port: number, more: Partial<Agreement> = {}): Agreement {
  return {
    mode: 'passive',
    named: SERVER,
    port,
    listener: SERVER,
    connector: CLIENT,
    onStandardPort: true,
    artifactName: `file-${port}`,
    isListing: false,
    connection: null,
    ...more,
  };
}

describe('an agreement', () => {
  test('made twice for a port: the later one has the first connection, the earlier one the next', () => {
    const { board } = newBoard();
    const [early, late] = [passive(50_000), passive(50_000)];
    board.agree(early);
    board.agree(late);
    expect([board.claim(connection(1, 50_000))?.agreement, board.claim(connection(2, 50_000))?.agreement]).toEqual([
      late,
      early,
    ]);
    expect(board.claim(connection(3, 50_000))).toBeNull();
  });

  test('on a port that is not 21: tied, and not shown as Wireshark’s', () => {
    const { board } = newBoard();
    board.agree(passive(50_000, { onStandardPort: false }));
    board.agree(passive(50_001));
    board.claim(connection(1, 50_000));
    board.claim(connection(2, 50_001));
    expect([1, 2, 3].map((stream) => [board.isTied(stream), board.isShown(stream)])).toEqual([
      [true, false],
      [true, true],
      [false, false],
    ]);
  });

  test('one more than may wait: the oldest gives way', () => {
    const { board } = newBoard();
    for (let n = 0; n <= MAX_WAITING_AGREEMENTS; n++) board.agree(passive(50_000 + n));
    expect(
      [50_000, 50_001, 50_000 + MAX_WAITING_AGREEMENTS].map((port) => board.claim(connection(port, port)) !== null),
    ).toEqual([false, true, true]);
  });

  test('its command not known yet: the connection holds its bytes back until it is', () => {
    const { board, created } = newBoard();
    const agreement = passive(50_000, { artifactName: null });
    board.agree(agreement);
    const data = board.claim(connection(1, 50_000))!;
    data.onData('server', utf8('early'), AT);
    expect([created, board.heldBytes]).toEqual([[], 5]);
    agreement.artifactName = 'f';
    data.start();
    data.onData('server', utf8('late'), AT);
    expect([created, board.heldBytes, data.content().content.size]).toEqual([['f'], 0, 9]);
  });
});

describe('a connection that nothing was agreed on for', () => {
  test('it came before its agreement: found by it, once', () => {
    const { board } = newBoard();
    const data = board.addUntied(connection(1, 50_000));
    const [first, second] = [passive(50_000), passive(50_000)];
    board.agree(first);
    board.agree(second);
    expect([data.agreement, first.connection, second.connection]).toEqual([first, data, null]);
    expect(board.untiedBetween(connection(0, 21))).toEqual([]);
    expect([board.claim(connection(2, 50_000))?.agreement, board.claim(connection(3, 50_000))]).toEqual([second, null]);
  });

  test.each([
    ['between hosts that speak FTP', connection(1, 50_000), true],
    ['from the last of the ports that need rights', connection(1, 50_000, 1023), false],
    ['from the first that does not', connection(1, 50_000, 1024), true],
    ['to the last of the ports that need rights', connection(1, 1023), false],
    ['to the first that does not', connection(1, 1024), true],
    [
      'with another host',
      { ...connection(1, 50_000), client: { address: '192.0.2.99', port: 40_000, name: null } },
      false,
    ],
  ])('%s: whether it may be one', (_, data, candidate) => {
    const { board } = newBoard();
    expect(board.isCandidate(data)).toBe(false);
    board.addSession(connection(0, 21));
    expect(board.isCandidate(data)).toBe(candidate);
  });

  test.each([
    ['the server’s', connection(1, 40_000, 20), true],
    ['the client’s', connection(1, 20), true],
    ['nobody’s', connection(1, 21), false],
  ])('port 20 is %s', (_, data, isDataPort) => {
    expect(newBoard().board.isDataPort(data)).toBe(isDataPort);
  });

  test('the capture ends: what came from the data port is kept, the rest was a guess', () => {
    const { board, created } = newBoard();
    for (const data of [board.addUntied(connection(1, 50_000)), board.addUntied(connection(2, 50_000, 20))]) {
      data.onData('client', utf8('x'), AT);
    }
    board.finish();
    expect([created, board.heldBytes]).toEqual([['ftp-data-2'], 0]);
  });

  test('one more than may wait: the oldest keeps its bytes, and waits no longer', () => {
    const { board, created } = newBoard();
    const datas = Array.from({ length: MAX_UNTIED_CONNECTIONS }, (_, n) => board.addUntied(connection(n, 50_000)));
    datas[0]!.onData('client', utf8('x'), AT);
    expect(created).toEqual([]);
    board.addUntied(connection(9999, 50_000));
    expect(created).toEqual(['ftp-data-0']);
    expect(board.untiedBetween(connection(0, 21))).toHaveLength(MAX_UNTIED_CONNECTIONS);
  });
});

describe('bytes held back', () => {
  test.each([
    ['bytes of one connection', 1, MAX_HELD_BYTES],
    ['segments of one connection', MAX_HELD_PARTS, 1],
  ])('as many %s as may be: then they are let through', (_, segments, length) => {
    const { board, created } = newBoard();
    const data = board.addUntied(connection(1, 50_000));
    for (let n = 0; n < segments; n++) data.onData('client', new Uint8Array(length), AT);
    expect([created, board.heldBytes]).toEqual([[], segments * length]);
    data.onData('client', utf8('x'), AT);
    expect([created, board.heldBytes, data.content().content.size]).toEqual([['ftp-data-1'], 0, segments * length + 1]);
  });

  test('as many bytes of all connections as may be: the next keeps none', () => {
    const { board, created } = newBoard();
    for (let n = 0; n < MAX_ALL_HELD_BYTES / MAX_HELD_BYTES; n++) {
      board.addUntied(connection(n, 50_000)).onData('client', new Uint8Array(MAX_HELD_BYTES), AT);
    }
    expect(created).toEqual([]);
    const next = board.addUntied(connection(99, 50_000));
    next.onData('client', utf8('x'), AT);
    expect([created, board.heldBytes]).toEqual([['ftp-data-99'], MAX_ALL_HELD_BYTES]);
  });

  test('gaps count as segments do, and stand in their place', () => {
    const { board, created } = newBoard();
    const data = board.addUntied(connection(1, 50_000));
    for (let n = 0; n < MAX_HELD_PARTS; n++) data.onGap('client', 2, AT);
    expect(created).toEqual([]);
    data.onGap('client', 2, AT);
    expect(created).toEqual(['ftp-data-1']);
    data.onData('client', utf8('x'), AT);
    expect(data.content().content).toMatchObject({ size: 1, missing: 2 * MAX_HELD_PARTS + 2 });
  });

  test('no data connection after all: nothing is written, what was held is let go', () => {
    const { board, created } = newBoard();
    const data = board.addUntied(connection(1, 50_000));
    data.onData('client', utf8('x'), AT);
    data.dismiss();
    expect([created, board.heldBytes, board.untiedBetween(connection(0, 21))]).toEqual([[], 0, []]);
  });
});

describe('what a connection carried', () => {
  test.each([
    ['more from the server: the server’s', ['server', 'server', 'client'], 2],
    ['more from the client: the client’s', ['server', 'client', 'client'], 2],
    ['from one side only: its', ['server'], 1],
    ['nothing: empty', [], 0],
  ] as const)('%s', (_, speakers, size) => {
    const data = newBoard().board.addUntied(connection(1, 50_000));
    for (const speaker of speakers) data.onData(speaker, utf8('x'), AT);
    expect(data.content().content).toMatchObject({ size, complete: false });
  });

  test.each([
    ['both closed', ['fin', 'fin'], true],
    ['the sender closed', ['rst', 'fin'], true],
    ['a reset from both', ['rst', 'rst'], false],
    ['the capture ended', ['capture-end', 'capture-end'], false],
  ] as const)('%s: complete or not', (_, [client, server], complete) => {
    const data = newBoard().board.addUntied(connection(1, 50_000));
    data.onData('server', utf8('x'), AT);
    data.onEnd('client', client, AT);
    data.onEnd('server', server, AT);
    expect(data.content().content).toMatchObject({ size: 1, complete });
  });

  test.each(['client', 'server'] as const)('nothing, and the %s closed: empty, and complete', (side) => {
    const data = newBoard().board.addUntied(connection(1, 50_000));
    data.onEnd(side, 'fin', AT);
    expect(data.content().content).toMatchObject({ size: 0, complete: true });
  });

  test('more missing from one side than the other has sent: that side is the file’s', () => {
    const data = newBoard().board.addUntied(connection(1, 50_000));
    data.onData('client', utf8('xx'), AT);
    data.onGap('server', 3, { ...AT, frame: 5 });
    expect(data.content().content).toMatchObject({ size: 0, missing: 3 });
    expect(data.range.value()).toEqual({ first: 1, last: 1, count: 1 });
    expect(data.firstAt).toEqual(AT);
  });
});
