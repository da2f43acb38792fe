/** Many places, one stop of the Tab key: the arrows go from one to the next (WAI-ARIA Authoring Practices, "Roving tabindex"). */

export interface Roving {
  /** A selector of the places within the holder. */
  readonly places: string;
  readonly open: (place: HTMLElement) => void;
}

/** Every place must be focusable; call `takeTab` whenever they were drawn anew. */
export function roveFocus(holder: HTMLElement, { places, open }: Roving): void {
  holder.addEventListener('keydown', (event) => {
    const here = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(places) : null;
    if (here === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') open(here);
    else {
      const next = neighbour(event.key, here, [...holder.querySelectorAll<HTMLElement>(places)]);
      if (next === undefined) return;
      takeTab(holder, places, next);
      next.focus();
    }
    event.preventDefault();
  });
}

/** The place that the Tab key stops at; the first unless one is given. */
export function takeTab(holder: HTMLElement, places: string, chosen?: HTMLElement): void {
  const all = [...holder.querySelectorAll<HTMLElement>(places)];
  for (const place of all) place.tabIndex = -1;
  const stop = chosen ?? all[0];
  if (stop !== undefined) stop.tabIndex = 0;
}

function neighbour(key: string, here: HTMLElement, all: readonly HTMLElement[]): HTMLElement | undefined {
  const at = all.indexOf(here);
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return all[Math.min(at + 1, all.length - 1)];
    case 'ArrowUp':
    case 'ArrowLeft':
      return all[Math.max(at - 1, 0)];
    case 'Home':
      return all[0];
    case 'End':
      return all.at(-1);
    default:
      return undefined;
  }
}
