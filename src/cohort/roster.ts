/** `roster.csv`: who is examined, one person a line. docs/classroom.md explains each column to instructors. */
import { CsvError, parse } from 'csv-parse/sync';
import { FivefoldError } from '../domain/errors.ts';
import { MAX_ROSTER_BYTES, MAX_STUDENTS } from '../domain/limits.ts';
import { csv } from '../export/csv.ts';
import { COLUMNS, type Column, columnOf, duplicates, type Student, studentOf, written } from './student.ts';

export type { Student } from './student.ts';

/**
 * Read `roster.csv`: UTF-8, delimited by commas, semicolons or tabs, the names of the columns in the first line.
 *
 * @param where names the file in messages
 * @throws {FivefoldError} `file/malformed`, naming every line that is wrong, up to a dozen
 */
export function parseRoster(bytes: Uint8Array, where: string): readonly Student[] {
  const [header, ...rows] = readRows(bytes, where);
  if (!header) throw malformed(where, ['there is nothing in it']);
  return studentsOf(header.cells, rows, where);
}

/**
 * People by the columns of a roster, wherever the cells are from.
 *
 * @throws {FivefoldError} as {@link parseRoster}
 */
export function studentsOf(
  header: readonly string[],
  rows: readonly Row[],
  where: string,
): readonly Student[] {
  const columns = columnsOf(header, where);
  if (rows.length > MAX_STUDENTS) throw malformed(where, [`it has more than ${MAX_STUDENTS} people`]);
  const read = rows.map(({ cells, line }) => ({ line, ...studentOf(pairs(columns, cells)) }));
  const problems = read.flatMap(({ line, problems }) => problems.map((problem) => ({ line, problem })));
  const known = read.flatMap(({ line, student }) => (student ? [{ line, student }] : []));
  const all = [...problems, ...duplicates(known)].sort((a, b) => a.line - b.line);
  if (all.length > 0)
    throw malformed(
      where,
      all.map(({ line, problem }) => `line ${line}: ${problem}`),
    );
  return known.map(({ student }) => student);
}

/**
 * The roster as it is kept: the columns in one order, those that nobody needs left out, one form for every value. What
 * {@link parseRoster} reads of it are the same people in the same order.
 */
export function formatRoster(students: readonly Student[]): string {
  const rows = students.map(written);
  const columns = COLUMNS.filter(({ required, name }) => required || rows.some((row) => row[name]));
  const names = columns.map(({ name }) => name);
  return csv([names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]);
}

/** Somebody whose account has another name than the roster says. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
}

/**
 * The roster with the names that accounts have now. An account keeps its number when it is renamed, and another person may
 * take the old name: so people are known by number where the roster has it.
 *
 * @param logins by number of the account, as GitHub tells them
 */
export function withLogins(
  students: readonly Student[],
  logins: ReadonlyMap<number, string>,
): { readonly students: readonly Student[]; readonly renamed: readonly Renamed[] } {
  const now = students.map((student) => {
    const login = student.accountId === undefined ? undefined : logins.get(student.accountId);
    return login === undefined ? student : { ...student, login };
  });
  const renamed = now.flatMap(({ login }, i) => {
    const from = students[i]?.login ?? login;
    return from.toLowerCase() === login.toLowerCase() ? [] : [{ from, to: login }];
  });
  return { students: now, renamed };
}

/** A line of a CSV file. */
export interface Row {
  readonly cells: readonly string[];
  /** Line of the file on which it ends, from 1. */
  readonly line: number;
}

/**
 * The lines of a class list, the names of its columns first.
 *
 * @throws {FivefoldError} `file/malformed`
 */
export function readRows(bytes: Uint8Array, where: string): readonly Row[] {
  return records(decode(bytes, where), where);
}

function decode(bytes: Uint8Array, where: string): string {
  if (bytes.length > MAX_ROSTER_BYTES) throw malformed(where, [`it has more than ${MAX_ROSTER_BYTES} bytes`]);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed(where, ['it is not UTF-8: save it as "CSV UTF-8"']);
  }
}

function records(text: string, where: string): readonly Row[] {
  try {
    const options = {
      delimiter: delimiterOf(text),
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
    };
    const found = parse(text, { ...options, skip_records_with_empty_values: true }) as unknown as readonly {
      readonly record: readonly string[];
      readonly info: { readonly lines: number };
    }[];
    return found.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw malformed(where, [cause.message]);
  }
}

/** Spreadsheets write semicolons where the comma is a decimal sign. No column has either in its name. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/[\r\n]/, 1);
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: first.split(delimiter).length }));
  return counts.reduce((most, other) => (other.count > most.count ? other : most)).delimiter;
}

function columnsOf(header: readonly string[], where: string): readonly Column[] {
  const known = header.map((name) => columnOf(name));
  const problems = [
    ...header.flatMap((name, i) => (known[i] ? [] : [`line 1: there is no column '${name}' in a roster`])),
    ...header.flatMap((name, i) => (header.indexOf(name) < i ? [`line 1: two columns '${name}'`] : [])),
    ...COLUMNS.filter(({ required, name }) => required && !header.includes(name)).map(
      ({ name }) => `line 1: the column '${name}' is missing`,
    ),
  ];
  if (problems.length > 0) throw malformed(where, problems);
  return known.filter((column) => column !== undefined);
}

function pairs(columns: readonly Column[], cells: readonly string[]): ReadonlyMap<Column, string> {
  return new Map(columns.map((column, i) => [column, cells[i] ?? '']));
}

/** Whoever mends a file wants to see several mistakes at once, and no screenful of them. */
const MAX_MISTAKES = 12;

function malformed(where: string, problems: readonly string[]): FivefoldError {
  const more = problems.length > MAX_MISTAKES ? [`and ${problems.length - MAX_MISTAKES} more`] : [];
  return new FivefoldError({
    code: 'file/malformed',
    message: `${where} cannot be used: ${[...problems.slice(0, MAX_MISTAKES), ...more].join('; ')}.`,
    hint: `Its columns are ${COLUMNS.map(({ name }) => name).join(', ')}; the first three must be there (docs/classroom.md).`,
    where,
  });
}
