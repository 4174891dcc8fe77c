import { expect, test } from 'vitest';
import type { Ladder, Run } from '../../src/calibrate/index.ts';
import { thresholdsOf, yardstickOf } from '../../src/calibrate/index.ts';
import { scoreOf } from '../../src/score/index.ts';
import { ladderAt } from './made.ts';

const HIGHER = ladderAt([0.25, 0.45, 0.6, 0.8, 0.95]);
const LOWER = ladderAt([1, 0.85, 0.7, 0.55, 0.4], { chance: 0.95 });

test.each([
  ['accuracy', HIGHER],
  ['mase', LOWER],
] as const)('%s: every training of a rung gets the score of its rung', (metric, ladder) => {
  const thresholds = thresholdsOf('task', metric, [ladder]);
  const scores = Object.values(ladder.runs).map((runs) =>
    runs.map(({ value }) => scoreOf(value, metric, thresholds)),
  );
  expect(scores).toEqual([1, 2, 3, 4, 5].map((score) => Array(5).fill(score)));
});

test('score 2 begins where chance ends', () => {
  expect(thresholdsOf('task', 'accuracy', [HIGHER])[2]).toBe(0.3);
  expect(thresholdsOf('task', 'mase', [LOWER])[2]).toBe(0.95);
});

test('over several exams, chance is what it reaches in the luckiest', () => {
  const luckier = { ...HIGHER, chance: 0.33 };
  expect(thresholdsOf('task', 'accuracy', [HIGHER, luckier])[2]).toBe(0.33);
});

test('a threshold lies closer to the rung that varies less', () => {
  const steady = HIGHER.runs.strong.map((run): Run => ({ ...run, value: 0.95, sampling: 0.001 }));
  const ladder: Ladder = { ...HIGHER, runs: { ...HIGHER.runs, strong: steady } };
  expect(thresholdsOf('task', 'accuracy', [ladder])[5]).toBeGreaterThan(0.93);
  expect(thresholdsOf('task', 'accuracy', [HIGHER])[5]).toBe(0.875);
});

test('two rungs that lie too close together are refused, with their numbers', () => {
  const near = ladderAt([0.25, 0.45, 0.6, 0.63, 0.95]);
  expect(() => thresholdsOf('glyphs', 'accuracy', [near])).toThrow(
    expect.objectContaining({ code: 'calibrate/not-separate', where: 'glyphs' }),
  );
  expect(() => thresholdsOf('glyphs', 'accuracy', [near])).toThrow(
    /simple answer \(0\.6000 ± .* textbook one \(0\.6300 ± .* 500 hidden rows/,
  );
});

test('rungs in the wrong order, and a weak one that chance reaches, are refused', () => {
  const swapped = ladderAt([0.25, 0.45, 0.8, 0.6, 0.95]);
  const blind = ladderAt([0.25, 0.31, 0.6, 0.8, 0.95]);
  for (const ladder of [swapped, blind]) {
    expect(() => thresholdsOf('task', 'accuracy', [ladder])).toThrow(
      expect.objectContaining({ code: 'calibrate/not-separate' }),
    );
  }
});

test('few hidden rows are refused though trainings agree: the sampling counts', () => {
  expect(() =>
    thresholdsOf('task', 'accuracy', [ladderAt([0.25, 0.45, 0.6, 0.8, 0.95], { sampling: 0.09 })]),
  ).toThrow(expect.objectContaining({ code: 'calibrate/not-separate' }));
});

test('the yardstick tells mean, spread and number of trainings', () => {
  const { rungs, hiddenRows, trainingRows } = yardstickOf(HIGHER);
  expect({ hiddenRows, trainingRows }).toEqual({ hiddenRows: 500, trainingRows: 2_000 });
  expect(rungs.textbook).toEqual({ mean: 0.8, spread: 0.01581, seeds: 5 });
});
