/** Wireshark takes a VNC connection for two streams where the greeting tells it, not the port. */
import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { Talk } from '../../../support/packet-builder.ts';
import { GREETINGS } from '../../../support/vnc-greetings.ts';

test.each(GREETINGS.map(({ title, ...expected }) => [title, expected] as const))(
  'VNC, %s',
  async (_, { capture, streams, continues }) => {
    const { analysis, packets } = await analyse(capture);
    expect(packets.map(({ stream }) => stream)).toEqual(streams);
    expect(analysis.connections.map((connection) => connection.continues ?? -1)).toEqual(continues);
  },
);

test('a connection in two streams: roles go on, a warning tells it, nobody claims that the capture began late or ended early, or guesses why', async () => {
  const { analysis } = await analyse(GREETINGS[0]!.capture);
  const [first, second] = analysis.connections;
  expect(second).toMatchObject({ client: first!.client, server: first!.server, rolesFrom: 'syn' });
  expect(analysis.capture.warnings).toMatchObject([{ code: 'connection-split', count: 1, firstFrame: 5 }]);
  const codes = analysis.findings.map(({ code, connection }) => `${connection} ${code}`);
  expect(codes).toContain('1 capture-ended-early');
  expect(codes).not.toContain('0 capture-ended-early');
  expect(codes).not.toContain('1 capture-started-late');
  expect([first!.closing, second!.closing]).toEqual([null, null]);
});

test('a SYN after the greeting: another connection, which continues nothing', async () => {
  const talk = new Talk(undefined, { serverPort: 5905 }).open();
  talk.wait(1).server('PA', 'RFB 003.008\n');
  talk.wait(1).client('S', '', { seq: 9000 });
  const { analysis } = await analyse(talk.capture.pcap());
  expect(analysis.connections.map(({ id, continues }) => [id, continues])).toEqual([
    [0, undefined],
    [1, undefined],
  ]);
});
