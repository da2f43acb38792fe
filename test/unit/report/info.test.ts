/** What the packet list says of a row, case by case as tshark 4.4 says it of such packets. */
import { describe, expect, test } from 'vitest';
import { colorOf, infoOf, protocolOf, type StreamHint } from '../../../src/report/packets/info.ts';
import { duplicateAcks } from '../../../src/report/packets/info-tcp.ts';
import { type PacketRow, rowAt } from '../../../src/report/packets/table.ts';
import { sampleLab } from './sample-lab.ts';

const lab = sampleLab();
const rows = Array.from({ length: lab.packets.count }, (_, i) => rowAt(lab.packets, i));
const HEADERS = 54;
const CLIENT = rows[4]!;
const SERVER = rows[5]!;
const FLAGS = ['retransmission', 'duplicate_ack', 'window_update', 'keep_alive'];

function saying(row: PacketRow, payload: string | readonly number[]): PacketRow {
  const said = typeof payload === 'string' ? new TextEncoder().encode(payload) : Uint8Array.from(payload);
  const bytes = new Uint8Array(HEADERS + said.length);
  bytes.set(row.bytes.subarray(0, HEADERS));
  bytes.set(said, HEADERS);
  return { ...row, bytes, length: said.length };
}

function stream(app: string | null, port: number, more: Partial<StreamHint> = {}): StreamHint {
  return {
    app,
    about: null,
    client: { address: '10.0.0.2', port: 40000 },
    server: { address: '10.0.0.1', port },
    tls: null,
    mails: [],
    ...more,
  };
}

const MAIL = { fromClient: true, first: 4, last: 5, summary: 'from: li@example, subject: hello' };
const SEGMENT = '40000 → 21 [PSH, ACK]';

const CASES: [string, PacketRow, StreamHint, string, string][] = [
  ['FTP command', saying(CLIENT, 'USER li\r\n'), stream('ftp', 21), 'FTP', 'Request: USER li'],
  ['FTP on a port that Wireshark does not know', saying(CLIENT, 'USER li\r\n'), stream('ftp', 2121), 'TCP', SEGMENT],
  [
    'reply of many lines',
    saying(SERVER, '250-mx\r\n250-SIZE\r\n250 HELP\r\n'),
    stream('smtp', 25),
    'SMTP',
    'S: 250-mx | SIZE | HELP',
  ],
  [
    'two commands at once',
    saying(CLIENT, 'RCPT TO:<a>\r\nDATA\r\n'),
    stream('smtp', 25),
    'SMTP',
    'C: RCPT TO:<a> | DATA',
  ],
  [
    'mail, not yet ended',
    { ...saying(CLIENT, 'Subject: x\r\n'), frame: 4 },
    stream('smtp', 25, { mails: [MAIL] }),
    'SMTP',
    'C: DATA fragment, 12 bytes',
  ],
  [
    'end of a mail',
    { ...saying(CLIENT, '.\r\n'), frame: 5 },
    stream('smtp', 25, { mails: [MAIL] }),
    'SMTP/IMF',
    MAIL.summary,
  ],
  ['POP3 reply', saying(SERVER, '+OK 2 messages\r\n'), stream('pop3', 110), 'POP', 'S: +OK 2 messages'],
  ['rest of a POP3 reply', saying(SERVER, '1 120\r\n'), stream('pop3', 110), 'POP', 'S: DATA fragment, 7 bytes'],
  [
    'tied data connection',
    saying(CLIENT, [0, 1]),
    stream('ftp-data', 50000, { about: '(PASV) (STOR a)' }),
    'FTP-DATA',
    'FTP Data: 2 bytes (PASV) (STOR a)',
  ],
  ['data connection of an unknown control', saying(CLIENT, [0, 1]), stream('ftp-data', 50000), 'TCP', SEGMENT],
  ['HTTP request', saying(CLIENT, 'GET / HTTP/1.1\r\n'), stream('http', 80), 'HTTP', 'GET / HTTP/1.1'],
  ['HTTP body', saying(CLIENT, 'a=1&b=2'), stream('http', 80), 'TCP', SEGMENT],
  [
    'first encrypted segment',
    saying(CLIENT, [22, 3, 1, 0, 1, 1, 23, 3, 3, 0, 0]),
    stream('ftp', 21, { tls: { name: 'TLSv1.3', from: 1 } }),
    'TLSv1.3',
    'Client Hello, Application Data',
  ],
  ['command sent again', { ...saying(CLIENT, 'QUIT\r\n'), analysis: 1 }, stream('ftp', 21), 'TCP', SEGMENT],
];

describe('protocol and Info of a row', () => {
  for (const [title, row, hint, protocol, info] of CASES) {
    test(`${title}: ${protocol}, ${info}`, () => {
      expect(protocolOf(row, hint, FLAGS)).toBe(protocol);
      const told = infoOf(row, hint, FLAGS);
      if (info === SEGMENT) expect(told).toContain(SEGMENT);
      else expect(told).toBe(info);
    });
  }

  test('duplicate ACKs: each is numbered after the ACK that it repeats', () => {
    const { columns } = lab.packets;
    const first = columns.frame.findIndex((_, i) => columns.stream[i] === 0 && columns.fromClient[i] === 1);
    const later = [...columns.frame.keys()].filter(
      (i) => i > first && columns.stream[i] === 0 && columns.fromClient[i],
    );
    const analysis = columns.analysis.slice();
    for (const i of later.slice(0, 2)) analysis[i] = 0b10;
    const found = duplicateAcks({ ...lab.packets, columns: { ...columns, analysis } }, FLAGS);
    const frame = columns.frame[first]!;
    expect([...found.values()]).toEqual([`${frame}#1`, `${frame}#2`]);
    const row = { ...rows[later[0]!]!, analysis: 0b10, length: 0 };
    expect(infoOf(row, stream('ftp', 21), FLAGS, found)).toMatch(new RegExp(`^\\[TCP Dup ACK ${frame}#1\\] `));
  });
});

describe('colour of a row, by Wireshark’s default rules', () => {
  const ftp = stream('ftp', 21);
  const plain = { ...CLIENT, analysis: 0 };
  test.each([
    ['segment of a dialogue', plain, ftp, 'tcp'],
    ['FIN', { ...plain, flags: 0x11 }, ftp, 'syn'],
    ['RST', { ...plain, flags: 0x14 }, ftp, 'rst'],
    ['retransmission', { ...plain, analysis: 0b1 }, ftp, 'bad'],
    ['window update', { ...plain, analysis: 0b100 }, ftp, 'tcp'],
    ['keep-alive', { ...plain, analysis: 0b1000 }, ftp, 'tcp'],
    ['HTTP', plain, stream('http', 8080), 'http'],
  ] as const)('%s', (_, row, hint, color) => {
    expect(colorOf(row, FLAGS, hint)).toBe(color);
  });
});
