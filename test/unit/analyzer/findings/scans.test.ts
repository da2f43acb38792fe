/** Port scans and SYN floods: what is one, of which kind, with which answers; and what only looks like one. */
import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../../src/analyzer/analyzer.ts';
import type { Finding } from '../../../../src/analyzer/model.ts';
import { MAX_UNANSWERED } from '../../../../src/analyzer/tcp/followed-flows.ts';
import { type Endpoints, Talk, TestCapture } from '../../../support/packet-builder.ts';

type Say = (talk: Talk) => unknown;

async function manyOf(make: (capture: TestCapture) => void, code = 'port-scan'): Promise<Finding[]> {
  const capture = new TestCapture();
  make(capture);
  const analyzer = createAnalyzer({ hashFile: false });
  analyzer.push(capture.pcap());
  return (await analyzer.finish()).findings.filter((finding) => finding.code === code);
}

/** One connection for each value, 10 ms apart. */
function each(
  capture: TestCapture,
  values: Iterable<number>,
  to: (value: number) => Partial<Endpoints>,
  say: Say,
): void {
  let nth = 0;
  for (const value of values) say(new Talk(capture, { clientPort: 40_000 + nth, ...to(value) }, nth++ * 10));
}

const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);
const port = (serverPort: number) => ({ serverPort });
const host = (nth: number) => ({ server: `10.0.1.${nth}` });

const SILENT: Say = (t) => t.client('S', '', { sackPermitted: true });
const GIVEN_UP: Say = (t) => [t.client('S'), t.client('S', '', { seq: 0 }), t.client('RA')];
const REFUSED: Say = (t) => [t.client('S'), t.wait(1).server('RA', '', { seq: 0 })];
const CUT_OFF: Say = (t) => [t.client('S'), t.wait(1).server('SA'), t.wait(1).client('R')];
const UNHEEDED: Say = (t) => [t.client('S'), t.wait(1).server('SA')];
const CONNECTED: Say = (t) => t.open().wait(1).client('RA');
const FINISHED: Say = (t) => t.open().closeInFour();
const FINISHED_BY_RST: Say = (t) => [t.open().client('FA'), t.server('FA'), t.client('R')];
const BANNER: Say = (t) => [t.open().wait(1).server('PA', '220 hello'), t.wait(1).client('R')];
const TALK: Say = (t) => [t.open().wait(1).client('PA', 'x'), t.closeInFour()];
const CLOSED_BY_SERVER: Say = (t) => [t.open().wait(1).server('FA'), t.client('A'), t.client('FA'), t.server('A')];
const stray =
  (flags: string, answer: string | null): Say =>
  (t) => [t.client(flags, '', { ack: 77 }), answer === null ? null : t.wait(1).server(answer, '', { seq: 0 })];

describe('ten or more ports of one host', () => {
  it.each<[string, Say, string, Finding['params']]>([
    ['SYN, no answer', SILENT, 'scan-unknown', { silent: 12, closed: 0, open: 0 }],
    ['SYN twice, given up by RST', GIVEN_UP, 'scan-unknown', { silent: 12, closed: 0, open: 0 }],
    ['SYN, RST', REFUSED, 'scan-unknown', { silent: 0, closed: 12, open: 0 }],
    ['SYN, SYN+ACK, RST', CUT_OFF, 'scan-syn', { silent: 0, closed: 0, open: 12 }],
    ['a whole handshake, then RST', CONNECTED, 'scan-connect', { open: 12 }],
    ['a whole handshake, then FIN', FINISHED, 'scan-connect', { open: 12 }],
    ['a whole handshake, FIN, and RST in place of the last ACK', FINISHED_BY_RST, 'scan-connect', { open: 12 }],
    ['a whole handshake, the banner, then RST', BANNER, 'scan-connect', { open: 12 }],
    ['FIN, no answer', stray('F', null), 'scan-fin', { ignored: 12, closed: 0, open: 0 }],
    ['FIN, RST', stray('F', 'RA'), 'scan-fin', { ignored: 0, closed: 12 }],
    ['no flags at all, RST', stray('', 'RA'), 'scan-null', { closed: 12 }],
    ['FIN, PSH and URG, no answer', stray('FPU', null), 'scan-xmas', { ignored: 12 }],
    ['FIN and ACK, RST', stray('FA', 'R'), 'scan-maimon', { closed: 12 }],
    ['ACK, RST', stray('A', 'R'), 'scan-ack', { unfiltered: 12, blocked: 0, open: 0 }],
    ['ACK, no answer', stray('A', null), 'scan-ack', { unfiltered: 0, blocked: 12 }],
    [
      'SYN with ECN set up, RST',
      (t) => [t.client('SEC'), t.server('RA', '', { seq: 0 })],
      'scan-unknown',
      { closed: 12 },
    ],
  ])('%s: a scan', async (_, say, kind, params) => {
    const found = await manyOf((capture) => each(capture, range(101, 112), port, say));
    expect(found).toMatchObject([
      {
        severity: 'warning',
        connection: null,
        params: { scanner: '10.0.0.1', target: '10.0.0.2', hosts: null, probes: 12, kind },
      },
    ]);
    expect(found[0]!.params).toMatchObject({ portList: '101-112', ...params });
    expect(found[0]!.frames).toHaveLength(12);
  });

  it('open ports among closed ones: named, and the scanner told by the handshake that it cut off', async () => {
    const [found] = await manyOf((capture) => {
      each(capture, range(1, 12), port, REFUSED);
      each(capture, [80, 443], port, CUT_OFF);
      each(capture, [25], port, UNHEEDED);
    });
    expect(found!.params).toMatchObject({ kind: 'scan-syn', closed: 12, open: 3, openPorts: [25, 80, 443] });
    expect(found!.params).not.toHaveProperty('more');
    expect(found!.params.portList).toBe('1-12, 25, 80, 443');
  });

  it('a port is tried again, and answers then: counted once, as answered', async () => {
    const [found] = await manyOf((capture) => {
      each(capture, range(1, 10), port, SILENT);
      each(capture, [3], (serverPort) => ({ serverPort, clientPort: 39_999 }), CUT_OFF);
    });
    expect(found!.params).toMatchObject({ probes: 10, silent: 9, open: 1, openPorts: [3] });
    expect(found!.frames).toHaveLength(11);
  });

  it('data on one port for two that were tried: still a scan, of those that were tried', async () => {
    const [found] = await manyOf((capture) => {
      each(capture, range(1, 10), port, REFUSED);
      each(capture, range(11, 15), port, TALK);
    });
    expect(found!.params).toMatchObject({ probes: 10, closed: 10, portList: '1-10' });
  });

  it('two hosts scan: a finding each, in order; IPv6 as well', async () => {
    const found = await manyOf((capture) => {
      each(
        capture,
        range(1, 10),
        (serverPort) => ({ serverPort, client: '2001:db8::1', server: '2001:db8::2' }),
        REFUSED,
      );
      each(capture, range(1, 10), port, REFUSED);
    });
    expect(found.map(({ params }) => [params.scanner, params.target])).toEqual([
      ['2001:db8::1', '2001:db8::2'],
      ['10.0.0.1', '10.0.0.2'],
    ]);
  });

  it('several hosts: one finding, open ports with their hosts', async () => {
    const found = await manyOf((capture) => {
      for (const nth of [7, 8]) each(capture, range(1, 10), (serverPort) => ({ serverPort, ...host(nth) }), REFUSED);
      each(capture, [22], (serverPort) => ({ serverPort, ...host(8) }), CUT_OFF);
    });
    expect(found).toMatchObject([{ params: { hosts: 2, target: null, probes: 21, openPorts: ['10.0.1.8 22'] } }]);
  });

  it.each([
    [
      20,
      range(1, 20)
        .map((n) => n * 10)
        .join(', '),
    ],
    [21, null],
  ])('%i scattered ports: %s', async (count, portList) => {
    const ports = range(1, count).map((n) => n * 10);
    const [found] = await manyOf((capture) => each(capture, ports, port, REFUSED));
    expect(found!.params).toMatchObject({ probes: count, portList });
  });

  it('in a capture of more connections than are kept: all are counted, the first 1,000 frames are listed', async () => {
    const ports = MAX_UNANSWERED * 2;
    const [found] = await manyOf((capture) =>
      each(capture, range(1, ports), (serverPort) => ({ serverPort, clientPort: 44_444 }), SILENT),
    );
    expect(found!.params).toMatchObject({ probes: ports, silent: ports, more: ports - 1000 });
  });
});

describe('no scan of ports', () => {
  it.each<[string, (capture: TestCapture) => void]>([
    ['nine ports', (c) => each(c, range(1, 9), port, REFUSED)],
    [
      'ten ports, eleven times each',
      (c) => {
        for (let round = 0; round < 11; round++) {
          each(c, range(1, 10), (serverPort) => ({ serverPort, clientPort: 2000 + round * 100 + serverPort }), REFUSED);
        }
      },
    ],
    ['one port over and over', (c) => each(c, range(1, 50), () => ({}), REFUSED)],
    [
      'data on most ports, as of passive FTP',
      (c) => {
        each(c, range(1, 10), port, REFUSED);
        each(c, range(11, 30), port, TALK);
      },
    ],
    [
      'data on more than one port for two that were tried',
      (c) => {
        each(c, range(1, 10), port, REFUSED);
        each(c, range(11, 16), port, TALK);
      },
    ],
    ['empty transfers that the server closes', (c) => each(c, range(50_001, 50_020), port, CLOSED_BY_SERVER)],
    ['a SYN+ACK that nobody answers, as a filter for SYN leaves it', (c) => each(c, range(1, 20), port, UNHEEDED)],
    [
      'one direction only, and it goes on',
      (c) => each(c, range(1, 20), port, (t) => [t.client('S'), t.client('A', '', { ack: 1 })]),
    ],
    [
      'a server that closes old connections',
      (c) =>
        each(
          c,
          range(50_001, 50_020),
          (clientPort) => ({ clientPort, serverPort: 443 }),
          (t) => t.server('FA'),
        ),
    ],
    [
      'keep-alive ACKs of a server',
      (c) =>
        each(
          c,
          range(50_001, 50_020),
          (clientPort) => ({ clientPort, serverPort: 443 }),
          (t) => t.server('A'),
        ),
    ],
    [
      'ACKs between ports that tell no roles',
      (c) =>
        each(
          c,
          range(50_001, 50_020),
          (serverPort) => ({ serverPort }),
          (t) => t.client('A'),
        ),
    ],
    ['ACKs that are answered by ACKs', (c) => each(c, range(1, 20), port, (t) => [t.client('A'), t.server('A')])],
    ['FINs on data', (c) => each(c, range(1, 20), port, (t) => t.client('F', 'x'))],
    ['RSTs of nothing that the capture has', (c) => each(c, range(1, 20), port, (t) => t.client('R'))],
  ])('%s', async (_, make) => {
    expect(await manyOf(make)).toEqual([]);
  });
});

describe('the same port of many hosts', () => {
  it.each<[string, Say, number]>([
    ['thirty are silent, one refuses', SILENT, 31],
    ['thirty cut off', CUT_OFF, 30],
    ['no flags at all', stray('', null), 30],
  ])('%s: a sweep', async (_, say, probes) => {
    const found = await manyOf((capture) => {
      each(capture, range(1, 30), host, say);
      if (probes > 30) each(capture, [31], host, REFUSED);
      each(capture, [99], (nth) => ({ ...host(nth), client: '10.0.0.9' }), TALK);
    });
    expect(found).toMatchObject([{ params: { hosts: probes, target: null, portList: '80', probes } }]);
  });

  it('one host in ten answers with data: still a sweep, of the others', async () => {
    const [found] = await manyOf((capture) => {
      each(capture, range(1, 30), host, REFUSED);
      each(capture, range(31, 33), host, TALK);
    });
    expect(found!.params).toMatchObject({ probes: 30, closed: 30 });
  });

  it('three times to each host: still a sweep', async () => {
    const [found] = await manyOf((capture) => {
      for (let round = 0; round < 3; round++) {
        each(capture, range(1, 30), (nth) => ({ ...host(nth), clientPort: 2000 + round * 100 + nth }), CUT_OFF);
      }
    });
    expect(found!.params).toMatchObject({ probes: 30, hosts: 30, open: 30 });
  });

  it('SYNs alone, as no operating system sends them: a sweep even in a capture without answers', async () => {
    const bare: Say = (t) => t.client('S', '', { mss: 1460 });
    expect(await manyOf((capture) => each(capture, range(1, 30), host, bare))).toHaveLength(1);
    expect(await manyOf((capture) => each(capture, range(1, 30), host, SILENT))).toEqual([]);
    const scaled: Say = (t) => t.client('S', '', { windowScale: 0 });
    expect(await manyOf((capture) => each(capture, range(1, 30), host, scaled))).toEqual([]);
    const fromAbove = (nth: number) => ({ ...host(nth), client: '10.9.0.1' });
    expect(await manyOf((capture) => each(capture, range(1, 30), fromAbove, SILENT))).toEqual([]);
  });

  it.each<[string, (capture: TestCapture) => void]>([
    ['29 hosts', (c) => each(c, range(1, 29), host, REFUSED)],
    [
      'one host in ten answers, as in a network of peers',
      (c) => {
        each(c, range(1, 39), host, REFUSED);
        each(c, range(40, 43), host, TALK);
      },
    ],
    [
      'a monitor that comes four times to each',
      (c) => {
        for (let round = 0; round < 4; round++) {
          each(c, range(1, 30), (nth) => ({ ...host(nth), clientPort: 2000 + round * 100 + nth }), CONNECTED);
        }
      },
    ],
    ['a browser that closes what it has open', (c) => each(c, range(1, 40), host, stray('FA', null))],
    ['ACKs that nobody answers', (c) => each(c, range(1, 40), host, stray('A', null))],
    ['FINs that nobody answers', (c) => each(c, range(1, 40), host, stray('F', 'RA'))],
  ])('%s: none', async (_, make) => {
    expect(await manyOf(make)).toEqual([]);
  });

  it('ordinary failures beside a scan: only the scan is told of', async () => {
    const [found] = await manyOf((capture) => {
      each(capture, range(1, 10), port, REFUSED);
      each(capture, range(1, 5), host, SILENT);
    });
    expect(found!.params).toMatchObject({ probes: 10, target: '10.0.0.2' });
  });
});

describe('very many connections to one port that are never finished', () => {
  const forged = (nth: number) => ({ client: `10.${nth >> 8}.1.${nth & 0xff}` });
  const flood = async (make: (capture: TestCapture) => void) => manyOf(make, 'syn-flood');

  it.each<[string, Say, Finding['params']]>([
    ['no answer', SILENT, { silent: 200, pending: 0, refused: 0, abandoned: 0 }],
    ['SYN+ACK', UNHEEDED, { silent: 0, pending: 200 }],
    ['SYN+ACK, then RST', CUT_OFF, { pending: 0, abandoned: 200 }],
    ['RST', REFUSED, { refused: 200 }],
  ])('%s: a flood', async (_, say, params) => {
    const found = await flood((capture) => each(capture, range(1, 200), forged, say));
    expect(found).toMatchObject([{ severity: 'warning', connection: null, params: { target: '10.0.0.2', port: 80 } }]);
    expect(found[0]!.params).toMatchObject({ attempts: 200, sources: 200, atLeast: null, spanMs: 1990, ...params });
  });

  it('some connections come to be: counted apart', async () => {
    const [found] = await flood((capture) => {
      each(capture, range(1, 200), forged, SILENT);
      each(capture, range(1, 20), () => ({}), TALK);
    });
    expect(found!.params).toMatchObject({ attempts: 200, completed: 20, sources: 200 });
  });

  it('how long it took: from the first attempt to the last', async () => {
    const [found] = await flood((capture) => {
      for (let nth = 0; nth < 250; nth++) SILENT(new Talk(capture, forged(nth), nth * 5));
    });
    expect(found!.params).toMatchObject({ attempts: 250, spanMs: 1245 });
  });

  it('more addresses than are told apart: at least so many', async () => {
    const [found] = await flood((capture) =>
      each(capture, range(1, 10_100), (n) => ({ ...forged(n), clientPort: 1024 }), SILENT),
    );
    expect(found!.params).toMatchObject({ attempts: 10_100, sources: 10_000, atLeast: 'at-least', more: 9100 });
  });

  it.each<[string, (capture: TestCapture) => void]>([
    [
      '49 a second',
      (c) => {
        for (let nth = 0; nth < 400; nth++) SILENT(new Talk(c, forged(nth), (nth * 1000) / 49));
      },
    ],
    [
      'more than one in ten comes to be',
      (c) => {
        each(c, range(1, 200), forged, SILENT);
        each(c, range(1, 21), () => ({}), TALK);
      },
    ],
    ['on different ports', (c) => each(c, range(1, 400), port, SILENT)],
    ['connections that say nothing, but are finished', (c) => each(c, range(1, 200), forged, CONNECTED)],
    ['no SYNs', (c) => each(c, range(1, 200), forged, stray('F', null))],
  ])('%s: none', async (_, make) => {
    expect(await flood(make)).toEqual([]);
  });
});
