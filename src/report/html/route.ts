/** Where the reader is, kept in the address so that Back works and a place can be sent to someone. */
export type Route =
  | { readonly view: 'report'; readonly section?: string; readonly frame?: number }
  | { readonly view: 'packets'; readonly frame?: number; readonly filter?: string }
  | { readonly view: 'stream'; readonly stream: number; readonly tab: StreamTab };

export const STREAM_TABS = ['follow', 'ladder', 'graphs'] as const;
export type StreamTab = (typeof STREAM_TABS)[number];

/** First words of an address that name a view; a section with such a name is written `#report/packets`. */
const VIEWS: ReadonlySet<string> = new Set(['report', 'frame', 'packets', 'packet', 'stream']);

/**
 * `#closing` (a section), `#frame-12` (a packet beside the report), `#packets?filter=…`, `#packets-12`,
 * `#stream-3/follow`.
 */
export function routeHref(route: Route): string {
  switch (route.view) {
    case 'report': {
      if (route.frame !== undefined) return `#frame-${route.frame}`;
      if (route.section === undefined) return '#report';
      const name = encodeURIComponent(route.section);
      return VIEWS.has(splitView(name).view) ? `#report/${name}` : `#${name}`;
    }
    case 'packets': {
      const frame = route.frame === undefined ? '' : `-${route.frame}`;
      return `#packets${frame}${route.filter === undefined ? '' : `?filter=${encodeURIComponent(route.filter)}`}`;
    }
    case 'stream':
      return `#stream-${route.stream}${route.tab === 'follow' ? '' : `/${route.tab}`}`;
  }
}

/** Understands all that {@link routeHref} writes, and `/` before a number as well: `#frame/12`. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const { view, number, rest } = splitView(path);
  switch (view) {
    case 'frame':
      return { view: 'report', ...(number === undefined ? {} : { frame: number }) };
    case 'packet':
    case 'packets': {
      const filter = new URLSearchParams(query).get('filter');
      return {
        view: 'packets',
        ...(number === undefined ? {} : { frame: number }),
        ...(filter === null ? {} : { filter }),
      };
    }
    case 'stream':
      return { view: 'stream', stream: number ?? 0, tab: STREAM_TABS.find((tab) => tab === rest) ?? 'follow' };
    case 'report':
      return { view: 'report', ...(rest === '' ? {} : { section: safeDecode(rest) }) };
    default:
      return { view: 'report', ...(path === '' ? {} : { section: safeDecode(path) }) };
  }
}

/** `stream-3/ladder` and `stream/3/ladder` → stream, 3, ladder. */
function splitView(path: string): { view: string; number: number | undefined; rest: string } {
  const match = /^([a-z]+)(?:[-/](\d{1,9}))?(?:\/(.*))?$/.exec(path);
  if (match === null) return { view: '', number: undefined, rest: '' };
  return { view: match[1]!, number: match[2] === undefined ? undefined : Number(match[2]), rest: match[3] ?? '' };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
