import type { OutputContract, Thresholds } from '../domain/exam.ts';
import { METRICS, type MetricSpec } from '../domain/metric.ts';
import { datasetError } from './problem.ts';
import type { Answers, Division, Encoded } from './source.ts';

/** How far from guessing to perfect each score begins, until `fivefold calibrate` has measured it. */
const PROVISIONAL = { 2: 0.1, 3: 0.4, 4: 0.65, 5: 0.85 } as const;
const DECIMALS = 3;
/** Beyond it, naming the largest class every time looks too good in plain accuracy. */
const MAX_IMBALANCE = 3;

export interface Rubric {
  readonly output: OutputContract;
  readonly metric: MetricSpec;
  readonly thresholds: Thresholds;
  /** The metric of a guess that looks at no input: the largest class, the mean, the last value. */
  readonly naive: number;
}

/** How a task could be measured. Nothing is trained: the thresholds are provisional. */
export function rubricOf(answers: Answers, division: Division, { naiveError }: Encoded): Rubric {
  const output = outputOf(answers);
  if (answers.kind === 'classes') {
    const metric = isImbalanced(answers.labels) ? 'balanced-accuracy' : 'accuracy';
    const naive = metric === 'accuracy' ? shareOfLargest(answers.labels, division) : 1 / answers.names.length;
    return { output, metric: { name: metric }, naive, thresholds: between(naive, 1) };
  }
  if (answers.labels.every((label) => label.join() === answers.labels[0]?.join()) || naiveError === 0) {
    throw datasetError('dataset/too-small', 'The values to predict never change.');
  }
  if (naiveError === undefined) {
    return { output, metric: { name: 'r2' }, naive: 0, thresholds: between(0, 1) };
  }
  const scale = Number(naiveError.toPrecision(6));
  return { output, metric: { name: 'mase', scale }, naive: 1, thresholds: between(1, 0) };
}

/** `accuracy 0.104`, for people. */
export function naiveText({ metric, naive }: Rubric): string {
  return `${METRICS[metric.name].label} ${rounded(naive)}`;
}

function outputOf(answers: Answers): OutputContract {
  if (answers.kind === 'values') return { shape: answers.shape, kind: 'values' };
  const { length } = answers.names;
  return { shape: [length === 2 ? 1 : length], kind: 'classes' };
}

function isImbalanced(labels: readonly number[]): boolean {
  const sizes = [...Map.groupBy(labels, (label) => label).values()].map(({ length }) => length);
  return Math.max(...sizes) > MAX_IMBALANCE * Math.min(...sizes);
}

/** How often the largest class of the training part is right in the hidden part. */
function shareOfLargest(labels: readonly number[], { train, hidden }: Division): number {
  const classes = [...Map.groupBy(train, (index) => labels[index] ?? 0)];
  const [largest] = classes.toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [0];
  return hidden.filter((index) => labels[index] === largest).length / hidden.length;
}

function between(naive: number, perfect: number): Thresholds {
  const at = (share: number) => rounded(naive + (perfect - naive) * share);
  return { 2: at(PROVISIONAL[2]), 3: at(PROVISIONAL[3]), 4: at(PROVISIONAL[4]), 5: at(PROVISIONAL[5]) };
}

function rounded(value: number): number {
  return Number(value.toFixed(DECIMALS));
}
