import { describe, expect, it } from 'vitest';
import type { Score } from '../../src/domain/exam.ts';
import type { TaskResult } from '../../src/domain/scorecard.ts';
import { advice } from '../../src/report/advice.ts';
import { CARD } from './sample.ts';

/** Advice for tasks of these weights and scores; `null` is a score that our own failure left open. */
function advise(percent: number, ...tasks: readonly (readonly [number, Score | null])[]): string {
  const rows = tasks.map(([weight, score], i) => ({ ...row, title: `Task ${i + 1}`, weight, score }));
  const card = { ...CARD, percent, exam: { ...CARD.exam, passPercent: 90 }, tasks: rows as TaskResult[] };
  return advice(card, (title) => `“${title}”`);
}
const [row] = CARD.tasks;

describe('advice on what is missing', () => {
  it('names the task whose next point is enough, the lowest score first', () => {
    expect(advise(88, [10, 4], [10, 3], [80, 5])).toBe('One more point for “Task 2” is enough to pass. ');
  });

  it('names the task with the most to give when no single point is enough', () => {
    const text = advise(60, [20, 3], [50, 2], [30, 5]);
    expect(text).toBe('30 % more is needed; “Task 2” has the most to give, up to 30 %. ');
  });

  it('weighs points by their tasks', () => {
    expect(advise(89, [1, 4], [99, 4])).toContain('“Task 2” is enough');
  });

  it('is silent when nothing is missing', () => {
    expect(advise(95, [10, 4], [90, 5])).toBe('');
  });

  it('does not send anybody after a score that our own failure left open', () => {
    expect(advise(80, [20, null], [80, 5])).toBe('');
  });
});
