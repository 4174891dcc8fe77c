/**
 * The score as an oracle: attackers who submit again and again to learn hidden labels from the answers.
 *
 *     npm run oracle                     write docs/oracle.md and .svg from docs/oracle.json
 *     npm run oracle -- measure [task]   attack every practice task, or one, under every rule, and write docs/oracle.json (minutes)
 *
 * Everything follows from names of seeds: the same sources write the same bytes.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PRACTICE_TASKS } from '../../src/generate/index.ts';
import { attackAll, type Run } from './measure.ts';
import { page } from './page.ts';
import { plot } from './plot.ts';
import { DOCS, RESULTS_FILE, readResults, resultsText } from './results.ts';

async function measure(only: string | undefined): Promise<void> {
  const runs: Run[] = [];
  for (const run of attackAll(only)) {
    runs.push(run);
    console.log(
      run.task,
      run.start,
      run.feedback,
      run.ladder ? 'Ladder' : '–',
      JSON.stringify(run.reached.at(-1)),
    );
  }
  const others = only === undefined ? [] : (await readResults()).filter(({ task }) => task !== only);
  const order = PRACTICE_TASKS.map(({ id }) => String(id));
  const all = [...others, ...runs].sort((a, b) => order.indexOf(a.task) - order.indexOf(b.task));
  await writeFile(RESULTS_FILE, resultsText(all));
}

const [command, only] = process.argv.slice(2);
if (command === 'measure') await measure(only);
const runs = await readResults();
await writeFile(join(DOCS, 'oracle.md'), page(runs));
await writeFile(join(DOCS, 'oracle.svg'), plot(runs));
