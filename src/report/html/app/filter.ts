/**
 * The part of Wireshark's display filters that this page understands:
 * `tcp.stream == 3 && (tcp.flags.fin == 1 || frame.number in {5, 9..12}) && !ftp`. Anything else is searched as text.
 */
import { infoOf, protocolOf } from '../../packets/info.ts';
import { rowAt } from '../../packets/table.ts';
import type { FilterSource, Predicate } from './filter-fields.ts';
import { Parser, tokens } from './filter-parser.ts';

export type Compiled = { readonly kind: 'filter' | 'text'; readonly matches: Predicate };

/** An empty text shows everything. */
export function compileFilter(text: string, source: FilterSource): Compiled {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'filter', matches: () => true };
  const parser = new Parser(tokens(trimmed), source);
  const predicate = parser.parse();
  return predicate === null
    ? { kind: 'text', matches: textSearch(trimmed, source) }
    : { kind: 'filter', matches: predicate };
}

function textSearch(text: string, source: FilterSource): Predicate {
  const wanted = text.toLowerCase();
  return (index) => {
    const row = rowAt(source.table, index);
    const stream = source.streams.get(row.stream);
    if (infoOf(row, stream, source.analysisFlags).toLowerCase().includes(wanted)) return true;
    if (protocolOf(row, stream, source.analysisFlags).toLowerCase() === wanted) return true;
    return [stream?.client, stream?.server].some(
      (end) => end !== undefined && (end.address.includes(wanted) || (end.name ?? '').toLowerCase().includes(wanted)),
    );
  };
}
