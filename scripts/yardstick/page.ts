import { type Ladder, placeOf, RUNGS, type RungName } from '../../src/calibrate/index.ts';
import { METRICS } from '../../src/domain/metric.ts';
import { PRACTICE_TASKS, type PracticeTask } from '../../src/generate/index.ts';
import { scoreOf } from '../../src/score/index.ts';
import { measuredTasks } from './measured.ts';
import { laddersOf, type Results, SETTING_SEEDS, TESTING_SEEDS } from './results.ts';

/** How a trained model's score compares with the one its rung was made for. */
export interface Landing {
  readonly task: string;
  readonly seed: string;
  readonly rung: RungName;
  readonly score: number;
  readonly designed: number;
}

/** Where every trained model of these exams lands by the published thresholds. */
export function landings(results: Results, seeds: readonly string[]): readonly Landing[] {
  return measuredTasks(results).flatMap(({ id, metric, thresholds }) =>
    laddersOf(results, seeds, id).flatMap(([seed, { runs }]) =>
      RUNGS.flatMap((rung, i) =>
        runs[rung].map(({ value }) => ({
          task: id,
          seed,
          rung,
          score: scoreOf(value, metric.name, thresholds),
          designed: i + 1,
        })),
      ),
    ),
  );
}

/** Shares of models that land where they belong, and there or one beside. */
export function hits(landed: readonly Landing[]): { readonly equal: number; readonly near: number } {
  const share = (within: number) =>
    landed.filter(({ score, designed }) => Math.abs(score - designed) <= within).length / landed.length;
  return { equal: share(0), near: share(1) };
}

/** `docs/yardstick.md`. */
export function page(results: Results): string {
  return [
    '<!-- Written by `npm run yardstick` from yardstick.json. Do not edit. -->',
    '',
    '# The yardstick',
    '',
    'What a score means: for each of these practice tasks five reference models were trained on what candidates get and graded by the very',
    'pipeline that grades candidates, on hidden sets of their own. Score 1 is the naive answer, 2 begins beyond what chance reaches once',
    'in a thousand hidden sets (bootstrap), 3, 4 and 5 begin between two rungs, as many deviations above the one as below the other.',
    '',
    '![Reference models and thresholds](yardstick.svg)',
    '',
    `Filled: exams from which the thresholds were set (${code(SETTING_SEEDS)}). Hollow: exams that had no say in them (${code(TESTING_SEEDS)}).`,
    '',
    '## Where the models land',
    '',
    ...landingTable(results),
    '',
    ...measuredTasks(results).flatMap((task) => section(task, results)),
    '## Make it again',
    '',
    '```sh',
    'export FIVEFOLD_KERAS_PYTHON=…   # Keras 3, TensorFlow, NumPy',
    ...[...SETTING_SEEDS, ...TESTING_SEEDS].map((seed) =>
      PRACTICE_TASKS.map(
        ({ id }) => `npm run yardstick -- measure ${seed} ${runsOf(results, seed, id)} ${id}`,
      ).join('\n'),
    ),
    'npm run yardstick',
    '```',
    '',
    'A column shows the mean of all trainings for one exam, and the least and the most where they differ. Trainings that are in the',
    'file already are not repeated.',
    '',
    'What was measured is in [yardstick.json](yardstick.json). Trainings with equal seeds differ a little between machines, since',
    'TensorFlow adds in any order. The models are in [src/calibrate/ladder](../src/calibrate/ladder); `fivefold calibrate` trains the same',
    'for an exam with your own data.',
    '',
  ].join('\n');
}

function code(seeds: readonly string[]): string {
  return seeds.map((seed) => `\`${seed}\``).join(', ');
}

function landingTable(results: Results): string[] {
  const row = (seeds: readonly string[], what: string) => {
    const landed = landings(results, seeds);
    if (landed.length === 0) return [];
    const { equal, near } = hits(landed);
    return [`| ${what} | ${landed.length} | ${percent(equal)} | ${percent(near)} |`];
  };
  const astray = landings(results, [...SETTING_SEEDS, ...TESTING_SEEDS]).filter(
    ({ score, designed }) => score !== designed,
  );
  return [
    '| exams | trained models | score as designed | as designed or one beside |',
    '| --- | --- | --- | --- |',
    ...row(SETTING_SEEDS, 'that set the thresholds'),
    ...row(TESTING_SEEDS, 'that did not'),
    '',
    ...astray.map(
      (l) => `- ${l.task}, \`${l.seed}\`: a ${l.rung} model scores ${l.score} instead of ${l.designed}.`,
    ),
  ];
}

function section(task: PracticeTask, results: Results): string[] {
  const exams = laddersOf(results, [...SETTING_SEEDS, ...TESTING_SEEDS], task.id);
  const [first] = exams;
  if (!first) return [];
  const all = exams.map(([, ladder]) => ladder);
  const { trainingRows, hiddenRows } = first[1];
  const rows = RUNGS.map((rung, i) => {
    const { mean, deviation } = placeOf(rung, all);
    const cells = exams.map(([, { runs }]) => cell(runs[rung].map(({ value }) => value)));
    const threshold = i === 0 ? '–' : task.thresholds[(i + 1) as 2 | 3 | 4 | 5];
    return `| ${i + 1} | ${rung} | ${threshold} | ${mean.toFixed(3)} ± ${deviation.toFixed(3)} | ${cells.join(' | ')} |`;
  });
  return [
    `## ${task.id}`,
    '',
    `${METRICS[task.metric.name].label}; ${trainingRows} training rows, ${hiddenRows} hidden rows; ${trainings(all)} of each rung but the naive one.`,
    '',
    `| score | rung | begins at | mean ± deviation | ${exams.map(([seed]) => `\`${seed}\``).join(' | ')} |`,
    `| --- | --- | --- | --- |${' --- |'.repeat(exams.length)}`,
    ...rows,
    '',
  ];
}

/** How often a rung was trained: `5 trainings for each exam`. */
function trainings(ladders: readonly Ladder[]): string {
  const counts = ladders.map(({ runs }) => runs.strong.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return `${least === most ? least : `${least} to ${most}`} training${most === 1 ? '' : 's'} for each exam`;
}

/** `0.912 (0.909 – 0.922)`: the mean of several trainings, the least and the most. */
function cell(values: readonly number[]): string {
  const digits = (value: number) => value.toFixed(3);
  const mean = digits(values.reduce((sum, value) => sum + value, 0) / values.length);
  const [least, most] = [digits(Math.min(...values)), digits(Math.max(...values))];
  return least === most ? mean : `${mean} (${least} – ${most})`;
}

/** The trainings that there are of a task in an exam, for the command that repeats them. */
function runsOf(results: Results, seed: string, task: PracticeTask['id']): number {
  return results[seed]?.[task]?.runs.strong.length ?? 1;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
