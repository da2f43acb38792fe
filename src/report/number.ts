/** Numbers as people read them: no exponents, thousands separated, the same in both languages. */

const MEASURED = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const EXACT = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

/** A measurement, to three significant digits: `1,040`, `0.0478`. */
export function measured(value: number): string {
  return MEASURED.format(value);
}

/** A count, or a tick of an axis, which may need more digits than a measurement: `8,075`, `1002.5` as `1,002.5`. */
export function exact(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en-US') : EXACT.format(value);
}

/** `1 connection`, `12 connections`: English says whether there are more than one. */
export function many(count: number, one: string, more: string): string {
  return `${exact(count)} ${count === 1 ? one : more}`;
}
