import { describe, expect, it } from 'vitest';
import { parseSocketTable } from '../../../src/hosts/sockets.ts';

/** As a little-endian kernel prints them. */
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0A00150A:0015 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0A00150A:0015 1400150A:A7C1 08 00000000:00000000 00:00000000 00000000     0        0 2 1 0 20 4 30 10 -1
`;
const TCP6 = `  sl  local_address                         remote_address                        st
   0: 000021FD000000000000000010000000:0019 000021FD000000000000000020000000:C350 06 00000000:00000000
`;

describe('parseSocketTable', () => {
  it('IPv4 sockets: address, port and state', () => {
    expect(parseSocketTable(TCP)).toEqual([
      { local: '10.21.0.10:21', remote: '0.0.0.0:0', state: 'LISTEN' },
      { local: '10.21.0.10:21', remote: '10.21.0.20:42945', state: 'CLOSE-WAIT' },
    ]);
  });

  it('IPv6 sockets: addresses in their canonical form', () => {
    expect(parseSocketTable(TCP6)).toEqual([
      { local: '[fd21::10]:25', remote: '[fd21::20]:50000', state: 'TIME-WAIT' },
    ]);
  });

  it.each(['', 'header only\n', 'header\n  0: broken\n'])('%j: no sockets', (table) => {
    expect(parseSocketTable(table)).toEqual([]);
  });
});
