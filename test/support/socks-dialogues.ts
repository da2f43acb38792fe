/** SOCKS dialogues, and which number tshark 4.4.18 gives to the connection that opens after them. */
import { Talk } from './packet-builder.ts';

type Message = readonly [from: 'client' | 'server', data: string | readonly number[]];

const V4_CONNECT: Message = ['client', [4, 1, 0, 80, 192, 0, 2, 7, 0]];
const V4_BIND: Message = ['client', [4, 2, 0, 80, 192, 0, 2, 7, 0]];
const V4_GRANTED: Message = ['server', [0, 90, 0, 0, 0, 0, 0, 0]];
const V4_REFUSED: Message = ['server', [0, 91, 0, 0, 0, 0, 0, 0]];
const V5_HELLO: Message = ['client', [5, 1, 0]];
const V5_HELLO_BOTH: Message = ['client', [5, 2, 0, 2]];
const V5_NO_LOGIN: Message = ['server', [5, 0]];
const V5_PASSWORD: Message = ['server', [5, 2]];
const V5_NOTHING: Message = ['server', [5, 255]];
const LOGIN: Message = ['client', [1, 1, 117, 1, 112]];
const LOGGED_IN: Message = ['server', [1, 0]];
const V5_CONNECT: Message = ['client', [5, 1, 0, 1, 192, 0, 2, 7, 0, 80]];
const V5_UDP: Message = ['client', [5, 3, 0, 1, 192, 0, 2, 7, 0, 80]];
const V5_REPLY: Message = ['server', [5, 0, 0, 1, 192, 0, 2, 7, 0, 80]];
const GET: Message = ['client', 'GET / HTTP/1.0\r\n\r\n'];
const ANSWER: Message = ['server', 'HTTP/1.0 200 OK\r\n\r\n'];

function capture(messages: readonly Message[], serverPort: number): Uint8Array {
  const talk = new Talk(undefined, { serverPort }).open();
  for (const [from, data] of messages) {
    const bytes = typeof data === 'string' ? data : Uint8Array.from(data);
    if (from === 'client') talk.wait(1).client('PA', bytes);
    else talk.wait(1).server('PA', bytes);
  }
  new Talk(talk.capture, { clientPort: 50_000, serverPort: 79 }, messages.length + 3).client('S');
  return talk.capture.pcap();
}

export interface Dialogue {
  title: string;
  capture: Uint8Array;
  /** The stream of the connection that opens last. */
  next: number;
}

const row = (title: string, next: number, messages: readonly Message[], port = 1080): Dialogue => ({
  title,
  next,
  capture: capture(messages, port),
});

export const DIALOGUES: readonly Dialogue[] = [
  row('SOCKS 4, granted, nothing carried', 1, [V4_CONNECT, V4_GRANTED]),
  row('SOCKS 4, granted, the client speaks first', 2, [V4_CONNECT, V4_GRANTED, GET, ANSWER, GET]),
  row('SOCKS 4, granted, the server speaks first', 2, [V4_CONNECT, V4_GRANTED, ANSWER, GET]),
  row('SOCKS 4, bind', 2, [V4_BIND, V4_GRANTED, V4_GRANTED, GET]),
  row('SOCKS 4, refused', 1, [V4_CONNECT, V4_REFUSED, GET]),
  row('SOCKS 4 on another port', 1, [V4_CONNECT, V4_GRANTED, GET], 1081),
  row('SOCKS 5 without login', 2, [V5_HELLO, V5_NO_LOGIN, V5_CONNECT, V5_REPLY, GET, ANSWER]),
  row('SOCKS 5 with a password', 2, [V5_HELLO_BOTH, V5_PASSWORD, LOGIN, LOGGED_IN, V5_CONNECT, V5_REPLY, GET]),
  row('SOCKS 5, no method accepted', 1, [V5_HELLO, V5_NOTHING, GET, ANSWER]),
  row('SOCKS 5 for UDP', 1, [V5_HELLO, V5_NO_LOGIN, V5_UDP, V5_REPLY, GET]),
  row('HTTP on the port of SOCKS', 1, [GET, ANSWER, GET, ANSWER]),
  row('the server begins', 1, [ANSWER, V4_CONNECT, V4_GRANTED, GET]),
];
