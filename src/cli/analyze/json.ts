/** One JSON document, made piece by piece: the text of tens of thousands of connections is never in memory at once. */

/**
 * The text of `JSON.stringify(Object.fromEntries(parts), null, 2)` and a line feed. A part that can be gone through
 * becomes an array, each element of which is asked for when it is written.
 */
export function* jsonPieces(parts: Iterable<readonly [key: string, value: unknown]>): Generator<string> {
  let separator = '{\n';
  for (const [key, value] of parts) {
    yield `${separator}  ${JSON.stringify(key)}: `;
    if (isIterable(value)) yield* arrayPieces(value);
    else yield indented(value, '  ');
    separator = ',\n';
  }
  yield '\n}\n';
}

function* arrayPieces(values: Iterable<unknown>): Generator<string> {
  let separator = '[\n';
  let end = '[]';
  for (const value of values) {
    yield `${separator}    ${indented(value, '    ')}`;
    separator = ',\n';
    end = '\n  ]';
  }
  yield end;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** Line feeds inside strings are escaped, so that every line feed begins a line of the document. */
function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}
