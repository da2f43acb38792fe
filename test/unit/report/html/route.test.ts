import { describe, expect, test } from 'vitest';
import { parseRoute, type Route, routeHref } from '../../../../src/report/html/route.ts';

const WRITTEN: [Route, string][] = [
  [{ view: 'report' }, '#report'],
  [{ view: 'report', section: 'closing' }, '#closing'],
  [{ view: 'report', section: 'answer-3' }, '#answer-3'],
  [{ view: 'report', section: 'packets' }, '#report/packets'],
  [{ view: 'report', section: 'stream-3' }, '#report/stream-3'],
  [{ view: 'report', section: 'ü/ß?' }, '#%C3%BC%2F%C3%9F%3F'],
  [{ view: 'report', frame: 12 }, '#frame-12'],
  [{ view: 'packets' }, '#packets'],
  [{ view: 'packets', frame: 7 }, '#packets-7'],
  [{ view: 'packets', filter: 'tcp.port == 21 && !ftp' }, '#packets?filter=tcp.port%20%3D%3D%2021%20%26%26%20!ftp'],
  [{ view: 'stream', stream: 0, tab: 'follow' }, '#stream-0'],
  [{ view: 'stream', stream: 31, tab: 'graphs' }, '#stream-31/graphs'],
];

const ACCEPTED: [string, Route][] = [
  ['', { view: 'report' }],
  ['#frame/12', { view: 'report', frame: 12 }],
  ['#packet-3', { view: 'packets', frame: 3 }],
  ['#stream/2/ladder', { view: 'stream', stream: 2, tab: 'ladder' }],
  ['#stream-2/nonsense', { view: 'stream', stream: 2, tab: 'follow' }],
  ['#frame-99999999999', { view: 'report', section: 'frame-99999999999' }],
  ['#%E0%A4%A', { view: 'report', section: '%E0%A4%A' }],
  ['#javascript:alert(1)', { view: 'report', section: 'javascript:alert(1)' }],
];

describe('the address of a place in the report', () => {
  for (const [route, href] of WRITTEN) {
    test(`${href}: written and read again, the same place`, () => {
      expect(routeHref(route)).toBe(href);
      expect(parseRoute(href)).toEqual(route);
    });
  }

  for (const [hash, route] of ACCEPTED) {
    test(`"${hash}": ${JSON.stringify(route)}`, () => {
      expect(parseRoute(hash)).toEqual(route);
    });
  }
});
