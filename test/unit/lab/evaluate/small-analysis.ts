/** As much of an analysis as checks and questions need: two connections, one FTP session. */
export const ANALYSIS = {
  connections: [
    {
      id: 0,
      client: { name: 'client', address: '10.0.0.2', port: 40_000 },
      server: { name: null, address: '10.0.0.1', port: 21 },
      frames: { first: 1, last: 20, count: 12 },
      handshake: {
        kind: 'three-way',
        frames: { syn: 1, synAck: 2, ack: null },
        client: { isn: 4_294_967_295, sackPermitted: true, timestamps: false },
      },
      teardown: { kind: 'four-segment', initiator: 'server', segments: [{ frame: 18 }, { frame: 19 }, { frame: 20 }] },
      bytes: { client: 40, server: 500 },
      rtt: { handshakeMs: 0.123456 },
      analysis: { duplicate_ack: 2 },
    },
    {
      id: 1,
      client: { name: 'client', address: '10.0.0.2', port: 40_001 },
      server: { name: 'server', address: '10.0.0.1', port: 50_000 },
      frames: { first: 8, last: 15, count: 8 },
      handshake: { kind: 'three-way', frames: { syn: 8, synAck: 9, ack: 10 }, client: { isn: 7 } },
      teardown: { kind: 'reset', initiator: 'client', segments: [{ frame: 15 }] },
      bytes: { client: 3000, server: 0 },
      analysis: {},
    },
  ],
  apps: {
    ftp: [
      {
        connection: 0,
        transfers: [
          { kind: 'listing', name: null, dataConnection: 7, frames: [5] },
          { kind: 'upload', name: 'a.txt', dataConnection: 1, frames: [6, 7] },
        ],
        refused: [{ command: 'DELE', frames: [16, 17] }],
      },
    ],
  },
};
