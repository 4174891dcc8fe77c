import { expect, it } from 'vitest';
import { integersFrom } from '../../src/domain/integers.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import { measure } from '../../src/metric/index.ts';
import { toldValue } from '../../src/score/scale.ts';

/** A value with 16 digits holds whole labels: Whitehill (2018), "Climbing the Kaggle leaderboard by exploiting the log-loss oracle". */
const ROWS = 20;
/** The logit of row i is 2^i of these, so that a sum of some logits says which. */
const UNIT = 8 / 2 ** ROWS;

const draw = integersFrom(7);
const labels: Tensor = {
  dtype: 'int32',
  shape: [ROWS],
  data: Int32Array.from({ length: ROWS }, () => draw(2)),
};
const predictions = Float32Array.from({ length: ROWS }, (_, i) => 1 / (1 + Math.exp(-UNIT * 2 ** i)));

/** Labels by the loss of one submission: each row adds its logit where its label is 1, and the largest come first. */
function decoded(loss: number): number[] {
  const none = predictions.reduce((sum, p) => sum - Math.log(1 - p), 0);
  let rest = none - loss * ROWS;
  const found = [...predictions.keys()].reverse().map((i) => {
    const p = predictions[i] ?? 0;
    const logit = Math.log(p / (1 - p));
    const label = Number(rest > logit - UNIT / 2);
    rest -= label * logit;
    return label;
  });
  return found.reverse();
}

const right = (found: readonly number[]) => {
  const wrong = found.findLastIndex((label, i) => label !== labels.data[i]);
  return ROWS - 1 - wrong;
};

it('[T-62] spells out twenty labels at once by an exact log loss, and no more than its digits hold by one that is told', () => {
  const loss = measure(
    { name: 'log-loss' },
    { dtype: 'float32', shape: [ROWS, 1], data: predictions },
    labels,
  );
  expect(right(decoded(loss))).toBe(ROWS);
  const told = toldValue(loss, 'log-loss', { 2: 0.6, 3: 0.5, 4: 0.4, 5: 0.3 });
  expect(told).toBe(Number(told.toFixed(3)));
  expect(right(decoded(told))).toBeLessThanOrEqual(10);
});
