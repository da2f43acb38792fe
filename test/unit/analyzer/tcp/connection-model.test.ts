import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../src/analyzer/model.ts';
import { analyse } from '../../../support/analyse.ts';
import { Talk, TestCapture } from '../../../support/packet-builder.ts';

/** The capture begins just before a whole second, so that differences of times borrow. */
const BEGIN_MS = 999.5;

async function connectionsOf(make: (capture: TestCapture) => void): Promise<Connection[]> {
  const capture = new TestCapture();
  make(capture);
  return (await analyse(capture.pcap())).analysis.connections;
}

describe('a connection in numbers', () => {
  it('data both ways, one segment sent again, closed: times, bytes, round trips, flags', async () => {
    const [connection] = await connectionsOf((capture) => {
      const talk = new Talk(capture, {}, BEGIN_MS).open(2);
      talk.wait(1).client('PA', 'x'.repeat(100));
      talk.wait(3).server('A', '', { window: 400 });
      talk.wait(10).server('PA', 'y'.repeat(200));
      talk.wait(250).server('PA', 'y'.repeat(200), { seq: 1 });
      talk.wait(0.5).client('A');
      talk.closeInFour();
    });
    expect(connection).toMatchObject({
      firstTime: '1700000000.999500000',
      lastTime: '1700000001.269040000',
      durationMs: 269.54,
      frames: { first: 1, last: 12, count: 12 },
      bytes: { client: 100, server: 200 },
      packets: { client: 6, server: 6 },
      // 2, 0.02, 3, 250.5 (from the first copy, as Wireshark counts), 1, 0.02
      rtt: { handshakeMs: 2.02, min: 0.02, max: 250.5, count: 6 },
      analysis: { retransmission: 1 },
      zeek: { connState: 'SF', history: 'ShADadtFf' },
      completeness: 31,
      missingBytes: { client: 0, server: 0 },
    });
    expect(connection?.rtt.avg).toBeCloseTo(256.54 / 6, 6);
    expect(Object.keys(connection!.analysis)).toEqual(['retransmission']);
    expect(connection?.dynamics).toMatchObject({
      maxBytesInFlight: { client: 100, server: 200 },
      window: { client: { min: 60_000, max: 60_000 }, server: { min: 400, max: 60_000 } },
      longestIdleMs: 250,
    });
    expect(connection?.dynamics?.bytesPerSecond?.client).toBeCloseTo(100 / 0.26954, 6);
  });

  it('one segment, nothing answered: no round trip, no rate, no flags', async () => {
    const [connection] = await connectionsOf((capture) => void new Talk(capture).client('PA', 'x', { seq: 5, ack: 7 }));
    expect(connection).toMatchObject({
      durationMs: 0,
      rtt: { handshakeMs: null, min: null, avg: null, max: null, count: 0 },
      analysis: {},
      dynamics: { bytesPerSecond: null, window: { server: null } },
    });
  });

  it.each([
    ['with payload', 'gone', true],
    ['without', '', false],
  ])('a RST %s: says so', async (_, payload, withData) => {
    const [connection] = await connectionsOf((capture) => {
      new Talk(capture).open().wait(1).server('RA', payload);
    });
    expect(connection?.teardown.segments).toMatchObject([{ role: 'rst', from: 'server', withData }]);
  });
});

describe('which packets are one connection', () => {
  it('ports with the same sum and the same exclusive or: connections of their own', async () => {
    const connections = await connectionsOf((capture) => {
      for (const [clientPort, serverPort] of [
        [1, 6],
        [2, 5],
        [3, 4],
      ] as const)
        new Talk(capture, { clientPort, serverPort }).open();
    });
    expect(connections.map(({ client, server }) => [client.port, server.port])).toEqual([
      [1, 6],
      [2, 5],
      [3, 4],
    ]);
    expect(connections.map(({ frames }) => frames.count)).toEqual([3, 3, 3]);
  });

  it.each([
    ['IPv4, the last byte', ['10.0.0.1', '10.0.0.3']],
    ['IPv6, the first word', ['2001:db8::1', '2001:db9::1']],
    ['IPv6, the second word', ['fd00:0:1::1', 'fd00:0:2::1']],
    ['IPv6, the third word', ['fd00::1:0:0:1', 'fd00::2:0:0:1']],
    ['IPv6, the fourth word', ['fd00::1', 'fd00::2']],
  ])('addresses that differ in %s: connections of their own, both directions in each', async (_, clients) => {
    const server = clients[0]!.includes(':') ? 'fd00::99' : '10.0.0.99';
    const connections = await connectionsOf((capture) => {
      for (const client of clients) new Talk(capture, { client, server }).open();
    });
    expect(connections.map(({ client, frames }) => [client.address, frames.count])).toEqual(
      clients.map((client) => [client, 3]),
    );
  });

  it.each([
    ['lower', 'fd00::1', 'fd00::2'],
    ['higher', 'fd00::2', 'fd00::1'],
  ])('a client with the %s address and the same port on both sides: one connection', async (_, client, server) => {
    const connections = await connectionsOf((capture) => {
      new Talk(capture, { client, server, clientPort: 5000, serverPort: 5000 }).open();
    });
    expect(connections).toMatchObject([{ client: { address: client }, server: { address: server } }]);
    expect(connections[0]?.packets).toEqual({ client: 2, server: 1 });
  });

  it('the same SYN again: a retry; the same SYN after a RST: a connection of its own', async () => {
    const retried = await connectionsOf((capture) => {
      const talk = new Talk(capture);
      talk.client('S');
      talk.wait(1000).client('S', '', { seq: 0 });
    });
    expect(retried).toMatchObject([{ handshake: { retries: 1 } }]);
    const anew = await connectionsOf((capture) => {
      const talk = new Talk(capture);
      talk.client('S');
      talk.wait(1).server('RA', '', { seq: 0 });
      talk.wait(500).client('S', '', { seq: 0 });
    });
    expect(anew.map(({ frames }) => frames.count)).toEqual([2, 1]);
  });
});

describe('roles by port, where no SYN is in the capture', () => {
  it.each([
    [1023, 1024, 1023],
    [32_767, 32_768, 32_767],
    [1024, 40_000, 1024],
    [21, 50_000, 21],
  ])('%i and %i: the server is %i', async (one, other, expected) => {
    for (const [clientPort, serverPort] of [
      [one, other],
      [other, one],
    ] as const) {
      const [connection] = await connectionsOf((capture) => {
        new Talk(capture, { clientPort, serverPort }).client('A', '', { seq: 5, ack: 9 });
      });
      expect(connection).toMatchObject({ rolesFrom: 'port', server: { port: expected } });
    }
  });
});
