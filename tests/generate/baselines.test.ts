import { expect, test } from 'vitest';
import { metricOf } from '../../src/generate/exam-yaml.ts';
import { drawTask, PRACTICE_SEED, PRACTICE_TASKS } from '../../src/generate/index.ts';
import {
  HORIZON_HOURS,
  SENSOR_CHANNELS,
  seasonalNaiveError,
  WINDOW_HOURS,
} from '../../src/generate/sensors.ts';

const thresholds = Object.fromEntries(PRACTICE_TASKS.map((task) => [task.id, task.thresholds]));
const SEEDS = [PRACTICE_SEED, 'another', 'a third'];

test.each(SEEDS)('tabular (%s): the mean of the training labels scores 1', (seed) => {
  const train = drawTask('tabular', seed, 'train', 2_000).labels.data;
  const { data: truth } = drawTask('tabular', seed, 'hidden', 500, 'secret').labels;
  const guess = mean(train);
  const r2 = 1 - sum(truth, (y) => (y - guess) ** 2) / sum(truth, (y) => (y - mean(truth)) ** 2);
  expect(r2).toBeLessThan(thresholds.tabular?.[2] ?? 0);
});

test.each(['glyphs', 'scenes'] as const)('%s: one class for everything scores 1', (id) => {
  const task = PRACTICE_TASKS.find((t) => t.id === id);
  const classes = task?.output.shape[0] ?? 0;
  // Accuracy 1/k; macro F1 of one class with precision 1/k and recall 1 is (2/k / (1/k + 1)) / k, which is smaller.
  expect(1 / classes).toBeLessThan(task?.thresholds[2] ?? 0);
});

test('phrases: a constant ranks nothing and scores 1', () => {
  expect(0.5).toBeLessThan(thresholds.phrases?.[2] ?? 0);
});

test.each(SEEDS)('sensors (%s): repeating the last value, or yesterday, scores 1', (seed) => {
  const task = PRACTICE_TASKS.find((t) => t.id === 'sensors');
  if (!task) throw new Error('no sensors task');
  const scale = metricOf(task, seed).scale ?? 0;
  const hidden = drawTask('sensors', seed, 'hidden', task.hiddenRows, 'secret');
  const lastHour = (row: number) => (row + 1) * WINDOW_HOURS - 1;
  const last = Array.from(hidden.labels.data, (truth, i) =>
    Math.abs(
      truth - (hidden.inputs.data[lastHour(Math.floor(i / HORIZON_HOURS)) * SENSOR_CHANNELS.length] ?? 0),
    ),
  );
  expect(mean(last) / scale).toBeGreaterThan(1.2);
  expect(seasonalNaiveError(hidden) / scale).toBeGreaterThan(task.thresholds[2]);
});

function sum(values: ArrayLike<number>, of: (value: number) => number): number {
  return Array.from(values, of).reduce((a, b) => a + b, 0);
}

function mean(values: ArrayLike<number>): number {
  return sum(values, (x) => x) / values.length;
}
