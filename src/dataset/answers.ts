import { isMissing, isNumber, mostlyNumbers } from './cells.ts';
import { assertClasses, byCodePoint } from './folder.ts';
import { datasetError } from './problem.ts';
import type { Answers } from './source.ts';

/** More different whole numbers than this are amounts, not names of classes. */
const MAX_NUMBERED_CLASSES = 20;

/**
 * What a column of answers asks for: values where it holds fractions or many different numbers, classes otherwise. Classes are
 * in order of value where they are numbers, in order of code points where they are names.
 *
 * @param cells one for each example
 * @param placeOf where a cell stands, for messages
 * @throws {FivefoldError} `dataset/unreadable` a cell without an answer; `dataset/too-small`, `dataset/too-large` classes
 */
export function answersOf(
  cells: readonly string[],
  column: string,
  placeOf: (index: number) => string,
): Answers {
  const empty = cells.findIndex(isMissing);
  if (empty !== -1) throw noAnswer(column, placeOf(empty));
  const names = [...new Set(cells)];
  if (mostlyNumbers(cells) && (names.length > MAX_NUMBERED_CLASSES || !names.every(isWhole))) {
    const index = cells.findIndex((cell) => !isNumber(cell));
    if (index !== -1) throw noNumber(column, cells[index] ?? '', placeOf(index));
    return { kind: 'values', shape: [1], labels: cells.map((cell) => [Number(cell)]) };
  }
  const byValue = (a: string, b: string) => Number(a) - Number(b);
  const sorted = names.toSorted(names.every(isWhole) ? byValue : byCodePoint);
  assertClasses(sorted, `The column '${column}'`);
  const labelOf = new Map(sorted.map((name, label) => [name, label]));
  return { kind: 'classes', names: sorted, labels: cells.map((cell) => labelOf.get(cell) ?? 0) };
}

export function noNumber(column: string, cell: string, place: string) {
  const message = `${place}, column '${column}': '${cell.slice(0, 40)}' is no number.`;
  return datasetError('dataset/unreadable', message);
}

function noAnswer(column: string, place: string) {
  const message = `${place}, column '${column}': the answer is missing.`;
  return datasetError('dataset/unreadable', message);
}

function isWhole(cell: string): boolean {
  return /^-?\d{1,15}$/.test(cell);
}
