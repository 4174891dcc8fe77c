import { isNumber } from '../cells.ts';
import { datasetError } from '../problem.ts';
import { columnIndex, type Table } from '../tables/csv.ts';

const TIME_NAME = /^(?:date|time|datetime|timestamp|day|month|year|ds)$/i;

/** The column of the time: the one that is named, or the first that is called like one. */
export function timeColumn(table: Table, named: string | undefined): string | undefined {
  if (named === undefined) return table.columns.find((column) => TIME_NAME.test(column));
  columnIndex(table, named);
  return named;
}

/** @throws {FivefoldError} `dataset/unreadable` a row that is not later than the one before it, or tells no time */
export function assertInOrder(table: Table, column: string): void {
  const index = columnIndex(table, column);
  let before = Number.NEGATIVE_INFINITY;
  for (const { cells, line } of table.rows) {
    const cell = cells[index] ?? '';
    const now = isNumber(cell) ? Number(cell) : Date.parse(cell);
    if (now > before) before = now;
    else {
      const place = `${table.name}, line ${line}`;
      const what = Number.isNaN(now) ? 'tells no time' : 'is not later than the line before';
      throw datasetError(
        'dataset/unreadable',
        `${place}, column '${column}': '${cell.slice(0, 40)}' ${what}.`,
        {
          hint: 'Sort the rows by time, with dates as 2027-03-31 or 2027-03-31T12:00:00Z.',
        },
      );
    }
  }
}
