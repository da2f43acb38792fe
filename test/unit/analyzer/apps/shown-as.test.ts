import { expect, test } from 'vitest';
import { type ShownFrame, shownAs } from '../../../../src/analyzer/apps/shown-as.ts';
import { TlsVersion } from '../../../../src/analyzer/apps/tls.ts';

const plain = { endsMail: false, tls: null, tied: false };

test.each<[title: string, frame: ShownFrame, name: string | null]>([
  ['FTP', { ...plain, app: 'ftp', ports: [40000, 21] }, 'FTP'],
  ['FTP on another port', { ...plain, app: 'ftp', ports: [40000, 2121] }, null],
  ['a data connection from port 20', { ...plain, app: 'ftp-data', ports: [20, 40000] }, 'FTP-DATA'],
  [
    'a passive data connection of FTP on 21',
    { ...plain, app: 'ftp-data', ports: [40000, 50000], tied: true },
    'FTP-DATA',
  ],
  ['a passive data connection of FTP elsewhere', { ...plain, app: 'ftp-data', ports: [40000, 50000] }, null],
  ['SMTP', { ...plain, app: 'smtp', ports: [40000, 25] }, 'SMTP'],
  ['SMTP, the end of a mail', { ...plain, app: 'smtp', ports: [40000, 587], endsMail: true }, 'SMTP/IMF'],
  ['POP3', { ...plain, app: 'pop3', ports: [40000, 110] }, 'POP'],
  ['SMTP after STARTTLS', { ...plain, app: 'smtp', ports: [40000, 25], tls: 'TLSv1.2' }, 'TLSv1.2'],
  ['HTTP anywhere', { ...plain, app: 'http', ports: [40000, 3000] }, 'HTTP'],
  ['a protocol that is not in the table', { ...plain, app: 'echo-of-ours', ports: [40000, 7000] }, null],
])('%s', (_title, frame, name) => {
  expect(shownAs(frame)).toBe(name);
});

/** A ServerHello with an empty session id; `versions` is the extension of RFC 8446 §4.2.1. */
function serverHello(legacy: number, chosen: number | null): Uint8Array {
  const extension = chosen === null ? [] : [0, 43, 0, 2, chosen >> 8, chosen & 255];
  const other = [0, 51, 0, 2, 9, 9];
  const body = [legacy >> 8, legacy & 255, ...Array.from({ length: 32 }, () => 7), 0, 0x13, 1, 0];
  const all = [...body, 0, other.length + extension.length, ...other, ...extension];
  return Uint8Array.from([22, 3, 3, 0, all.length + 4, 2, 0, 0, all.length, ...all]);
}

test.each([1, 7, 1000])('TLS, cut every %d bytes: the version that the ServerHello chose', (cut) => {
  for (const [legacy, chosen, name] of [
    [0x0303, 0x0304, 'TLSv1.3'],
    [0x0303, null, 'TLSv1.2'],
    [0x0301, null, 'TLSv1'],
  ] as const) {
    const version = new TlsVersion();
    version.onData('client', Uint8Array.of(22, 3, 1, 0, 5, 1));
    const hello = serverHello(legacy, chosen);
    for (let at = 0; at < hello.length; at += cut) version.onData('server', hello.subarray(at, at + cut));
    expect([version.name, version.done]).toEqual([name, true]);
  }
});

test('TLS from its middle: the version of its records', () => {
  const version = new TlsVersion();
  version.onData('server', Uint8Array.from([23, 3, 3, 0, 100, ...Array.from({ length: 100 }, () => 1)]));
  expect(version.name).toBe('TLSv1.2');
});

test('TLS from its middle, the client’s FIN first, then an alert: the version of its record', () => {
  const version = new TlsVersion();
  version.onEnd('client');
  version.onData('server', Uint8Array.from([21, 3, 2, 0, 26, ...Array.from({ length: 26 }, () => 1)]));
  expect(version.name).toBe('TLSv1.1');
});
