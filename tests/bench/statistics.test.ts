import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covered, fitLine, growth, median, medianRatio } from '../../bench/statistics.ts';

describe('what is made of samples', () => {
  it('takes the middle, whatever a single run does', () => {
    expect(median([3, 1, 1_000])).toBe(3);
    expect(median([4, 1, 2, 1_000])).toBe(3);
    expect(median([])).toBeNaN();
  });

  it('compares runs that stood beside each other', () => {
    // The machine was slow in the second pair, for both.
    expect(medianRatio([1, 10, 2], [2, 20, 4])).toBe(0.5);
    expect(medianRatio([1, 2], [2])).toBeNaN();
  });

  it('finds the line that points lie on', () => {
    const number = fc.integer({ min: -1_000, max: 1_000 });
    fc.assert(
      fc.property(number, number, (intercept, slope) => {
        const line = fitLine([1, 10, 100].map((x) => ({ x, y: intercept + slope * x })));
        expect(line.intercept).toBeCloseTo(intercept, 6);
        expect(line.slope).toBeCloseTo(slope, 6);
      }),
    );
  });

  it('tells linear from faster growth, however much is fixed', () => {
    const sizes = [300, 1_000, 3_000, 10_000, 30_000];
    expect(growth(sizes.map((x) => ({ x, y: 500 + 2 * x })))).toBeCloseTo(1, 9);
    expect(growth(sizes.map((x) => ({ x, y: 500 + x * x })))).toBeGreaterThan(5);
    expect(fitLine(sizes.map((x) => ({ x, y: 500 + 2 * x }))).r2).toBeCloseTo(1, 9);
  });

  it('counts once what overlaps', () => {
    expect(
      covered([
        [5, 6],
        [0, 2],
        [1, 3],
        [1, 2],
      ]),
    ).toBe(4);
    expect(covered([])).toBe(0);
  });
});
