import type { Tensor } from '../../domain/tensor.ts';
import { answersOf } from '../answers.ts';
import { divide } from '../divide.ts';
import { groupsOf } from '../near.ts';
import { datasetError } from '../problem.ts';
import type { Division, Encoded, Source } from '../source.ts';
import { type Column, columnsOf, encodeRow, encodingsOf, nearRows } from './columns.ts';
import { columnIndex, type Table } from './csv.ts';

export interface TableOptions {
  /** The column of the answers. */
  readonly target: string;
  /** Columns that are neither inputs nor answers. */
  readonly drop: readonly string[];
}

/**
 * A table with one column of answers; every other column becomes inputs.
 *
 * @throws {FivefoldError} `dataset/*`, naming line and column
 */
export function tableSource(table: Table, { target, drop }: TableOptions): Source {
  const at = columnIndex(table, target);
  for (const column of drop) columnIndex(table, column);
  const columns = columnsOf(table, new Set([target, ...drop]));
  if (columns.length === 0) {
    throw datasetError('dataset/unclear', `${table.name} has no column but the answers.`);
  }
  const cells = table.rows.map((row) => row.cells[at] ?? '');
  const answers = answersOf(cells, target, (row) => `${table.name}, line ${table.rows[row]?.line}`);
  const groups = groupsOf(table.rows.length, nearRows(columns, table.rows.length));
  const examples = table.rows.map((row, i) => ({ key: JSON.stringify(row.cells), group: groups[i] ?? i }));
  const near = table.rows.length - new Set(groups).size;
  const asked = answers.kind === 'classes' ? `${answers.names.length} classes` : 'values';
  return {
    kind: 'table',
    summary: `${table.rows.length} rows of ${columns.length} columns, ${asked} in '${target}', ${near} rows nearly equal to others`,
    answers,
    divide: (shares, secret) => divide(examples, answers, shares, secret),
    encode: (division) => encode(table, columns, division),
  };
}

function encode(table: Table, columns: readonly Column[], division: Division): Encoded {
  const encodings = encodingsOf(columns, division.train);
  const width = encodings.reduce((sum, { inputs }) => sum + inputs.length, 0);
  const tensorOf = (rows: readonly number[]): Tensor => {
    const data = new Float32Array(rows.length * width);
    for (const [i, row] of rows.entries()) {
      encodeRow(columns, encodings, row, data.subarray(i * width, (i + 1) * width));
    }
    return { dtype: 'float32', shape: [rows.length, width], data };
  };
  const { train, sample, hidden } = division;
  return {
    input: { shape: [width], dtype: 'float32' },
    inputs: { train: tensorOf(train), sample: tensorOf(sample), hidden: tensorOf(hidden) },
    files: [
      { path: 'data/train.csv', content: csvOf(table, train) },
      { path: 'columns.json', content: `${JSON.stringify(encodings, null, 2)}\n` },
    ],
  };
}

/** These rows as they stand in the file. */
export function csvOf({ header, rows }: Table, chosen: readonly number[]): string {
  return `${[header, ...chosen.map((row) => rows[row]?.text ?? '')].join('\n')}\n`;
}
