import type { Selection } from '../plan.ts';
import { type Item, itemsAt, rootItem, valuesAt } from './item.ts';
import { matches } from './match.ts';

/** Everything that a selection of the lab file means. */
export function select(analysis: unknown, selection: Selection): Item[] {
  const root = rootItem(analysis);
  const { where, follow, take } = selection;
  let items = itemsAt(root, selection.select).filter((item) => matches(item, where ?? {}));
  if (follow) {
    const candidates = itemsAt(root, follow.to).filter((item) => matches(item, follow.where ?? {}));
    items = items.flatMap((item) => {
      const [key] = valuesAt(item, follow.from);
      const target = candidates.find((candidate) => key !== undefined && valuesAt(candidate, follow.by)[0] === key);
      return target ? [{ ...target, of: item }] : [];
    });
  }
  return take === undefined ? items : items.slice(0, take);
}
