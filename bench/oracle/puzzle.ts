import type { Task } from '../../src/domain/exam.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import type { PracticeTask } from '../../src/generate/index.ts';
import { type Random, randomFrom } from '../../src/generate/random.ts';
import { measure } from '../../src/metric/index.ts';

/** What an attacker begins with: nothing at all, or an honest model half-way between the thresholds of 4 and 5. */
export type Start = 'nothing' | 'honest';

/**
 * What an attacker does to the predictions of their first model, cell by cell: steps to another class, round and round, or an offset
 * in units of the model's own error. A model file can hold this for rows that its author has never seen, as a table by a hash
 * of the row; here it addresses rows directly, which is the attacker's best case.
 */
export type Edits = Float64Array;

/** A hidden set, the predictions that an attacker begins with, and what edits make of them. */
export interface Puzzle {
  readonly task: Task;
  readonly start: Start;
  /** Numbers to be predicted: rows, or rows times outputs. */
  readonly cells: number;
  /** Number of classes, or 0 where values are predicted. */
  readonly classes: number;
  readonly labels: Tensor;
  /** The same array every time: measured at once, never kept. */
  predictionsOf(edits: Edits): Tensor;
  /** The value of the metric on the hidden rows. */
  valueOf(edits: Edits): number;
}

/** Labels of the `sensors` task spread this many times wider than its naive forecast errs, as those of a town do. */
const SPREAD_OF_SERIES = 2;

/** Where the attacker's first model stands: an honest one half-way between the scores 4 and 5. */
function honestValue({ thresholds }: PracticeTask): number {
  return (thresholds[4] + thresholds[5]) / 2;
}

/**
 * A hidden set of a practice task's size, kind and thresholds, with labels drawn afresh. Real rows would add nothing: an attacker sees
 * none of them, and only the metric sees labels.
 *
 * @param draw `hidden`, or another name for a fresh set of the same kind
 */
export function drawPuzzle(practice: PracticeTask, start: Start, draw: string): Puzzle {
  const random = randomFrom('oracle', practice.id, start, draw);
  const task: Task = {
    ...practice,
    metric: practice.metric.name === 'mase' ? { name: 'mase', scale: 1 } : practice.metric,
    hidden: { path: '', sha256: '' },
  };
  return task.output.kind === 'classes'
    ? classPuzzle(task, start, practice, random)
    : valuePuzzle(task, start, practice, random);
}

function classPuzzle(task: Task, start: Start, practice: PracticeTask, random: Random): Puzzle {
  const rows = practice.hiddenRows;
  const columns = task.output.shape[0] ?? 1;
  const classes = Math.max(2, columns);
  const labels = Int32Array.from({ length: rows }, () => random.integer(classes));
  const right = start === 'honest' ? honestValue(practice) : 0;
  const first = labels.map((label) => {
    if (start === 'nothing') return random.integer(classes);
    return random.chance(right) ? label : (label + 1 + random.integer(classes - 1)) % classes;
  });
  const data = new Float32Array(rows * columns);
  const predictions: Tensor = { dtype: 'float32', shape: [rows, columns], data };
  const predictionsOf = (edits: Edits): Tensor => {
    if (columns > 1) data.fill(0);
    for (let i = 0; i < rows; i++) {
      const chosen = ((first[i] ?? 0) + (edits[i] ?? 0)) % classes;
      if (columns === 1) data[i] = chosen;
      else data[i * columns + chosen] = 1;
    }
    return predictions;
  };
  return finish(
    { task, start, cells: rows, classes, predictionsOf },
    { dtype: 'int32', shape: [rows], data: labels },
  );
}

function valuePuzzle(task: Task, start: Start, practice: PracticeTask, random: Random): Puzzle {
  const rows = practice.hiddenRows;
  const outputs = task.output.shape[0] ?? 1;
  const cells = rows * outputs;
  const [spread, error] = spreads(practice, start);
  const labels = Float32Array.from({ length: cells }, () => spread * random.normal());
  const first = labels.map((label) => (start === 'nothing' ? 0 : label + error * random.normal()));
  const data = new Float32Array(cells);
  const predictions: Tensor = { dtype: 'float32', shape: [rows, outputs], data };
  const predictionsOf = (edits: Edits): Tensor => {
    for (let i = 0; i < cells; i++) data[i] = (first[i] ?? 0) + error * (edits[i] ?? 0);
    return predictions;
  };
  return finish(
    { task, start, cells, classes: 0, predictionsOf },
    { dtype: 'float32', shape: [rows, outputs], data: labels },
  );
}

/** Standard deviations of labels and of the first model's errors, both normal. Who knows nothing predicts the mean. */
function spreads(practice: PracticeTask, start: Start): readonly [labels: number, errors: number] {
  const spread = practice.metric.name === 'mase' ? SPREAD_OF_SERIES : 1;
  if (start === 'nothing') return [spread, spread];
  const value = honestValue(practice);
  // MASE is a mean absolute error, which is √(2/π) of a normal's standard deviation.
  return [spread, practice.metric.name === 'mase' ? value * Math.sqrt(Math.PI / 2) : Math.sqrt(1 - value)];
}

function finish(puzzle: Omit<Puzzle, 'labels' | 'valueOf'>, labels: Tensor): Puzzle {
  return {
    ...puzzle,
    labels,
    valueOf: (edits) => measure(puzzle.task.metric, puzzle.predictionsOf(edits), labels),
  };
}
