/** The keys of the page, and the card that lists them. */
import type { UiText } from '../ui-text.ts';
import { h } from './dom.ts';

/** Keys that work wherever the reader is not typing, by the name of what they do. */
const SHORTCUTS = {
  r: 'report',
  p: 'packets',
  s: 'streams',
  '/': 'search',
  '[': 'previous',
  ']': 'next',
  l: 'language',
  d: 'theme',
  '?': 'help',
  Escape: 'close',
} as const;

export type Shortcut = (typeof SHORTCUTS)[keyof typeof SHORTCUTS];

const TYPING: ReadonlySet<string> = new Set(['INPUT', 'SELECT', 'TEXTAREA']);

/** Calls `act`; what returns false leaves the key to the browser. */
export function listenToKeys(act: (shortcut: Shortcut) => boolean): void {
  addEventListener('keydown', (event) => {
    const typing = TYPING.has((event.target as HTMLElement).tagName);
    if ((typing && event.key !== 'Escape') || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented)
      return;
    const shortcut = SHORTCUTS[event.key as keyof typeof SHORTCUTS];
    if (shortcut !== undefined && act(shortcut)) event.preventDefault();
  });
}

/** A dialog: Escape closes it, and the focus goes back to where it was. */
export function keysDialog(ui: UiText): HTMLDialogElement {
  const close = h('button', { class: 'quiet', type: 'button' }, ui.close);
  const dialog = h(
    'dialog',
    { class: 'keys', 'aria-label': ui.keysTitle },
    h('h2', {}, ui.keysTitle),
    ...ui.keys.map(([title, rows]) =>
      h(
        'section',
        {},
        h('h3', {}, title),
        h(
          'dl',
          {},
          ...rows.map(([keys, what]) =>
            h('div', {}, h('dt', {}, ...keys.split(' ').map((key) => h('kbd', {}, key))), h('dd', {}, what)),
          ),
        ),
      ),
    ),
    close,
  );
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}
