/**
 * What scores mean: a ladder of reference models is trained on what candidates get and graded as candidates are, and thresholds are
 * put between its rungs.
 */
import { join } from 'node:path';
import {
  bootstrap,
  bound,
  type Finding,
  type Ladder,
  type Run,
  type RungName,
  shuffled,
  type TrainedFile,
  type Training,
  thresholdsOf,
  trainLadder,
  yardstickOf,
} from './calibrate/index.ts';
import { FivefoldError } from './domain/errors.ts';
import type { Task } from './domain/exam.ts';
import type { HiddenSet } from './domain/hidden.ts';
import { METRICS } from './domain/metric.ts';
import type { Predictions } from './domain/prediction.ts';
import { rowsAt } from './domain/tensor.ts';
import { unlessFailed } from './grade.ts';
import { measure } from './metric/index.ts';
import { predict } from './sandbox/host.ts';
import { readModel } from './submission/index.ts';

export interface Calibration extends Omit<Training, 'task'> {
  readonly task: Task;
  readonly hidden: HiddenSet;
  /** Told of every file once it is measured. */
  readonly progress?: (file: TrainedFile, value: number) => void;
}

/**
 * Thresholds for one task of an exam, from a ladder trained on its training rows and measured on its hidden ones.
 *
 * @throws {FivefoldError} calibrate/not-separate, calibrate/kind-unsupported, calibrate/training-failed
 */
export async function calibrate(calibration: Calibration): Promise<Finding> {
  const { id, metric } = calibration.task;
  const ladder = await measureLadder(calibration);
  return { thresholds: thresholdsOf(id, metric.name, [ladder]), yardstick: yardstickOf(ladder) };
}

/**
 * Train the ladder of a task and measure every rung on the hidden set, in the sandbox that grades candidates.
 *
 * @throws {FivefoldError} calibrate/kind-unsupported, calibrate/training-failed
 */
export async function measureLadder({ hidden, progress, ...training }: Calibration): Promise<Ladder> {
  const { task, folder, rows } = training;
  const runs: Record<RungName, Run[]> = { naive: [], weak: [], simple: [], textbook: [], strong: [] };
  const first = new Map<RungName, Predictions>();
  for await (const file of trainLadder(training)) {
    const predictions = await answer(join(folder, file.file), task, hidden);
    const run = measureRun(file.seed, task, predictions, hidden);
    runs[file.rung].push(run);
    if (!first.has(file.rung)) first.set(file.rung, predictions);
    progress?.(file, run.value);
  }
  const [naive, weak] = [first.get('naive'), first.get('weak')];
  if (!naive || !weak) throw new TypeError('the ladder has no naive or no weak rung');
  const chance = chanceOf(task, naive, weak, hidden);
  return { hiddenRows: rowsOf(hidden), trainingRows: rowsOf(rows), chance, runs };
}

async function answer(path: string, { output }: Task, { inputs }: HiddenSet): Promise<Predictions> {
  const outcome = unlessFailed(await predict({ model: await readModel(path), inputs, output }));
  if (outcome.kind === 'predicted') return outcome.predictions;
  const what = outcome.kind === 'rejected' ? outcome.problem.message : outcome.detail;
  throw new FivefoldError({
    code: 'calibrate/training-failed',
    message: `A reference model cannot be graded: ${what}`,
    hint: 'Keep its file with --keep and read it with `fivefold inspect`.',
    where: path,
  });
}

function measureRun(
  seed: number,
  { metric }: Task,
  predictions: Predictions,
  { inputs, labels }: HiddenSet,
): Run {
  const rows = inputs.shape[0] ?? 0;
  const { deviation } = bootstrap(rows, (indices) =>
    measure(metric, rowsAt(predictions, indices), rowsAt(labels, indices)),
  );
  return { seed, value: measure(metric, predictions, labels), sampling: deviation };
}

/**
 * What answers without knowledge reach, once in a thousand hidden sets. Of classes: answers like those of the weak rung, given to rows at
 * random. Of values: the naive answer, with the deviation of its distance from the weak one; both are measured on the same rows.
 */
function chanceOf(task: Task, naive: Predictions, weak: Predictions, { labels }: HiddenSet): number {
  const { better, of } = METRICS[task.metric.name];
  const rows = weak.shape[0] ?? 0;
  const value = (predictions: Predictions, indices: readonly number[]) =>
    measure(task.metric, rowsAt(predictions, indices), rowsAt(labels, indices));
  if (of === 'values') {
    const { deviation } = bootstrap(rows, (indices) => value(naive, indices) - value(weak, indices));
    return bound({ mean: measure(task.metric, naive, labels), deviation }, better);
  }
  const dealt = (order: readonly number[]) => measure(task.metric, rowsAt(weak, order), labels);
  return bound(shuffled(rows, dealt), better);
}

function rowsOf({ inputs }: HiddenSet): number {
  return inputs.shape[0] ?? 0;
}
