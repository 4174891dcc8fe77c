import { stripVTControlCharacters, styleText } from 'node:util';

/** GitHub's markdown as a terminal can show it: enough to read a report, no more. */
export function showMarkdown(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?-->\n*/g, '')
    .replace(/<summary>(.*?)<\/summary>/g, (_, text: string) => styleText('bold', `▸ ${text}`))
    .replace(/<br\s*\/?>/g, '\n  ')
    .replace(/<[^>]+>/g, '')
    .replace(/^#+ (.*)$/gm, (_, text: string) => styleText(['bold', 'underline'], text))
    .replace(/\*\*(.+?)\*\*/g, (_, text: string) => styleText('bold', text))
    .replace(/(?:^\|.*\|\n?)+/gm, alignTable)
    .replace(/\\([^\w\s])/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

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
    );
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => widthOf(row[i] ?? ''))));
  const pad = (cell: string, i: number) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell));
  return `${rows.map((row) => `  ${row.map(pad).join('  ').trimEnd()}`).join('\n')}\n`;
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
