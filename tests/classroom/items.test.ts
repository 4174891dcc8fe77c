import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inWords, itemStatistics } from '../../src/cohort/page/items.ts';
import { overTime, quantile } from '../../src/cohort/page/over-time.ts';

/** Ten people, four tasks. */
const SCORES = [
  [5, 4, 5, 1],
  [5, 5, 4, 2],
  [4, 3, 4, 1],
  [4, 4, 5, 3],
  [3, 3, 2, 2],
  [5, 2, 3, 4],
  [2, 2, 1, 3],
  [3, 1, 2, 4],
  [1, 1, 0, 5],
  [2, 0, 1, 4],
];
const WEIGHTS = [1, 2, 1.5, 1];

/** `numpy.corrcoef(scores[:, i], scores @ weights - weights[i] * scores[:, i])` of NumPy 2. */
const NUMPY = {
  difficulty: [0.68, 0.5, 0.54, 0.58],
  discrimination: [0.8422833587239525, 0.6867613561585397, 0.8406240940409478, -0.7466932318644826],
};

describe('classical test theory', () => {
  it('gives the numbers that NumPy gives: corrcoef of each column with the weighted sum of the others', () => {
    const told = itemStatistics(SCORES, WEIGHTS, 5);
    expect(told.map(({ difficulty }) => difficulty)).toEqual(
      NUMPY.difficulty.map((value) => expect.closeTo(value, 12)),
    );
    expect(told.map(({ discrimination }) => discrimination)).toEqual(
      NUMPY.discrimination.map((value) => expect.closeTo(value, 12)),
    );
  });

  it('is the point-biserial coefficient where a task is right or wrong', () => {
    const scores = [
      [1, 9],
      [1, 8],
      [1, 7],
      [0, 6],
      [0, 2],
      [0, 1],
    ];
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const all = scores.map(([, rest = 0]) => rest);
    const spread = Math.sqrt(mean(all.map((value) => (value - mean(all)) ** 2)));
    const biserial = ((mean([9, 8, 7]) - mean([6, 2, 1])) / spread) * Math.sqrt(0.5 * 0.5);
    expect(itemStatistics(scores, [1, 1], 1)[0]?.discrimination).toBeCloseTo(biserial, 12);
  });

  it('says nothing of a task that is the same for everybody, or of one task alone', () => {
    const same = SCORES.map(([a = 0]) => [3, a]);
    expect(itemStatistics(same, [1, 1], 5).map(({ discrimination }) => discrimination)).toEqual([
      undefined,
      undefined,
    ]);
    expect(itemStatistics([[1], [2]], [1], 5)).toEqual([{ difficulty: 0.3 }]);
  });

  it('stays between −1 and 1, whoever comes first', () => {
    const row = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 30 }), (scores) => {
        const told = itemStatistics(scores, [1, 2, 3], 5);
        const turned = itemStatistics(scores.toReversed(), [1, 2, 3], 5);
        told.forEach(({ difficulty, discrimination = 0 }, i) => {
          expect(Math.abs(discrimination)).toBeLessThanOrEqual(1);
          expect(difficulty).toBeCloseTo(turned[i]?.difficulty ?? -1, 12);
          expect(discrimination).toBeCloseTo(turned[i]?.discrimination ?? 0, 12);
        });
      }),
    );
  });

  it('is told in words', () => {
    expect([-0.1, 0.1, 0.3, 0.6].map(inWords)).toEqual([
      'strong people do worse: look at the task',
      'hardly tells strong from weak',
      'tells strong from weak',
      'tells strong from weak well',
    ]);
  });
});

describe('over time', () => {
  const person = (...stages: readonly (readonly [string, number])[]) => ({
    standing: {
      scores: [],
      percent: 0,
      daysLate: 0,
      verdict: 'not-passed' as const,
      submissions: stages.length,
      stages: stages.map(([at, percent]) => ({ at, percent })),
    },
  });

  it('shows at each moment the middle half of those who had submitted by then', () => {
    const moments = overTime([
      person(['2027-01-01T00:00:00Z', 20], ['2027-01-03T00:00:00Z', 60]),
      person(['2027-01-02T00:00:00Z', 40]),
      {},
    ]);
    expect(moments[0]).toEqual({
      at: new Date('2027-01-01T00:00:00Z'),
      people: 1,
      low: 20,
      median: 20,
      high: 20,
    });
    expect(moments.at(-1)).toMatchObject({ people: 2, low: 45, median: 50, high: 55 });
  });

  it('shows nothing where all came at one time, or nobody did', () => {
    expect(overTime([person(['2027-01-01T00:00:00Z', 20])])).toEqual([]);
    expect(overTime([])).toEqual([]);
  });

  it('has the quantiles of NumPy', () => {
    expect([0, 0.25, 0.5, 0.9, 1].map((share) => quantile([1, 2, 4, 8], share))).toEqual(
      [1, 1.75, 3, 6.8, 8].map((value) => expect.closeTo(value, 12)),
    );
  });
});
