import { describe, expect, it } from 'vitest';
import { viewOf } from '../../src/diagnose/index.ts';
import { floats } from '../../src/diagnose/rows.ts';
import type { OutputContract } from '../../src/domain/exam.ts';

const three: OutputContract = { kind: 'classes', shape: [3] };
const binary: OutputContract = { kind: 'classes', shape: [1] };
const rowsOf = (rows: readonly (readonly number[])[]) =>
  floats([rows.length, rows[0]?.length ?? 0], (i) => rows.flat()[i] ?? 0);
const classes = (...labels: readonly number[]) =>
  ({ dtype: 'int32', shape: [labels.length], data: Int32Array.from(labels) }) as const;

describe('what there is to see in answers about classes', () => {
  const answers = rowsOf([
    [0.9375, 0.0625, 0],
    [0.125, 0.75, 0.125],
    [0.25, 0.625, 0.125],
    [0, 0, 1],
  ]);

  it('counts rows by truth, then by answer', () => {
    expect(viewOf(three, answers, classes(0, 1, 2, 2))).toMatchObject({
      confusion: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 1, 1],
      ],
    });
  });

  it('puts how sure the model was beside how often it was right', () => {
    const view = viewOf(three, answers, classes(0, 1, 2, 2));
    const bins = view.kind === 'classes' ? (view.reliability ?? []) : [];
    expect(bins.map(({ rows, correct }) => [rows, correct])).toEqual([
      [1, 0],
      [1, 1],
      [2, 1],
    ]);
    expect(bins[2]?.confidence).toBeCloseTo(0.96875, 6);
  });

  it('takes the other side of a single probability for class 0', () => {
    const view = viewOf(binary, rowsOf([[0.0625], [0.875], [0.25]]), classes(0, 1, 1));
    expect(view).toMatchObject({
      confusion: [
        [1, 0],
        [1, 1],
      ],
    });
    const bins = view.kind === 'classes' ? (view.reliability ?? []) : [];
    expect(bins.map(({ confidence }) => Number(confidence.toFixed(3)))).toEqual([0.75, 0.875, 0.938]);
  });

  it.each([
    ['logits', [[2, -1, 0]]],
    ['shares that do not make 1', [[0.5, 0.4, 0.3]]],
  ])('says nothing of reliability about %s', (_, rows) => {
    expect(viewOf(three, rowsOf(rows), classes(0))).not.toHaveProperty('reliability');
  });
});

describe('what there is to see in answers in numbers', () => {
  it('pairs each truth with what was said, and thins what would hide itself', () => {
    const column = (count: number, by: number) => floats([count, 1], (i) => i * by);
    const one: OutputContract = { kind: 'values', shape: [1] };
    expect(viewOf(one, column(2, 2), column(2, 1))).toEqual({
      kind: 'values',
      pairs: [
        { truth: 0, predicted: 0 },
        { truth: 1, predicted: 2 },
      ],
    });
    const many = viewOf(one, column(1000, 2), column(1000, 1));
    expect(many.kind === 'values' && many.pairs.length).toBe(334);
  });

  it('shows a good, an ordinary and a bad forecast, and the error of each step', () => {
    const steps: OutputContract = { kind: 'values', shape: [2] };
    const labels = floats([11, 2], () => 0);
    // Row r is wrong by r in the first step and by 2 r in the second.
    const view = viewOf(
      steps,
      floats([11, 2], (i) => Math.floor(i / 2) * (1 + (i % 2))),
      labels,
    );
    expect(view).toEqual({
      kind: 'forecasts',
      examples: [1, 5, 9].map((row) => ({ truth: [0, 0], predicted: [row, 2 * row] })),
      errorByStep: [5, 10],
    });
  });
});
