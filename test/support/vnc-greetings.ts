/** VNC on several ports: tshark 4.4.18 begins a new stream after the greeting where no port has told it the protocol. */
import { Talk } from './packet-builder.ts';

export interface Greeting {
  title: string;
  capture: Uint8Array;
  /** Of every packet. */
  streams: readonly number[];
  /** The stream that each connection continues; -1 for none. */
  continues: readonly number[];
}

interface Options {
  port?: number;
  clientPort?: number;
  opened?: boolean;
  greeting?: string;
}

/** SYN, SYN+ACK, ACK, the server's greeting, the client's, two bytes of the server. */
function capture({ port = 5905, clientPort = 41_000, opened = true, greeting = 'RFB 003.008\n' }: Options): Uint8Array {
  const talk = new Talk(undefined, { serverPort: port, clientPort });
  if (opened) talk.open();
  else talk.client('A');
  talk.wait(1).server('PA', greeting);
  talk.wait(1).client('PA', greeting);
  talk.wait(1).server('PA', '\u0001\u0002');
  return talk.capture.pcap();
}

const SPLIT = { streams: [0, 0, 0, 0, 1, 1], continues: [-1, 0] };
const WHOLE = { streams: [0, 0, 0, 0, 0, 0], continues: [-1] };

export const GREETINGS: readonly Greeting[] = [
  { title: 'a port of nobody: a new stream', capture: capture({}), ...SPLIT },
  { title: 'port 5900: the same stream', capture: capture({ port: 5900 }), ...WHOLE },
  { title: 'the port of HTTP: the same stream', capture: capture({ port: 80 }), ...WHOLE },
  { title: 'the port of TLS, which does not take it: a new stream', capture: capture({ port: 443 }), ...SPLIT },
  { title: 'the client’s port is that of HTTP: a new stream', capture: capture({ clientPort: 8080 }), ...SPLIT },
  {
    title: 'no SYN, the client’s port is that of HTTP: the same stream',
    capture: capture({ clientPort: 8080, opened: false }),
    streams: [0, 0, 0, 0],
    continues: [-1],
  },
  { title: 'no SYN: a new stream', capture: capture({ opened: false }), streams: [0, 0, 1, 1], continues: [-1, 0] },
  { title: 'letters for digits: a new stream', capture: capture({ greeting: 'rfb abc.def\n' }), ...SPLIT },
  { title: 'no line feed: the same stream', capture: capture({ greeting: 'RFB 003.008x' }), ...WHOLE },
  { title: 'one byte more: the same stream', capture: capture({ greeting: 'RFB 003.008\n\n' }), ...WHOLE },
];
