import { expect, test } from 'vitest';
import { bootstrap, bound, shuffled } from '../../src/calibrate/index.ts';
import { rowsAt } from '../../src/domain/tensor.ts';

const ROWS = 400;
/** A share of right answers of 0.75. */
const right = Array.from({ length: ROWS }, (_, i) => (i % 4 === 0 ? 0 : 1));
const share = (indices: readonly number[]) =>
  indices.reduce((sum, i) => sum + (right[i] ?? 0), 0) / indices.length;

test('the bootstrap finds the binomial deviation', () => {
  const { mean, deviation } = bootstrap(ROWS, share);
  const binomial = Math.sqrt((0.75 * 0.25) / ROWS);
  expect(Math.abs(mean - 0.75)).toBeLessThan((3 * binomial) / Math.sqrt(200));
  expect(deviation / binomial).toBeGreaterThan(0.85);
  expect(deviation / binomial).toBeLessThan(1.15);
});

test('it gives the same numbers every time', () => {
  expect(bootstrap(ROWS, share)).toEqual(bootstrap(ROWS, share));
});

test('shuffled answers are right as often as chance has it, and every order is one', () => {
  const labels = Array.from({ length: ROWS }, (_, i) => i % 2);
  const agreement = (order: readonly number[]) => {
    expect(new Set(order).size).toBe(ROWS);
    return order.filter((from, i) => labels[from] === labels[i]).length / ROWS;
  };
  const { mean, deviation } = shuffled(ROWS, agreement);
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.01);
  expect(bound({ mean, deviation }, 'higher')).toBeGreaterThan(0.55);
  expect(bound({ mean, deviation }, 'lower')).toBeLessThan(0.45);
});

test('rows are taken whole, as often as they are named', () => {
  const tensor = { dtype: 'float32', shape: [3, 2], data: Float32Array.of(0, 1, 10, 11, 20, 21) } as const;
  expect(rowsAt(tensor, [2, 0, 2])).toEqual({ ...tensor, data: Float32Array.of(20, 21, 0, 1, 20, 21) });
});
