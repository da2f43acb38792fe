/** `1234567` as `1,234,567`; a whole number. `toLocaleString` would load the data of every language for it. */
export function groupedDigits(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
