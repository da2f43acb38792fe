/** The bar above everything: the three views, language, theme, print, keys. */
import { type Route, routeHref } from '../route.ts';
import type { UiText } from '../ui-text.ts';
import { h } from './dom.ts';

export interface BarActions {
  readonly language: () => void;
  readonly help: () => void;
}

export function bar(ui: UiText, firstStream: number, actions: BarActions): HTMLElement {
  const tab = (route: Route, text: string) => h('a', { href: routeHref(route), data: { view: route.view } }, text);
  const button = (id: string, label: string, text: string, act: () => void) =>
    h('button', { class: 'quiet', type: 'button', id, 'aria-label': label, title: label, on: { click: act } }, text);
  return h(
    'header',
    { class: 'bar' },
    h('button', { class: 'skip offscreen', type: 'button', on: { click: skipToContent } }, ui.skip),
    h('span', { class: 'brand' }, 'wirelab'),
    h(
      'nav',
      { class: 'tabs', 'aria-label': ui.views },
      tab({ view: 'report' }, ui.report),
      tab({ view: 'packets' }, ui.packets),
      tab({ view: 'stream', stream: firstStream, tab: 'follow' }, ui.streams),
    ),
    button('language', ui.languageLabel, ui.language, actions.language),
    button('theme', ui.theme, '◐', switchTheme),
    button('print', ui.print, ui.print, () => print()),
    button('help', ui.keysTitle, '?', actions.help),
  );
}

/** Marks the tab of the view that is shown. */
export function markTab(root: HTMLElement, view: Route['view']): void {
  for (const link of root.querySelectorAll<HTMLElement>('.bar .tabs a')) {
    if (link.dataset.view === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

export function followSystemTheme(): void {
  applyTheme(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}

export function switchTheme(): void {
  applyTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
}

function applyTheme(theme: 'light' | 'dark'): void {
  document.documentElement.dataset.theme = theme;
}

function skipToContent(): void {
  const main = [...document.querySelectorAll<HTMLElement>('main')].find((element) => element.offsetParent !== null);
  main?.setAttribute('tabindex', '-1');
  main?.focus();
}
