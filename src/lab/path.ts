/**
 * Paths into an analysis: `apps.ftp[*].transfers[0].content.sha256`. `[*]` means every element, `[0]` the first one,
 * `length` counts the elements of a list or the characters of a text, and `(teardown.initiator).name` is `client.name` or
 * `server.name`, as the initiator is.
 */
export type PathStep =
  | { readonly name: string }
  | { readonly index: number }
  | { readonly every: true }
  /** `(teardown.initiator)`: the property whose name stands at that path, read from where the whole path starts. */
  | { readonly named: readonly PathStep[] };

const NAME = /^[A-Za-z_][A-Za-z0-9_-]*/;
const INDEX = /^\[(\d{1,9}|\*)\]/;
const NAMED = /^\(([^()]+)\)/;

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
    const step = parseNamedStep(rest);
    if (step === undefined) return undefined;
    steps.push(step.step);
    rest = rest.slice(step.length);
  }
  return steps;
}

function parseNamedStep(text: string): { step: PathStep; length: number } | undefined {
  const name = NAME.exec(text);
  if (name) return { step: { name: name[0] }, length: name[0].length };
  const named = NAMED.exec(text);
  const inner = named ? parsePath(named[1]!) : undefined;
  return named && inner ? { step: { named: inner }, length: named[0].length } : undefined;
}

export function isPath(text: string): boolean {
  return parsePath(text) !== undefined;
}
