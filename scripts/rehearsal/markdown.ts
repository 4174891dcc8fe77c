import { stripVTControlCharacters, styleText } from 'node:util';

/** GitHub's markdown as a terminal can show it: enough to read a report, no more. */
export function showMarkdown(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?-->\n*/g, '')
    .replace(/<summary>(.*?)<\/summary>/g, (_, text: string) => styleText('bold', `▸ ${text}`))
    .replace(/<br\s*\/?>/g, BREAK)
    .replace(/<[^>]+>/g, '')
    .replace(/^#+ (.*)$/gm, (_, text: string) => styleText(['bold', 'underline'], text))
    .replace(/\*\*(.+?)\*\*/g, (_, text: string) => styleText('bold', text))
    .replace(/(?:^\|.*\|\n?)+/gm, alignTable)
    .replaceAll(BREAK, '\n  ')
    .replace(/\\([^\w\s])/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Stands for a new line within a cell, until the table is laid out. */
const BREAK = '\uE000';

function alignTable(table: string): string {
  const rows = table
    .trim()
    .split('\n')
    .filter((row) => !/^\|[:|\s-]+\|$/.test(row))
    .map((row) =>
      row
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    )
    .flatMap(linesOf);
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => widthOf(row[i] ?? ''))));
  const pad = (cell: string, i: number) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell));
  return `${rows.map((row) => `  ${row.map(pad).join('  ').trimEnd()}`).join('\n')}\n`;
}

/** A row whose cells hold several lines, as rows of one line each. */
function linesOf(row: readonly string[]): readonly string[][] {
  const cells = row.map((cell) => cell.split(BREAK));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, i) => cells.map((lines) => (lines[i] ?? '').trim()));
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
