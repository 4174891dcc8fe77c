import type { PageContent } from '../report/html/index.ts';
import { writeOutput } from './files.ts';

/** The report as one HTML file. What draws it is loaded only here: most gradings want none. */
export async function writePage(file: string, content: PageContent): Promise<void> {
  const { renderPage } = await import('../report/html/index.ts');
  await writeOutput(file, renderPage(content));
}
