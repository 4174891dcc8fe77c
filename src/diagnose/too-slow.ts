import { PREDICT_TIMEOUT_MS } from '../domain/limits.ts';
import type { Diagnosis } from './study.ts';

/** A hidden set is taken to be this many times as large as the public sample, and the runner half as fast as this machine. */
const HIDDEN_ROWS_PER_SAMPLE_ROW = 2;
const RUNNER_SLOWNESS = 2;

/** A model whose hidden set may take longer than it is given. */
export const tooSlow: Diagnosis = {
  id: 'too-slow',
  look: ({ pace, answer }) => {
    if (!pace || answer.kind === 'stopped') return undefined;
    const hiddenMs = pace.ms * HIDDEN_ROWS_PER_SAMPLE_ROW * RUNNER_SLOWNESS;
    if (hiddenMs < PREDICT_TIMEOUT_MS) return undefined;
    const [perRow, hidden, limit] = [pace.ms / pace.rows, hiddenMs / 1_000, PREDICT_TIMEOUT_MS / 1_000];
    return {
      evidence: `It takes ${Math.round(perRow)} ms a row on this machine: a hidden set twice the size of the sample, on a runner half as fast, would take ${Math.round(hidden)} s of the ${limit} s that a model has.`,
      advice: 'Make the model smaller: pool earlier, use fewer units, or strides in the first convolution.',
    };
  },
};
