import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Exam, Feedback, Task } from '../../src/domain/exam.ts';
import type { TaskOutcome } from '../../src/domain/scorecard.ts';
import type { SubmissionRef } from '../../src/domain/submission.ts';
import { buildScorecard, scoreOf } from '../../src/score/index.ts';

const rising = { 2: 0.5, 3: 0.7, 4: 0.8, 5: 0.9 };
const falling = { 2: 4, 3: 3, 4: 2, 5: 1 };
const facts = { format: 'Keras 3 archive', parameters: 10, layers: 2 };
const problem = { code: 'internal', message: 'It broke.', hint: 'Run it again.' } as const;

function task(id: string, weight = 1): Task {
  return {
    id,
    title: id,
    weight,
    input: { shape: [1], dtype: 'float32' },
    output: { shape: [1], kind: 'classes' },
    metric: { name: 'accuracy' },
    thresholds: rising,
    hidden: { path: 'x', sha256: '' },
  };
}

function card(
  outcomes: Record<string, TaskOutcome>,
  options: Partial<Exam> = {},
  submission?: SubmissionRef,
) {
  const exam: Exam = {
    version: 1,
    id: 'e',
    title: 'E',
    passPercent: 90,
    feedback: 'score',
    tasks: [],
    ...options,
  };
  const tasks = exam.tasks.length > 0 ? exam.tasks : Object.keys(outcomes).map((id) => task(id));
  return buildScorecard({
    exam: { ...exam, tasks },
    examSha256: 'f'.repeat(64),
    outcomes: new Map(Object.entries(outcomes)),
    version: '1.2.3',
    ...(submission && { submission }),
  });
}

const measured = (value: number): TaskOutcome => ({ kind: 'measured', value, facts });
const failed: TaskOutcome = { kind: 'failed', problem };

describe('scoreOf', () => {
  test.each([
    [0, 1],
    [0.499, 1],
    [0.5, 2],
    [0.7, 3],
    [0.8, 4],
    [0.899, 4],
    [0.9, 5],
    [1, 5],
  ])('where more is better, %d is %d, thresholds included', (value, score) => {
    expect(scoreOf(value, 'accuracy', rising)).toBe(score);
  });

  test.each([
    [9, 1],
    [4, 2],
    [3, 3],
    [2, 4],
    [1.001, 4],
    [1, 5],
    [0, 5],
  ])('where less is better, %d is %d, thresholds included', (value, score) => {
    expect(scoreOf(value, 'mae', falling)).toBe(score);
  });

  it('costs nobody a score for the last bit of a sum', () => {
    expect(scoreOf(0.1 + 0.7, 'accuracy', rising)).toBe(4);
    expect(scoreOf(0.9 - 1e-6, 'accuracy', rising)).toBe(4);
  });
});

describe('the total', () => {
  it('weighs the tasks and rounds to one decimal', () => {
    const tasks = [task('a', 1), task('b', 2)];
    const { points, maxPoints, percent } = card({ a: measured(1), b: measured(0.7) }, { tasks });
    expect({ points, maxPoints, percent }).toEqual({ points: 8, maxPoints: 10, percent: 73.3 });
  });

  it('counts nothing for tasks that are missing, rejected or stopped', () => {
    const { points, tasks } = card({
      a: measured(1),
      b: { kind: 'missing' },
      c: { kind: 'rejected', problem },
      d: { kind: 'stopped', reason: 'timeout', detail: '' },
    });
    expect(points).toBe(5);
    expect(tasks.map(({ score }) => score)).toEqual([5, 0, 0, 0]);
  });

  it('has a row for every task of the exam, in its order, submitted or not', () => {
    const tasks = ['z', 'a', 'm'].map((id) => task(id));
    expect(card({ a: measured(1) }, { tasks }).tasks.map((row) => [row.task, row.kind])).toEqual([
      ['z', 'missing'],
      ['a', 'scored'],
      ['m', 'missing'],
    ]);
  });

  test.each<[string, string, Record<string, TaskOutcome>, number]>([
    ['passed at the mark itself', 'passed', { a: measured(0.8) }, 80],
    ['not passed below it', 'not-passed', { a: measured(0.8) }, 80.1],
    ['undecided when our failure could decide', 'undecided', { a: measured(1), b: failed }, 90],
    [
      'undecided beside our failure, whatever it could decide',
      'undecided',
      { a: measured(0), b: failed },
      90,
    ],
    ['passed in spite of our failure', 'passed', { a: measured(1), b: failed }, 50],
  ])('%s: %s', (_, verdict, outcomes, passPercent) => {
    expect(card(outcomes, { passPercent }).verdict).toBe(verdict);
  });

  it('leaves a task open that we could not grade', () => {
    expect(card({ a: failed }).tasks[0]).toMatchObject({ kind: 'failed', score: null, problem });
  });
});

describe('what is revealed', () => {
  const reveal = (value: number, feedback: Feedback, metric: 'accuracy' | 'mae' = 'accuracy') => {
    const thresholds = metric === 'mae' ? falling : rising;
    const tasks = [{ ...task('a'), metric: { name: metric }, thresholds }];
    return card({ a: measured(value) }, { tasks, feedback }).tasks[0];
  };

  it.each<Feedback>(['score', 'band', 'full'])('at the level %s', (feedback) => {
    const keys = Object.keys(reveal(0.75, feedback) ?? {});
    expect(keys.includes('band')).toBe(feedback !== 'score');
    expect(keys.includes('value')).toBe(feedback === 'full');
  });

  it('nothing but the score, by default: the bytes do not depend on the value within one score', () => {
    const value = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const same = JSON.stringify(reveal(a, 'score')) === JSON.stringify(reveal(b, 'score'));
        expect(same).toBe(scoreOf(a, 'accuracy', rising) === scoreOf(b, 'accuracy', rising));
      }),
    );
  });

  test.each([
    [0.71, 'low'],
    [0.75, 'middle'],
    [0.79, 'high'],
    [0.95, 'top'],
    [0.45, 'high'],
    [0.1, 'low'],
  ])('%d is in the %s third', (value, band) => {
    expect(reveal(value, 'band')).toMatchObject({ band });
  });

  test.each([
    [2.9, 'low'],
    [2.1, 'high'],
    [0.5, 'top'],
    [100, 'low'],
  ])('an error of %d is in the %s third', (value, band) => {
    expect(reveal(value, 'band', 'mae')).toMatchObject({ band });
  });
});

it('equal gradings give equal bytes, in whatever order their parts were built', () => {
  const commit = { sha: 'a'.repeat(40), repository: { owner: 'o', name: 'n' } };
  const ref: SubmissionRef = {
    event: 'pull_request_target',
    base: commit,
    head: commit,
    pullRequest: { number: 7 },
    candidate: 'ada',
    submittedAt: '2026-11-23T00:00:00Z',
  };
  const reversed = Object.fromEntries(Object.entries(ref).reverse()) as unknown as SubmissionRef;
  const bytes = [ref, reversed].map((submission) => JSON.stringify(card({ a: measured(1) }, {}, submission)));
  expect(bytes[0]).toBe(bytes[1]);
});
