import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { faultOf } from '../../src/domain/errors.ts';
import { METRICS, type MetricName } from '../../src/domain/metric.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import { measure } from '../../src/metric/index.ts';

const floats = (shape: readonly number[], ...data: number[]): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(data),
});
const ints = (...data: number[]): Tensor => ({
  dtype: 'int32',
  shape: [data.length],
  data: Int32Array.from(data),
});

const NAMES = Object.keys(METRICS) as MetricName[];
const CLASSIFICATION: readonly MetricName[] = [
  'accuracy',
  'balanced-accuracy',
  'macro-f1',
  'roc-auc',
  'log-loss',
];
const spec = (name: MetricName) => (name === 'mase' ? { name, scale: 2 } : { name });

interface Row {
  readonly scores: readonly number[];
  readonly label: number;
}

/** Rows of three probabilities and a class, in which every class occurs; or of two values and two targets. */
const classRows = fc
  .array(fc.record({ scores: fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)), label: fc.nat(2) }), {
    maxLength: 30,
  })
  .map((rows) => [...rows, ...[0, 1, 2].map((label) => ({ scores: [1, 2, 3], label }))])
  .map((rows): Row[] => rows.map(({ scores, label }) => ({ label, scores: probabilities(scores) })));
const valueRows = fc.array(
  fc.record({
    scores: fc.tuple(fc.integer({ min: -99, max: 99 })),
    label: fc.integer({ min: -99, max: 99 }),
  }),
  {
    minLength: 2,
    maxLength: 30,
  },
);

function probabilities(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight + 1, 0);
  return weights.map((weight) => (weight + 1) / sum);
}

function measureRows(name: MetricName, rows: readonly Row[]): number {
  const columns = rows[0]?.scores.length ?? 1;
  const predictions = floats([rows.length, columns], ...rows.flatMap(({ scores }) => scores));
  const values = rows.map(({ label }) => label);
  const labels = CLASSIFICATION.includes(name) ? ints(...values) : floats([rows.length, 1], ...values);
  return measure(spec(name), predictions, labels);
}

describe.each(NAMES)('%s', (name) => {
  const rows: fc.Arbitrary<Row[]> = CLASSIFICATION.includes(name) ? classRows : valueRows;

  it('does not depend on the order of the rows', () => {
    const shuffled = rows.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([before, after]) => {
        expect(measureRows(name, after)).toBeCloseTo(measureRows(name, before), 9);
      }),
    );
  });

  it('stays within its bounds', () => {
    const bounds = {
      higher: [name === 'r2' ? Number.NEGATIVE_INFINITY : 0, 1],
      lower: [0, Number.POSITIVE_INFINITY],
    };
    const [least = 0, most = 1] = bounds[METRICS[name].better];
    fc.assert(
      fc.property(rows, (some) => {
        const value = measureRows(name, some);
        expect(value).toBeGreaterThanOrEqual(least);
        expect(value).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('is the same when every row occurs twice', () => {
    fc.assert(
      fc.property(rows, (some) => {
        expect(measureRows(name, [...some, ...some])).toBeCloseTo(measureRows(name, some), 9);
      }),
    );
  });
});

describe('what has no value has a code', () => {
  const column = floats([3, 1], 0.1, 0.6, 0.9);
  const softmax = floats([2, 3], 0.2, 0.3, 0.5, 0.1, 0.8, 0.1);
  test.each<[string, string, string, MetricName, Tensor, Tensor]>([
    ['ROC AUC of positives only', 'metric/undefined', 'instructor', 'roc-auc', column, ints(1, 1, 1)],
    ['ROC AUC of negatives only', 'metric/undefined', 'instructor', 'roc-auc', column, ints(0, 0, 0)],
    [
      'ROC AUC without one of three classes',
      'metric/undefined',
      'instructor',
      'roc-auc',
      softmax,
      ints(0, 1),
    ],
    ['R² of a single row', 'metric/undefined', 'instructor', 'r2', floats([1, 1], 1), floats([1, 1], 1)],
    [
      'log loss of logits',
      'prediction/not-probabilities',
      'candidate',
      'log-loss',
      floats([1, 2], -1.5, 3),
      ints(0),
    ],
    [
      'log loss of ones',
      'prediction/not-probabilities',
      'candidate',
      'log-loss',
      floats([1, 2], 1, 1),
      ints(0),
    ],
  ])('%s: %s, at the fault of the %s', (_, code, fault, name, predictions, labels) => {
    const attempt = () => measure(spec(name), predictions, labels);
    expect(attempt).toThrow(expect.objectContaining({ code }));
    expect(faultOf(code as Parameters<typeof faultOf>[0])).toBe(fault);
  });

  it('names the activation that is missing', () => {
    const attempt = (columns: number) => () =>
      measure({ name: 'log-loss' }, floats([1, columns], ...new Array(columns).fill(-2)), ints(0));
    expect(attempt(1)).toThrow(expect.objectContaining({ hint: expect.stringContaining('sigmoid') }));
    expect(attempt(4)).toThrow(expect.objectContaining({ hint: expect.stringContaining('softmax') }));
  });
});

it('a model that is certain and wrong has a large loss, not an infinite one', () => {
  expect(measure({ name: 'log-loss' }, floats([1, 1], 0), ints(1))).toBeCloseTo(-Math.log(2 ** -23), 12);
});

it('sums in float64: a million small errors are not lost beside a large one', () => {
  const n = 1_000_000;
  const labels: Tensor = { dtype: 'float32', shape: [n, 1], data: new Float32Array(n) };
  const predictions: Tensor = { ...labels, data: new Float32Array(n).fill(0.001).fill(2 ** 24, 0, 1) };
  const expected = (2 ** 24 + (n - 1) * 0.001) / n;
  expect(measure({ name: 'mae' }, predictions, labels)).toBeCloseTo(expected, 6);
});
