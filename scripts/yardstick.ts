/**
 * The yardstick of the practice tasks.
 *
 *     npm run yardstick                              set the thresholds in src/generate/measured.json from docs/yardstick.json,
 *                                                    and write docs/yardstick.md and .svg
 *     npm run yardstick -- measure SEED RUNS [task]  train and measure the ladder of the exam with this seed, RUNS times a rung
 *
 * Measuring needs a Python with Keras (`FIVEFOLD_KERAS_PYTHON`) and minutes for every exam. Trainings that are in the file are not
 * repeated. `FIVEFOLD_LADDER` names a folder in which the trained files are kept.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ladder, RungName } from '../src/calibrate/index.ts';
import { RUNGS } from '../src/calibrate/index.ts';
import { measureLadder } from '../src/calibrate.ts';
import { drawTask, metricOf, PRACTICE_TASKS, type PracticeTask } from '../src/generate/index.ts';
import { TRAINING_ROWS } from '../src/generate/raw/index.ts';
import { MEASURED_FILE, measuredOf } from './yardstick/measured.ts';
import { page } from './yardstick/page.ts';
import { plot } from './yardstick/plot.ts';
import { DOCS, RESULTS_FILE, readResults } from './yardstick/results.ts';

/** Hidden rows of these exams: nobody sits them. */
const SECRET = 'yardstick';

async function measureExam(seed: string, runs: number, only: string | undefined): Promise<void> {
  for (const task of PRACTICE_TASKS.filter(({ id }) => only === undefined || id === only)) {
    const before = (await readResults())[seed]?.[task.id];
    const done = before?.runs.strong.map((run) => run.seed) ?? [];
    const seeds = Array.from({ length: runs }, (_, i) => i + 1).filter((run) => !done.includes(run));
    if (seeds.length === 0) continue;
    const measured = await inFolder(seed, task, (folder) => measureTask(task, seed, seeds, folder));
    const results = await readResults();
    const ladder = before ? joined(before, measured) : measured;
    const merged = { ...results, [seed]: { ...results[seed], [task.id]: ladder } };
    await writeFile(RESULTS_FILE, `${JSON.stringify(merged, null, 1)}\n`);
  }
}

function measureTask(
  task: PracticeTask,
  seed: string,
  seeds: readonly number[],
  folder: string,
): Promise<Ladder> {
  return measureLadder({
    task: { ...task, metric: metricOf(task, seed), hidden: { path: '', sha256: '' } },
    rows: drawTask(task.id, seed, 'train', TRAINING_ROWS[task.id]),
    hidden: drawTask(task.id, seed, 'hidden', task.hiddenRows, SECRET),
    seeds,
    folder,
    python: process.env.FIVEFOLD_KERAS_PYTHON ?? 'python3',
    progress: (file, value) => console.log(task.id, seed, file.rung, file.seed, value.toFixed(4)),
  });
}

/** Later trainings of the same exam; what chance reaches was measured with the first. */
function joined(before: Ladder, after: Ladder): Ladder {
  const fresh = (rung: RungName) => (rung === 'naive' ? [] : after.runs[rung]);
  const runs = RUNGS.map((rung) => [rung, [...before.runs[rung], ...fresh(rung)]]);
  return { ...before, runs: Object.fromEntries(runs) as Record<RungName, Ladder['runs'][RungName]> };
}

async function inFolder<T>(
  seed: string,
  task: PracticeTask,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const kept = process.env.FIVEFOLD_LADDER;
  const folder = kept ? join(kept, seed, task.id) : await mkdtemp(join(tmpdir(), 'fivefold-ladder-'));
  await mkdir(folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    if (!kept) await rm(folder, { recursive: true });
  }
}

const [command, seed, runs = '5', only] = process.argv.slice(2);
if (command === 'measure' && seed) await measureExam(seed, Number(runs), only);
else {
  const results = await readResults();
  await writeFile(MEASURED_FILE, `${JSON.stringify(measuredOf(results), null, 2)}\n`);
  await writeFile(join(DOCS, 'yardstick.svg'), plot(results));
  await writeFile(join(DOCS, 'yardstick.md'), page(results));
}
