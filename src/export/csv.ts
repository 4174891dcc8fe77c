import { stringify } from 'csv-stringify/sync';

export type Cell = string | number;

/**
 * Comma-separated values (RFC 4180) that a spreadsheet may open: a text that it would take for a formula gets an apostrophe
 * in front, and holds no line break after which another could begin.
 * Source: owasp.org, "CSV Injection"
 */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map((row) => row.map(inOneLine)),
    { escape_formulas: true, record_delimiter: 'windows' },
  );
}

/** White space at the beginning, which spreadsheets skip, would hide a formula behind it. */
function inOneLine(cell: Cell): Cell {
  return typeof cell === 'number'
    ? cell
    : cell
        .toWellFormed()
        .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
        .trim();
}
