import type { Task } from '../domain/exam.ts';
import measured from './measured.json' with { type: 'json' };

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
 * Thresholds, and the reference models between which they lie, are measured: docs/yardstick.md; `npm run yardstick` writes them into
 * measured.json.
 */
export const PRACTICE_TASKS: readonly PracticeTask[] = [
  {
    id: 'tabular',
    title: 'Basic model: heating a house',
    weight: 10,
    input: { shape: [6], dtype: 'float32' },
    output: { shape: [1], kind: 'values' },
    metric: { name: 'r2' },
    ...measured.tabular,
    hiddenRows: 1_000,
  },
  {
    id: 'glyphs',
    title: 'A learning data set: letters of an invented script',
    weight: 15,
    input: { shape: [28, 28, 1], dtype: 'float32' },
    output: { shape: [10], kind: 'classes' },
    metric: { name: 'accuracy' },
    ...measured.glyphs,
    hiddenRows: 1_000,
  },
  {
    id: 'scenes',
    title: 'Images: the largest sign',
    weight: 20,
    input: { shape: [64, 64, 3], dtype: 'float32' },
    output: { shape: [4], kind: 'classes' },
    metric: { name: 'macro-f1' },
    ...measured.scenes,
    hiddenRows: 400,
  },
  {
    id: 'phrases',
    title: 'Text: praise or blame',
    weight: 25,
    input: { shape: [40], dtype: 'int32', text: { vocabulary: 'tasks/phrases/vocabulary.txt' } },
    output: { shape: [1], kind: 'classes' },
    metric: { name: 'accuracy' },
    ...measured.phrases,
    hiddenRows: 2_000,
  },
  {
    id: 'sensors',
    title: 'Time series: twelve hours of heat demand',
    weight: 30,
    input: { shape: [48, 4], dtype: 'float32' },
    output: { shape: [12], kind: 'values' },
    metric: { name: 'mase' },
    ...measured.sensors,
    hiddenRows: 1_000,
  },
];
