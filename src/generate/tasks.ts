import type { Task } from '../domain/exam.ts';

/** The practice tasks, in rising difficulty and weight. */
export type PracticeTaskId = 'tabular' | 'glyphs' | 'scenes' | 'phrases' | 'sensors';

/** A task as far as it does not depend on a seed: the scale of MASE and the hidden set are added for one exam. */
export interface PracticeTask extends Omit<Task, 'hidden'> {
  readonly id: PracticeTaskId;
  /** Rows of its hidden set. */
  readonly hiddenRows: number;
}

/** The exam that the demo and the sample submissions belong to. */
export const PRACTICE_SEED = 'practice-1';

/**
 * The thresholds lie between the rungs of a ladder of reference models, measured over several exams: docs/yardstick.md; a test
 * holds them against what was measured.
 */
export const PRACTICE_TASKS: readonly PracticeTask[] = [
  {
    id: 'tabular',
    title: 'Basic model: heating a house',
    weight: 10,
    input: { shape: [6], dtype: 'float32' },
    output: { shape: [1], kind: 'values' },
    metric: { name: 'r2' },
    thresholds: { 2: 0.064, 3: 0.747, 4: 0.876, 5: 0.958 },
    hiddenRows: 1_000,
  },
  {
    id: 'glyphs',
    title: 'A learning data set: letters of an invented script',
    weight: 15,
    input: { shape: [28, 28, 1], dtype: 'float32' },
    output: { shape: [10], kind: 'classes' },
    metric: { name: 'accuracy' },
    thresholds: { 2: 0.133, 3: 0.582, 4: 0.762, 5: 0.954 },
    hiddenRows: 1_000,
  },
  {
    id: 'scenes',
    title: 'Images: the largest sign',
    weight: 20,
    input: { shape: [64, 64, 3], dtype: 'float32' },
    output: { shape: [4], kind: 'classes' },
    metric: { name: 'macro-f1' },
    thresholds: { 2: 0.322, 3: 0.491, 4: 0.641, 5: 0.876 },
    hiddenRows: 400,
  },
  {
    id: 'phrases',
    title: 'Text: praise or blame',
    weight: 25,
    input: { shape: [40], dtype: 'int32', text: { vocabulary: 'tasks/phrases/vocabulary.txt' } },
    output: { shape: [1], kind: 'classes' },
    metric: { name: 'accuracy' },
    thresholds: { 2: 0.536, 3: 0.786, 4: 0.924, 5: 0.964 },
    hiddenRows: 2_000,
  },
  {
    id: 'sensors',
    title: 'Time series: twelve hours of heat demand',
    weight: 30,
    input: { shape: [48, 4], dtype: 'float32' },
    output: { shape: [12], kind: 'values' },
    metric: { name: 'mase' },
    thresholds: { 2: 0.939, 3: 0.539, 4: 0.362, 5: 0.19 },
    hiddenRows: 1_000,
  },
];
