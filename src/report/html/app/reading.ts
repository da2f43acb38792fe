/** The contents show which section is being read. */
export function watchSections(report: HTMLElement): void {
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
      for (const [id, link] of links) {
        link.classList.toggle('here', id === here);
        if (id === here) link.setAttribute('aria-current', 'location');
        else link.removeAttribute('aria-current');
      }
    },
    { rootMargin: '-15% 0px -75% 0px' },
  );
  for (const id of links.keys()) {
    const section = report.querySelector(`#${CSS.escape(id)}`);
    if (section !== null) observer.observe(section);
  }
}
