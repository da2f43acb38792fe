/** One JSON document, written piece by piece: the text of tens of thousands of connections is never in memory at once. */

/** The text of `JSON.stringify(document, null, 2)`; `document` is a plain object. */
export function writeJson(document: object, write: (text: string) => void): void {
  let separator = '{\n';
  for (const [key, value] of Object.entries(document)) {
    write(`${separator}  ${JSON.stringify(key)}: `);
    if (Array.isArray(value) && value.length > 0) writeArray(value, write);
    else write(indented(value, '  '));
    separator = ',\n';
  }
  write('\n}\n');
}

function writeArray(values: readonly unknown[], write: (text: string) => void): void {
  let separator = '[\n';
  for (const value of values) {
    write(`${separator}    ${indented(value, '    ')}`);
    separator = ',\n';
  }
  write('\n  ]');
}

/** Line feeds inside strings are escaped, so that every line feed begins a line of the document. */
function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}
