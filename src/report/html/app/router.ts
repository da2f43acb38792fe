/** Where the reader is, kept in the address so that Back works and a place can be sent to someone. */
export type Route =
  | { readonly view: 'report'; readonly section?: string; readonly frame?: number }
  | { readonly view: 'packets'; readonly frame?: number; readonly filter?: string }
  | { readonly view: 'stream'; readonly stream: number; readonly tab: StreamTab };

export const STREAM_TABS = ['follow', 'ladder', 'graphs'] as const;
export type StreamTab = (typeof STREAM_TABS)[number];

/**
 * `#report/closing`, `#frame/12`, `#packets?filter=…`, `#packets/12`, `#stream/3/follow`. A frame opened from the report
 * is shown beside it.
 */
export function routeHref(route: Route): string {
  switch (route.view) {
    case 'report':
      if (route.frame !== undefined) return `#frame/${route.frame}`;
      return `#report${route.section === undefined ? '' : `/${encodeURIComponent(route.section)}`}`;
    case 'packets': {
      const frame = route.frame === undefined ? '' : `/${route.frame}`;
      return `#packets${frame}${route.filter === undefined ? '' : `?filter=${encodeURIComponent(route.filter)}`}`;
    }
    case 'stream':
      return `#stream/${route.stream}/${route.tab}`;
  }
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const [view, first, second] = path.split('/');
  const number = /^\d{1,9}$/.test(first ?? '') ? Number(first) : undefined;
  switch (view ?? '') {
    case 'frame':
      return { view: 'report', ...(number === undefined ? {} : { frame: number }) };
    case 'packets': {
      const filter = new URLSearchParams(query).get('filter');
      return {
        view: 'packets',
        ...(number === undefined ? {} : { frame: number }),
        ...(filter === null ? {} : { filter }),
      };
    }
    case 'stream':
      return { view: 'stream', stream: number ?? 0, tab: STREAM_TABS.find((tab) => tab === second) ?? 'follow' };
    default:
      return { view: 'report', ...(first ? { section: safeDecode(first) } : {}) };
  }
}

export function goTo(route: Route): void {
  location.hash = routeHref(route);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
