import { appendFile } from 'node:fs/promises';
import { MAX_SUMMARY_BYTES } from '../domain/limits.ts';
import { clip } from './clip.ts';

/**
 * Append to the job summary, which needs no permission at all. GitHub drops a summary over 1 MiB whole, so it is cut
 * before.
 *
 * @param file `GITHUB_STEP_SUMMARY`; without one there is no summary
 */
export async function publishSummary(markdown: string, file: string | undefined): Promise<void> {
  if (!file) return;
  await appendFile(file, clip(`${markdown}\n`, MAX_SUMMARY_BYTES, '\n\n*(Cut: a job summary has 1 MiB.)*\n'));
}
