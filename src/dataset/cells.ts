/** How spreadsheets, pandas and R write that there is nothing. `none` may be a class. */
const MISSING = /^(?:|na|n\/a|nan|null|\?)$/i;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

export function isMissing(cell: string): boolean {
  return MISSING.test(cell);
}

/** A number that float32 holds: neither text, nor `inf`, nor 1e300. */
export function isNumber(cell: string): boolean {
  return NUMBER.test(cell) && Number.isFinite(Math.fround(Number(cell)));
}

/** A column that is meant to hold numbers, whatever has slipped into it. */
export function mostlyNumbers(cells: readonly string[]): boolean {
  const present = cells.filter((cell) => !isMissing(cell));
  return present.length > 0 && present.filter(isNumber).length * 2 > present.length;
}

/** The middle one; of an even count, the lower of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
