import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@actions/core';
import { toProblem } from '../domain/errors.ts';
import type { PageContent } from '../report/html/index.ts';
import type { PageLink } from '../report/index.ts';
import type { Environment } from './environment.ts';
import { oneLine } from './log.ts';

/**
 * Write the report as a page, for the workflow to keep as an artifact: whoever may see the run may see that, so it says no more
 * than the comment. Nobody loses a score to a page that could not be drawn.
 *
 * @returns where it will be; `undefined` where the workflow keeps none
 */
export async function writePage(
  { artifact, runUrl }: Environment,
  content: PageContent,
): Promise<PageLink | undefined> {
  if (artifact === '') return undefined;
  try {
    // What draws is loaded only here: nobody waits for it who waits for a score.
    const { renderPage } = await import('../report/html/index.ts');
    const folder = await mkdtemp(join(process.env.RUNNER_TEMP || tmpdir(), 'fivefold-'));
    const path = join(folder, 'report.html');
    await writeFile(path, renderPage(content));
    core.setOutput('page', path);
    return { url: runUrl, artifact };
  } catch (error) {
    core.warning(oneLine(toProblem(error)));
    return undefined;
  }
}
