/** The page around the views: the bar, the report, packets, streams, and the keys that lead from one to the other. */
import type { Language } from '../../../base/language.ts';
import type { PacketTable } from '../../packets/table.ts';
import type { PageData } from '../page.ts';
import { renderContents, renderDocument } from './document.ts';
import { h } from './dom.ts';
import { Inspector, markFrame } from './inspector.ts';
import { PacketsView } from './packets-view.ts';
import { goTo, parseRoute, type Route, routeHref } from './router.ts';
import { Session } from './session.ts';
import { StreamView } from './stream-view.ts';
import { type UiText, uiText } from './ui-text.ts';

interface Views {
  readonly packets: PacketsView;
  readonly stream: StreamView;
  readonly inspector: Inspector;
}

export class App {
  readonly #page: PageData;
  readonly #root: HTMLElement;
  #language: Language;
  #table: PacketTable | null = null;
  #report: HTMLElement = h('div');
  #views: Views | null = null;
  #lastView: Route['view'] = 'report';
  #scrolled = 0;

  constructor(page: PageData, root: HTMLElement) {
    this.#page = page;
    this.#root = root;
    this.#language = page.language;
    applyTheme(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    addEventListener('hashchange', () => this.#follow());
    addEventListener('keydown', (event) => this.#key(event));
    root.addEventListener('click', (event) => this.#clickFrame(event));
  }

  /** Draws everything anew in the current language. */
  draw(): void {
    const ui = uiText(this.#language);
    const model = this.#page.models[this.#language];
    document.documentElement.lang = this.#language === 'zh' ? 'zh-CN' : 'en';
    document.title = model.title;
    const paper = renderDocument(model, ui);
    this.#report = h('div', { class: 'report-view' }, renderContents(model, ui), h('main', { id: 'main' }, paper));
    this.#root.replaceChildren(this.#bar(ui), this.#report);
    this.#views = null;
    if (this.#table !== null) this.#addViews(this.#table);
    watchSections(this.#report);
    this.#follow();
  }

  usePackets(table: PacketTable): void {
    this.#table = table;
    this.#addViews(table);
    this.#follow();
  }

  #addViews(table: PacketTable): void {
    const session = new Session(this.#page, table, this.#language);
    this.#views = {
      packets: new PacketsView(session),
      stream: new StreamView(session),
      inspector: new Inspector(session),
    };
    this.#root.append(this.#views.packets.element, this.#views.stream.element, this.#views.inspector.element);
  }

  #bar(ui: UiText): HTMLElement {
    const first = this.#page.streams[0]?.id ?? 0;
    const tab = (route: Route, text: string) => h('a', { href: routeHref(route), data: { view: route.view } }, text);
    const button = (id: string, label: string, text: string, act: () => void) => {
      const element = h('button', { class: 'quiet', type: 'button', id, 'aria-label': label, title: label }, text);
      element.addEventListener('click', act);
      return element;
    };
    return h(
      'header',
      { class: 'bar' },
      h('a', { class: 'skip offscreen', href: '#report' }, ui.skip),
      h('span', { class: 'brand', title: ui.keys }, 'wirelab'),
      h(
        'nav',
        { class: 'tabs', 'aria-label': 'wirelab' },
        tab({ view: 'report' }, ui.report),
        tab({ view: 'packets' }, ui.packets),
        tab({ view: 'stream', stream: first, tab: 'follow' }, ui.streams),
      ),
      button('language', ui.languageLabel, ui.language, () => this.#switchLanguage()),
      button('theme', ui.theme, '◐', () => applyTheme(isDark() ? 'light' : 'dark')),
      button('print', ui.print, ui.print, () => window.print()),
    );
  }

  #switchLanguage(): void {
    this.#language = this.#language === 'zh' ? 'en' : 'zh';
    const scrolled = scrollY;
    this.draw();
    scrollTo(0, scrolled);
    document.getElementById('language')?.focus();
  }

  #follow(): void {
    const route = parseRoute(location.hash);
    if (this.#lastView === 'report' && route.view !== 'report') this.#scrolled = scrollY;
    const back = this.#lastView !== 'report' && route.view === 'report';
    this.#lastView = route.view;
    for (const link of this.#root.querySelectorAll<HTMLElement>('.bar .tabs a')) {
      if (link.dataset.view === route.view) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    this.#report.hidden = route.view !== 'report';
    document.documentElement.dataset.view = route.view;
    const views = this.#views;
    if (views === null) return;
    views.packets.element.hidden = route.view !== 'packets';
    views.stream.element.hidden = route.view !== 'stream';
    switch (route.view) {
      case 'report':
        if (back) scrollTo(0, this.#scrolled);
        if (route.frame === undefined) views.inspector.close();
        else views.inspector.open(route.frame);
        if (route.section !== undefined) document.getElementById(route.section)?.scrollIntoView();
        break;
      case 'packets':
        views.inspector.close();
        views.packets.open(route.frame, route.filter);
        break;
      case 'stream':
        views.inspector.close();
        views.stream.open(route.stream, route.tab);
        markFrame(null);
        break;
    }
  }

  /** A rung or a segment of a figure is a link, too. */
  #clickFrame(event: MouseEvent): void {
    const rung = (event.target as Element).closest<SVGElement>('.fig-rung[data-frame]');
    if (rung === null) return;
    const frame = Number(rung.dataset.frame);
    goTo(this.#lastView === 'report' ? { view: 'report', frame } : { view: 'packets', frame });
  }

  #key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.key === 'Escape' && this.#views?.inspector.isOpen) {
      goTo({ view: 'report' });
      return;
    }
    const typing = ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName);
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const first = this.#page.streams[0]?.id ?? 0;
    const actions: Readonly<Record<string, () => void>> = {
      r: () => goTo({ view: 'report' }),
      p: () => goTo({ view: 'packets' }),
      s: () => goTo({ view: 'stream', stream: first, tab: 'follow' }),
      '/': () => {
        goTo({ view: 'packets' });
        // The address changes first, the view follows in its own event.
        setTimeout(() => this.#views?.packets.focusFilter());
      },
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }
}

/** The contents show which section is being read. */
function watchSections(report: HTMLElement): void {
  const links = new Map<string, HTMLElement>();
  for (const link of report.querySelectorAll<HTMLElement>('.contents a')) links.set(link.dataset.section ?? '', link);
  const seen = new Set<string>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) seen.add(target.id);
        else seen.delete(target.id);
      }
      const here = [...links.keys()].findLast((id) => seen.has(id));
      for (const [id, link] of links) link.classList.toggle('here', id === here);
    },
    { rootMargin: '-15% 0px -75% 0px' },
  );
  for (const id of links.keys()) {
    const section = report.querySelector(`#${CSS.escape(id)}`);
    if (section !== null) observer.observe(section);
  }
}

function isDark(): boolean {
  return document.documentElement.dataset.theme === 'dark';
}

function applyTheme(theme: 'light' | 'dark'): void {
  document.documentElement.dataset.theme = theme;
}
