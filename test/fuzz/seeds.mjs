// Captures of our own to mutate: dialogues that the applications part takes apart, in every file format that is read.
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

const FTP = [
  ['server', '220 ready\r\n'],
  ['client', 'USER student\r\n'],
  ['server', '331 password\r\n'],
  ['client', 'PASS secret\r\n'],
  ['server', '230-hello\r\n230 in\r\n'],
  ['client', 'PASV\r\n'],
  ['server', '227 Entering Passive Mode (10,0,0,2,156,64)\r\n'],
  ['client', 'RETR a.txt\r\n'],
  ['server', '150 here\r\n'],
  ['server', '226 done\r\n'],
];
const SMTP = [
  ['server', '220 mail ESMTP\r\n'],
  ['client', 'EHLO c\r\n'],
  ['server', '250-mail\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN\r\n'],
  ['client', 'AUTH PLAIN AHN0dWRlbnQAc2VjcmV0\r\n'],
  ['server', '235 ok\r\n'],
  ['client', 'MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n'],
  ['server', '250 ok\r\n250 ok\r\n354 go\r\n'],
  ['client', 'Subject: x\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nhi\r\n--q--\r\n.\r\n'],
  ['server', '250 queued\r\n'],
];
const POP3 = [
  ['server', '+OK ready <1.2@example.com>\r\n'],
  ['client', 'USER student\r\n'],
  ['server', '+OK\r\n'],
  ['client', 'PASS secret\r\n'],
  ['server', '+OK 1 120\r\n'],
  ['client', 'RETR 1\r\n'],
  ['server', '+OK 120 octets\r\nSubject: x\r\n\r\n..hi\r\n.\r\n'],
  ['client', 'QUIT\r\n'],
  ['server', '+OK\r\n'],
];

export async function ownCaptures() {
  const builder = await loadBuilder();
  const dialogues = [FTP, SMTP, POP3].map((lines) => conversation(lines));
  const files = dialogues.map((specs) => builder.pcap(builder.packets(specs)));
  const odd = builder.packets(conversation(FTP));
  files.push(builder.pcap(odd, { bigEndian: true }), builder.pcap(odd, { kuznetzov: true }));
  files.push(builder.pcap(odd, { nanoseconds: true }), fragments(builder));
  return files;
}

/** Handshake, lines in turn, four-segment close. */
function conversation(lines) {
  const next = { client: 1000, server: 5000 };
  const specs = [];
  const send = (from, flags, payload = '') => {
    const to = from === 'client' ? 'server' : 'client';
    specs.push({ from, flags, seq: next[from], ack: flags.includes('A') ? next[to] : 0, payload });
    next[from] += payload.length + (/[SF]/.test(flags) ? 1 : 0);
  };
  send('client', 'S');
  send('server', 'SA');
  send('client', 'A');
  for (const [from, text] of lines) {
    send(from, 'PA', text);
    send(from === 'client' ? 'server' : 'client', 'A');
  }
  send('client', 'FA');
  send('server', 'A');
  send('server', 'FA');
  send('client', 'A');
  return specs;
}

function fragments({ pcap, ethernet, ipv4, tcpSegment }) {
  const addresses = { source: '10.0.0.1', destination: '10.0.0.2' };
  const segment = tcpSegment({ from: 'client', flags: 'PA', seq: 1, ack: 1, payload: 100 });
  const pieces = [
    { fragment: 0x2000, bytes: segment.slice(0, 40) },
    { fragment: 0x2005, bytes: segment.slice(40, 80) },
    { fragment: 0x000a, bytes: segment.slice(80) },
  ];
  const list = pieces.map(({ fragment, bytes }, index) => ({
    bytes: ethernet(ipv4({ ...addresses, id: 7, fragment }, bytes)),
    time: BigInt(index),
  }));
  return pcap(list);
}

async function loadBuilder() {
  const directory = mkdtempSync(join(here, '../../node_modules/.wirelab-fuzz-'));
  const outfile = join(directory, 'builder.mjs');
  try {
    await build({ entryPoints: [join(here, '../support/packet-builder.ts')], outfile, format: 'esm' });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
