/** The page around the views: the bar, the report, and (from `workspace.ts`) packets and streams. */
import type { Language } from '../../../base/language.ts';
import type { PacketTable } from '../../packets/table.ts';
import type { PageData } from '../page.ts';
import { renderContents, renderDocument } from './document.ts';
import { h } from './dom.ts';
import { goTo, parseRoute, type Route, routeHref } from './router.ts';
import { type UiText, uiText } from './ui-text.ts';

export class App {
  readonly #page: PageData;
  readonly #root: HTMLElement;
  #language: Language;
  #packets: PacketTable | null = null;

  constructor(page: PageData, root: HTMLElement) {
    this.#page = page;
    this.#root = root;
    this.#language = page.language;
    applyTheme(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    addEventListener('hashchange', () => this.#follow());
  }

  showReport(): void {
    const ui = uiText(this.#language);
    const model = this.#page.models[this.#language];
    document.documentElement.lang = this.#language === 'zh' ? 'zh-CN' : 'en';
    document.title = model.title;
    const report = h(
      'div',
      { class: 'report-view', id: 'report-view' },
      renderContents(model, ui),
      h('main', { id: 'main' }, renderDocument(model, ui)),
    );
    this.#root.replaceChildren(this.#bar(ui), report);
    this.#follow();
  }

  usePackets(packets: PacketTable): void {
    this.#packets = packets;
    this.#follow();
  }

  #bar(ui: UiText): HTMLElement {
    const tab = (route: Route, text: string) => h('a', { href: routeHref(route), data: { view: route.view } }, text);
    const language = h(
      'button',
      { class: 'quiet', type: 'button', id: 'language', 'aria-label': ui.languageLabel },
      ui.language,
    );
    language.addEventListener('click', () => {
      this.#language = this.#language === 'zh' ? 'en' : 'zh';
      this.showReport();
    });
    const theme = h('button', { class: 'quiet', type: 'button', id: 'theme', 'aria-label': ui.theme }, '◐');
    theme.addEventListener('click', () => {
      applyTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
    });
    const print = h('button', { class: 'quiet', type: 'button', id: 'print' }, ui.print);
    print.addEventListener('click', () => window.print());
    return h(
      'header',
      { class: 'bar' },
      h('a', { class: 'skip offscreen', href: '#main' }, ui.skip),
      h('span', { class: 'brand' }, 'wirelab'),
      h('nav', { class: 'tabs', 'aria-label': 'wirelab' }, tab({ view: 'report' }, ui.report)),
      language,
      theme,
      print,
    );
  }

  #follow(): void {
    const route = parseRoute(location.hash);
    if (route.view !== 'report') {
      if (this.#packets === null) return;
      goTo({ view: 'report' });
      return;
    }
    if (route.section !== undefined) document.getElementById(route.section)?.scrollIntoView();
  }
}

function applyTheme(theme: 'light' | 'dark'): void {
  document.documentElement.dataset.theme = theme;
}
