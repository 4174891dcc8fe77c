import { expect, it } from 'vitest';
import { timeLeft } from '../../src/cli/progress.ts';

it.each([
  ['nothing before the first task is done', [9_000, 0, 5], []],
  ['as if every task took as long as those before', [10_000, 2, 5], ['about 15 s left']],
  ['nothing when it is all but over', [1_000, 4, 5], []],
  ['nothing at the end', [60_000, 5, 5], []],
] as const)('the time left is told: %s', (_what, [elapsedMs, finished, tasks], told) => {
  expect(timeLeft(elapsedMs, finished, tasks)).toEqual(told);
});
