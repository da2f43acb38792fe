import { describe, expect, test } from 'vitest';
import {
  canonicalAddress,
  parseEprt,
  parseEpsvReply,
  parsePasvReply,
  parsePort,
} from '../../../../src/analyzer/apps/ftp/address.ts';

const HERE = { address: '192.0.2.10', port: 195 * 256 + 80 };

describe('where a data connection goes', () => {
  test.each([
    ['PORT', parsePort('192,0,2,10,195,80'), HERE],
    [
      'PORT with the largest numbers',
      parsePort('255,255,255,255,255,255'),
      { address: '255.255.255.255', port: 65_535 },
    ],
    ['PORT with a number beyond a byte', parsePort('192,0,2,256,195,80'), null],
    ['PORT of port 0', parsePort('192,0,2,10,0,0'), null],
    ['PORT with more after it', parsePort('192,0,2,10,195,80 x'), null],
    ['227 without parentheses', parsePasvReply('Entering Passive Mode 192,0,2,10,195,80'), HERE],
    ['227 without six numbers', parsePasvReply('Entering Passive Mode (192,0,2,10,195)'), null],
    ['EPRT', parseEprt('|2|fd00::1|50124|'), { address: 'fd00::1', port: 50_124 }],
    ['EPRT with another delimiter', parseEprt('!1!192.0.2.10!50000!'), { address: '192.0.2.10', port: 50_000 }],
    ['EPRT of an unknown family', parseEprt('|3|fd00::1|50124|'), null],
    ['EPRT with a field too few', parseEprt('|2|fd00::1|'), null],
    ['EPRT of a port beyond 16 bits', parseEprt('|2|fd00::1|65536|'), null],
    ['229', parseEpsvReply('Entering Extended Passive Mode (|||50001|)'), { address: null, port: 50_001 }],
    ['229 with two kinds of delimiters', parseEpsvReply('(||!50001|)'), null],
  ])('%s', (_, parsed, expected) => {
    expect(parsed).toEqual(expected);
  });
});

describe('one spelling for each address', () => {
  test.each([
    ['2001:DB8:0:0::0010', '2001:db8:0:0:0:0:0:10'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['fd00::', 'fd00:0:0:0:0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['::ffff:192.0.2.10', '192.0.2.10'],
    ['::1:ffff:192.0.2.10', '0:0:0:0:1:ffff:c000:20a'],
    [' 192.0.2.10 ', '192.0.2.10'],
  ])('%s: %s', (written, canonical) => {
    expect(canonicalAddress(written)).toBe(canonical);
  });

  test.each(['1:2:3:4:5:6:7', '1::2::3', '1:2:3:4:5:6:7:8:9', 'fd00::g', '12345::'])(
    '%s is none: left as it is',
    (text) => {
      expect(canonicalAddress(text)).toBe(text);
    },
  );
});
