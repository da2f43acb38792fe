/**
 * Paths into an analysis: `apps.ftp[*].transfers[0].content.sha256`. `[*]` means every element, `[0]` the first one, and
 * `length` counts the elements of a list or the characters of a text.
 */
export type PathStep = { readonly name: string } | { readonly index: number } | { readonly every: true };

const NAME = /^[A-Za-z_][A-Za-z0-9_-]*/;
const INDEX = /^\[(\d{1,9}|\*)\]/;

/** The steps of a path; undefined when it is not a path. The empty path is the thing itself. */
export function parsePath(text: string): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const index = INDEX.exec(rest);
    if (index) {
      steps.push(index[1] === '*' ? { every: true } : { index: Number(index[1]) });
      rest = rest.slice(index[0].length);
      continue;
    }
    if (steps.length > 0) {
      if (!rest.startsWith('.')) return undefined;
      rest = rest.slice(1);
    }
    const name = NAME.exec(rest);
    if (!name) return undefined;
    steps.push({ name: name[0] });
    rest = rest.slice(name[0].length);
  }
  return steps;
}

export function isPath(text: string): boolean {
  return parsePath(text) !== undefined;
}
