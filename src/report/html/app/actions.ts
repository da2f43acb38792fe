/** What a click inside the document does, by the mark that the document gave the element. */
import type { UiText } from '../ui-text.ts';
import { copyText } from './dom.ts';
import { leaveMark } from './router.ts';

export interface Actions {
  readonly ui: () => UiText;
  readonly openFrame: (frame: number) => void;
}

export function listenToClicks(root: HTMLElement, { ui, openFrame }: Actions): void {
  root.addEventListener('click', (event) => {
    const target = event.target as Element;
    const copy = target.closest<HTMLElement>('[data-copy]');
    const fold = target.closest<HTMLElement>('[data-fold]');
    // A rung or a segment of a figure is a link, too.
    const rung = target.closest<SVGElement>('.fig-rung[data-frame]');
    if (copy !== null) void copyText(copyable(copy), copy, ui().copied);
    else if (fold !== null) toggleFold(fold);
    else if (rung !== null) openFrame(Number(rung.dataset.frame));
    else if (target.closest('a[href^="#"]') !== null) leaveMark();
  });
}

function copyable(button: HTMLElement): string {
  const holder = button.closest('[data-copyable]');
  const texts = [...(holder?.querySelectorAll('code, .line-text') ?? [])].map((element) => element.textContent ?? '');
  return texts.join('\n');
}

function toggleFold(button: HTMLElement): void {
  const shown = button.getAttribute('aria-expanded') !== 'true';
  button.setAttribute('aria-expanded', String(shown));
  (button.nextElementSibling as HTMLElement).hidden = !shown;
}
