import { noNumber } from '../answers.ts';
import { isMissing, isNumber, median, mostlyNumbers } from '../cells.ts';
import { byCodePoint } from '../folder.ts';
import { datasetError } from '../problem.ts';
import type { Table } from './csv.ts';

/** More different texts in a column are prose or names, of which no model input is made. */
const MAX_CATEGORIES = 50;
/** Rows whose numbers are this near, as a share of their column's standard deviation, are near-duplicates. */
const NEAR = 0.01;

/** A column that becomes inputs of a model, before the training part is known. */
export interface Column {
  readonly kind: 'number' | 'category';
  readonly name: string;
  /** One for each row; '' where there is nothing. */
  readonly cells: readonly string[];
}

/** How a column becomes inputs: a number as it is, a category as zeros and one 1. Published as `columns.json`. */
export type Encoding =
  | { readonly column: string; readonly inputs: readonly [number]; readonly missing: number }
  | { readonly column: string; readonly inputs: readonly number[]; readonly categories: readonly string[] };

/**
 * The columns of a table but for some, each told to be numbers or categories.
 *
 * @throws {FivefoldError} `dataset/unreadable` text among numbers, naming line and column; `dataset/unclear` a column of prose
 */
export function columnsOf(table: Table, without: ReadonlySet<string>): readonly Column[] {
  return table.columns.flatMap((name, index) => {
    if (without.has(name)) return [];
    const cells = table.rows
      .map((row) => row.cells[index] ?? '')
      .map((cell) => (isMissing(cell) ? '' : cell));
    return [mostlyNumbers(cells) ? numberColumn(table, name, cells) : categoryColumn(table, name, cells)];
  });
}

function numberColumn({ name: file, rows }: Table, name: string, cells: readonly string[]): Column {
  const index = cells.findIndex((cell) => cell !== '' && !isNumber(cell));
  if (index === -1) return { kind: 'number', name, cells };
  throw noNumber(name, cells[index] ?? '', `${file}, line ${rows[index]?.line}`);
}

function categoryColumn({ name: file }: Table, name: string, cells: readonly string[]): Column {
  const { size } = new Set(cells);
  if (size <= MAX_CATEGORIES) return { kind: 'category', name, cells };
  const message = `${file}, column '${name}': ${size} different texts; ${MAX_CATEGORIES} are the most for categories.`;
  throw datasetError('dataset/unclear', message, {
    hint: 'Leave the column out with --drop, or, if it holds what is to be read, say --kind texts --text.',
  });
}

/** What the training part says of each column: its median, or its categories. */
export function encodingsOf(columns: readonly Column[], train: readonly number[]): readonly Encoding[] {
  let next = 0;
  return columns.map(({ kind, name: column, cells }) => {
    const present = train.map((row) => cells[row] ?? '').filter((cell) => cell !== '');
    if (kind === 'number') return { column, inputs: [next++], missing: median(present.map(Number)) };
    const categories = [...new Set(present)].toSorted(byCodePoint);
    return { column, inputs: categories.map(() => next++), categories };
  });
}

/** Write one row's inputs. A category that the training part does not have is all zeros. */
export function encodeRow(
  columns: readonly Column[],
  encodings: readonly Encoding[],
  row: number,
  inputs: Float32Array,
): void {
  for (const [i, encoding] of encodings.entries()) {
    const cell = columns[i]?.cells[row] ?? '';
    if ('missing' in encoding) inputs[encoding.inputs[0]] = cell === '' ? encoding.missing : Number(cell);
    else {
      const input = encoding.inputs[encoding.categories.indexOf(cell)];
      if (input !== undefined) inputs[input] = 1;
    }
  }
}

/**
 * Pairs of rows that are the same but for a hundredth of the spread of each number. Two grids, half a step apart: what one divides
 * by rounding, the other joins.
 */
export function* nearRows(columns: readonly Column[], rows: number): Iterable<readonly [number, number]> {
  for (const shift of [0, 0.5]) {
    const rounded = columns.map(({ kind, cells }) =>
      kind === 'number' ? roundedCells(cells, shift) : cells,
    );
    const firsts = new Map<string, number>();
    for (let row = 0; row < rows; row++) {
      const key = JSON.stringify(rounded.map((cells) => cells[row]));
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, row);
      else yield [first, row];
    }
  }
}

function roundedCells(cells: readonly string[], shift: number): readonly string[] {
  const values = cells.filter((cell) => cell !== '').map(Number);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const step = NEAR * Math.sqrt(variance) || 1;
  return cells.map((cell) => (cell === '' ? '' : String(Math.floor(Number(cell) / step + shift))));
}
