import { styleText } from 'node:util';

/** GitHub's markdown as a terminal can show it: enough to read a report, no more. */
export function showMarkdown(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?-->\n*/g, '')
    .replace(/<summary>(.*?)<\/summary>/g, (_, text: string) => styleText('bold', `▸ ${text}`))
    .replace(/<br\s*\/?>/g, '\n  ')
    .replace(/<[^>]+>/g, '')
    .replace(/^#+ (.*)$/gm, (_, text: string) => styleText(['bold', 'underline'], text))
    .replace(/\*\*(.+?)\*\*/g, (_, text: string) => styleText('bold', text))
    .replace(/^\|[:|-]+\|\n/gm, '')
    .replace(/\\([^\w\s])/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
