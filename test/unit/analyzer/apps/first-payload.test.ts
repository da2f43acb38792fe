/** What is known of a connection's first words before anybody listens; only where it is certain. */
import { expect, test } from 'vitest';
import { firstWordsOf } from '../../../../src/analyzer/apps/first-payload.ts';
import { Flows } from '../../../../src/analyzer/tcp/flow.ts';
import { FLOW, FLOW_NUMBERS, FlowRows, SIDE, SIDE_NUMBERS } from '../../../../src/analyzer/tcp/flow-rows.ts';
import { Frame } from '../../../../src/analyzer/wire/frame.ts';
import { FLAG } from '../../../../src/analyzer/wire/tcp.ts';

const HELLO = new TextEncoder().encode('..HELLO..');
const SEQ = 5000;

/** HELLO from port 40000 to port 80, at number 5000. */
function hello(): Frame {
  const frame = new Frame();
  frame.data = HELLO;
  frame.payloadAt = 2;
  frame.payloadLength = 5;
  frame.payloadKept = 7;
  frame.seq = SEQ;
  frame.sourcePort = 40_000;
  frame.destinationPort = 80;
  frame.flags = FLAG.ack;
  return frame;
}

/** Of a connection whose lower side is the client. */
function heard(side: 0 | 1, change: (frame: Frame, rows: FlowRows) => void = () => undefined) {
  const flows = new Flows(new FlowRows());
  flows.add();
  const frame = hello();
  change(frame, flows.rows);
  const words = firstWordsOf(flows.rows, side, frame);
  if (words === null) return null;
  const { client, server, clientPort, serverPort, rolesKnown, final } = words;
  const [said, answered] = [client, server].map((bytes) => new TextDecoder().decode(bytes));
  return { said, answered, clientPort, serverPort, rolesKnown, final };
}

const started = (rows: FlowRows, next: number) => {
  rows.sides[SIDE.streamStarted] = 1;
  rows.sides[SIDE.streamNext] = next;
};

test('the client speaks first', () => {
  const words = { said: 'HELLO', answered: '', clientPort: 40_000, serverPort: 80, rolesKnown: false, final: false };
  expect(heard(0)).toEqual(words);
  expect(heard(0, (_, rows) => started(rows, SEQ))).toEqual(words);
  expect(heard(0, (frame) => (frame.flags |= FLAG.fin))).toEqual(words);
});

test('the server speaks first: the ports are those of the roles', () => {
  expect(heard(1)).toEqual({
    said: '',
    answered: 'HELLO',
    clientPort: 80,
    serverPort: 40_000,
    rolesKnown: false,
    final: false,
  });
});

test.each([
  ['SYN', FLOW.synFrame],
  ['SYN+ACK', FLOW.synAckFrame],
])('a %s was seen: the roles are certain', (_, place) => {
  expect(heard(0, (_frame, rows) => (rows.flows[place] = 1))?.rolesKnown).toBe(true);
  expect(heard(0, (_frame, rows) => (rows.flows[FLOW_NUMBERS + place] = 1))?.rolesKnown).toBe(false);
});

test.each<[string, (frame: Frame, rows: FlowRows) => unknown]>([
  ['without payload', (frame) => (frame.payloadLength = 0)],
  ['of which the snapshot cut a part', (frame) => (frame.payloadKept = 4)],
  ['on a SYN', (frame) => (frame.flags |= FLAG.syn)],
  ['on a RST', (frame) => (frame.flags |= FLAG.rst)],
  ['ahead of what comes next', (_, rows) => started(rows, SEQ - 1)],
  ['sent again', (_, rows) => started(rows, SEQ + 5)],
])('%s: nothing is certain', (_, change) => {
  expect(heard(0, change)).toBeNull();
});

test('ahead on the other side: of no concern', () => {
  expect(heard(0, (_, rows) => (rows.sides[SIDE_NUMBERS + SIDE.streamStarted] = 1))?.said).toBe('HELLO');
});
