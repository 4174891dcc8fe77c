import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { assertExamples } from '../folder.ts';
import { datasetError } from '../problem.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** A CSV file in memory. */
export interface Table {
  /** For messages. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** The first line as it stands in the file. */
  readonly header: string;
}

export interface TableRow {
  /** One for each column, without the space around it. */
  readonly cells: readonly string[];
  /** Line of the file on which the row ends, from 1. */
  readonly line: number;
  /** As it stands in the file. */
  readonly text: string;
}

/**
 * Read a CSV file: UTF-8, the names of the columns on the first line, delimited by commas, semicolons, tabs or bars (the most
 * frequent in the first line), quoted as RFC 4180 has it.
 *
 * @throws {FivefoldError} `dataset/unreadable`, naming the line; `dataset/too-large`
 */
export function readCsv(bytes: Uint8Array, name: string): Table {
  const text = decodeUtf8(bytes, name);
  const records = parseRecords(text, name);
  const [header, ...rows] = records;
  if (!header || rows.length === 0) {
    throw datasetError('dataset/too-small', `${name} has no rows below the names of its columns.`);
  }
  assertExamples(rows.length, name);
  assertNames(header.cells, name);
  return { name, columns: header.cells, rows, header: header.text };
}

/** Which column has this name. */
export function columnIndex({ columns, name }: Table, column: string): number {
  const index = columns.indexOf(column);
  if (index !== -1) return index;
  const message = `${name} has no column '${column}'; it has ${columns.map((found) => `'${found}'`).join(', ')}.`;
  throw datasetError('dataset/unclear', message);
}

/** @throws {FivefoldError} `dataset/unreadable`, naming the line of the first byte that is not UTF-8 */
export function decodeUtf8(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const line = firstForeignLine(bytes);
    const message = `${name} is not UTF-8: line ${line}.`;
    throw datasetError('dataset/unreadable', message, {
      hint: 'Save it as UTF-8; spreadsheets offer it when they export.',
      cause,
    });
  }
}

function firstForeignLine(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const next = end === -1 ? bytes.length : end + 1;
    if (!isUtf8(bytes.subarray(start, next))) return line;
    start = next;
  }
  return line;
}

function parseRecords(text: string, name: string): TableRow[] {
  try {
    const records: unknown[] = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      raw: true,
      // Found out from the first line otherwise, and files are glued together.
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      trim: true,
    });
    return (records as { record: string[]; raw: string; info: { lines: number } }[]).map(
      ({ record, raw, info }) => ({
        cells: record,
        text: raw.replace(/^[\r\n]+|[\r\n]+$/g, ''),
        line: info.lines,
      }),
    );
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw datasetError('dataset/unreadable', `${name} is not a CSV file: ${cause.message}.`, {
      cause,
    });
  }
}

function delimiterOf(text: string): string {
  const [first = ''] = text.split('\n', 1);
  const counts = DELIMITERS.map((delimiter) => first.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

function assertNames(columns: readonly string[], name: string): void {
  const twice = columns.find((column, i) => column === '' || columns.indexOf(column) !== i);
  if (twice === undefined) return;
  const what = twice === '' ? 'a column without a name' : `two columns '${twice}'`;
  throw datasetError('dataset/unreadable', `${name} has ${what}: its first line must name each column.`);
}
