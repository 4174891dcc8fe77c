import { expect, it } from 'vitest';
import { progressText, type TaskProgress, timeLeft } from '../../src/cli/progress.ts';

it.each([
  ['nothing before the first task is done', [9_000, 0, 5], []],
  ['as if every task took as long as those before', [10_000, 2, 5], ['about 15 s left']],
  ['in minutes when there are many', [60_000, 1, 26], ['about 25 min left']],
  ['nothing when it is all but over', [1_000, 4, 5], []],
  ['nothing at the end', [60_000, 5, 5], []],
] as const)('the time left is told: %s', (_what, [elapsedMs, finished, tasks], told) => {
  expect(timeLeft(elapsedMs, finished, tasks)).toEqual(told);
});

const TASKS: readonly TaskProgress[] = [
  { title: 'Tabular', state: 'done', ms: 812 },
  { title: 'Glyphs\u001b[31m', state: 'running', since: 2_000, phase: 'predict' },
  { title: 'Scenes', state: 'waiting' },
];
const look = { done: 'graded', now: 14_000, started: 0, height: 24, colour: false };

it('every task has a line: what it does and for how long, or that it waits', () => {
  expect(progressText(TASKS, look)).toBe(
    [
      '1 of 3 graded · about 28 s left',
      '  ✔ Tabular  0.8 s',
      '  ▸ Glyphs   predicting, 12 s',
      '  · Scenes   waiting',
    ].join('\n'),
  );
});

it('what would scroll away is not shown, except what is under way', () => {
  const lines = progressText(TASKS, { ...look, height: 4 }).split('\n');
  expect(lines.slice(1)).toEqual(['  ▸ Glyphs  predicting, 12 s']);
});
