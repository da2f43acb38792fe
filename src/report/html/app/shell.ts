/** The page as a whole: which view is shown, in which language, and what the keys do. */
import type { Language } from '../../../base/language.ts';
import type { PacketTable } from '../../packets/table.ts';
import { contentsNode } from '../document/contents.ts';
import { documentNode } from '../document/document.ts';
import type { PageData } from '../page.ts';
import { parseRoute, type Route } from '../route.ts';
import { type UiText, uiText } from '../ui-text.ts';
import { listenToClicks } from './actions.ts';
import { bar, followSystemTheme, markTab, switchTheme } from './bar.ts';
import { h, toElement } from './dom.ts';
import { exploreFigures } from './explored-figures.ts';
import { Inspector, markFrame } from './inspector.ts';
import { keysDialog, listenToKeys, type Shortcut } from './keyboard.ts';
import { PacketsView } from './packets-view.ts';
import { watchSections } from './reading.ts';
import { goTo, leaveMark, markLeft } from './router.ts';
import { headPages } from './running-head.ts';
import { Session } from './session.ts';
import { StreamView } from './stream-view.ts';

interface Views {
  readonly packets: PacketsView;
  readonly stream: StreamView;
  readonly inspector: Inspector;
}

/** Beside the paper there is room for the contents. */
const WIDE = '(min-width: 1101px)';

export class App {
  readonly #page: PageData;
  readonly #root: HTMLElement;
  #language: Language;
  #table: PacketTable | null = null;
  #report: HTMLElement = h('div');
  #views: Views | null = null;
  /** Null before anything was shown: then asking how far it is scrolled would lay out a report that nobody sees. */
  #view: Route['view'] | null = null;
  /** How far the report was scrolled when another view took its place. */
  #scrolled = 0;

  constructor(page: PageData, root: HTMLElement) {
    this.#page = page;
    this.#root = root;
    this.#language = page.language;
    followSystemTheme();
    // The views are drawn by script, so only the script can tell how far to scroll in them.
    history.scrollRestoration = 'manual';
    addEventListener('hashchange', () => this.#follow());
    addEventListener('pagehide', leaveMark);
    listenToKeys((shortcut) => this.#act(shortcut));
    listenToClicks(root, { ui: () => this.#ui, openFrame: (frame) => this.#openFrame(frame) });
  }

  get #ui(): UiText {
    return uiText(this.#language);
  }

  /** Draws everything anew in the current language. */
  draw(): void {
    const ui = this.#ui;
    const model = this.#page.models[this.#language];
    document.documentElement.lang = this.#language === 'zh' ? 'zh-CN' : 'en';
    document.title = model.title;
    headPages(model);
    this.#report = h(
      'div',
      { class: 'report-view' },
      toElement(contentsNode(model, ui, { open: matchMedia(WIDE).matches, live: true })),
      h('main', { id: 'main', 'aria-label': ui.report }, toElement(documentNode(model, ui, true))),
    );
    const dialog = keysDialog(ui);
    const top = bar(ui, this.#firstStream, {
      language: () => this.#switchLanguage(),
      help: () => dialog.showModal(),
    });
    this.#root.replaceChildren(top, this.#report, dialog);
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
    exploreFigures(this.#report, session, (frame) => this.#openFrame(frame));
    this.#root.append(this.#views.packets.element, this.#views.stream.element, this.#views.inspector.element);
  }

  /** Beside the report, if that is being read. */
  #openFrame(frame: number): void {
    goTo(this.#view === 'report' ? { view: 'report', frame } : { view: 'packets', frame });
  }

  get #firstStream(): number {
    return this.#page.streams[0]?.id ?? 0;
  }

  #switchLanguage(): void {
    this.#language = this.#language === 'zh' ? 'en' : 'zh';
    leaveMark();
    this.draw();
    document.getElementById('language')?.focus({ preventScroll: true });
  }

  /** Shows what the address says. */
  #follow(): void {
    const route = parseRoute(location.hash);
    const before = this.#view;
    if (before === 'report' && route.view !== 'report') this.#scrolled = scrollY;
    this.#view = route.view;
    markTab(this.#root, route.view);
    this.#report.hidden = route.view !== 'report';
    document.documentElement.dataset.view = route.view;
    const views = this.#views;
    if (views !== null) showView(views, route);
    if (route.view === 'report')
      scrollReport(route.section, before === 'report' || before === null ? null : this.#scrolled);
  }

  #act(shortcut: Shortcut): boolean {
    const views = this.#views;
    switch (shortcut) {
      case 'close':
        if (!views?.inspector.isOpen) return false;
        goTo({ view: 'report' });
        return true;
      case 'report':
        goTo({ view: 'report' });
        return true;
      case 'packets':
        goTo({ view: 'packets' });
        return true;
      case 'streams':
        goTo({ view: 'stream', stream: this.#firstStream, tab: 'follow' });
        return true;
      case 'search':
        this.#search();
        return true;
      case 'previous':
      case 'next':
        return this.#step(shortcut === 'next' ? 1 : -1);
      case 'language':
        this.#switchLanguage();
        return true;
      case 'theme':
        switchTheme();
        return true;
      case 'help':
        this.#root.querySelector<HTMLDialogElement>('dialog.keys')?.showModal();
        return true;
    }
  }

  /** In a stream: find in it. Elsewhere: the filter of the packet list. */
  #search(): void {
    if (this.#view === 'stream' && this.#views?.stream.focusSearch()) return;
    goTo({ view: 'packets' });
    // The address changes first, the view follows in its own event.
    setTimeout(() => this.#views?.packets.focusFilter());
  }

  #step(by: 1 | -1): boolean {
    if (this.#view === 'packets') this.#views?.packets.step(by);
    else if (this.#views?.inspector.isOpen) this.#views.inspector.step(by);
    else return false;
    return true;
  }
}

function showView(views: Views, route: Route): void {
  views.packets.element.hidden = route.view !== 'packets';
  views.stream.element.hidden = route.view !== 'stream';
  switch (route.view) {
    case 'report':
      if (route.frame === undefined) views.inspector.close();
      else views.inspector.open(route.frame);
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

/** Back and reload return to where the reader was; a link goes to its section. */
function scrollReport(section: string | undefined, before: number | null): void {
  const scrolled = markLeft() ?? (section === undefined ? before : null);
  if (scrolled !== null) scrollTo(0, scrolled);
  else if (section !== undefined) document.getElementById(section)?.scrollIntoView();
}
