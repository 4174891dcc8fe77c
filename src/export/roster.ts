import { parse } from 'csv-parse/sync';
import { FivefoldError } from '../domain/errors.ts';
import type { Roster } from './gradebook.ts';

/** The column that says who is who. */
const KEY = 'github';

/**
 * A class list: a CSV file whose column `github` holds GitHub logins, beside whatever the school calls these people.
 *
 * @param where names the file in messages
 * @throws {FivefoldError} `file/malformed` it is no CSV file, or has no such column
 */
export function readRoster(text: string, where: string): Roster {
  const rows = parseCsv(text, where);
  const [first] = rows;
  if (first && !(KEY in first)) throw malformed(where, `has no column '${KEY}'`);
  return new Map(rows.map((row) => [(row[KEY] ?? '').toLowerCase(), row]));
}

function parseCsv(text: string, where: string): readonly Readonly<Record<string, string>>[] {
  try {
    return parse(text, { bom: true, columns: true, skip_empty_lines: true, trim: true });
  } catch (cause) {
    throw malformed(where, 'cannot be read as a CSV file', cause);
  }
}

function malformed(where: string, what: string, cause?: unknown): FivefoldError {
  return new FivefoldError(
    {
      code: 'file/malformed',
      message: `${where} ${what}.`,
      hint: "Name the columns in its first line: 'github', and those of your gradebook (docs/interchange.md).",
      where,
    },
    { cause },
  );
}
