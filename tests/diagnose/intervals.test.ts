import { expect, it } from 'vitest';
import { binomialInterval, intervalOf } from '../../src/diagnose/index.ts';
import { floats } from '../../src/diagnose/rows.ts';
import { measure } from '../../src/metric/index.ts';
import { bell, noise } from './world.ts';

// scipy.stats.binomtest(k, n).proportion_ci(method='wilson')
it.each([
  [200, 200, 0.9812, 1],
  [0, 50, 0, 0.0713],
  [61, 100, 0.512, 0.6998],
])('%i of %i right is, in 95 of 100 samples, between %f and %f', (right, count, low, high) => {
  const [lower, upper] = binomialInterval(right / count, count);
  expect(lower).toBeCloseTo(low, 3);
  expect(upper).toBeCloseTo(high, 3);
});

it('the bootstrap finds the error of a mean: 1.96 deviations, by the square root of the rows', () => {
  const random = noise(17);
  const rows = 400;
  const predictions = floats([rows, 1], () => Math.abs(bell(random)));
  const labels = floats([rows, 1], () => 0);
  const [low, high] = intervalOf((p, y) => measure({ name: 'mae' }, p, y), predictions, labels);
  const mean = predictions.data.reduce((sum, x) => sum + x, 0) / rows;
  const variance = predictions.data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / rows;
  const half = 1.96 * Math.sqrt(variance / rows);
  expect((high - low) / 2 / half).toBeGreaterThan(0.9);
  expect((high - low) / 2 / half).toBeLessThan(1.1);
  expect((high + low) / 2).toBeCloseTo(mean, 1);
});
