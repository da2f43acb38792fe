/** Goes from place to place, and remembers for Back how far the reader had scrolled. */
import { type Route, routeHref } from '../route.ts';

interface Mark {
  readonly scrolled: number;
}

export function goTo(route: Route): void {
  leaveMark();
  location.hash = routeHref(route);
}

/** Notes in the history entry that is being left how far the page was scrolled. */
export function leaveMark(): void {
  const mark: Mark = { scrolled: scrollY };
  history.replaceState(mark, '');
}

/** Null when the entry is new: reached by a link, not by Back, Forward or a reload. */
export function markLeft(): number | null {
  const mark = history.state as Partial<Mark> | null;
  return typeof mark?.scrolled === 'number' ? mark.scrolled : null;
}
