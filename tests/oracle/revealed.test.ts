import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Exam, Feedback } from '../../src/domain/exam.ts';
import type { TaskOutcome } from '../../src/domain/scorecard.ts';
import { renderCheck, renderComment, renderSummary, renderTerminal } from '../../src/report/index.ts';
import { postponedUntil, scoreOf } from '../../src/score/index.ts';
import {
  exam,
  FOUR,
  failed,
  measured,
  rejected,
  type Step,
  sit,
  submission,
  THREE,
} from '../score/sitting.ts';

/** What leaves the grader, and how often it may say something new. */
const FEEDBACK: readonly Feedback[] = ['score', 'band', 'full'];
const { thresholds } = exam().tasks[0] ?? { thresholds: { 2: 0, 3: 0, 4: 0, 5: 0 } };
const values = fc.double({ min: -1e6, max: 1, noNaN: true });

/** Everything that is published of the last of some submissions, as bytes. */
function published(of: Exam, ...outcomes: readonly TaskOutcome[]): string {
  const steps = outcomes.map((outcome, i): Step => [`${i}`, i, { a: outcome }]);
  const card = sit(of, ...steps).cards.at(-1);
  if (!card) throw new Error('nothing was submitted');
  const terminal = renderTerminal(card, { colour: false, width: 80 });
  return JSON.stringify([card, renderComment(card), renderCheck(card), renderSummary(card), terminal]);
}

describe('what a submission reveals', () => {
  it('[T-60] is nothing that depends on its value, byte for byte, when it is no better than the best (property)', () => {
    for (const feedback of FEEDBACK) {
      const notBetter = fc.double({ min: -1e6, max: 0.7, noNaN: true });
      fc.assert(
        fc.property(notBetter, notBetter, (one, other) => {
          const told = (value: number) => published(exam({ feedback }), THREE, measured(value));
          expect(told(one)).toBe(told(other));
        }),
        { numRuns: 30 },
      );
      expect(published(exam({ feedback }), THREE, FOUR)).not.toBe(
        published(exam({ feedback }), THREE, THREE),
      );
    }
  });

  it('[T-61] is under `score` a function of integers: equal scores, equal bytes (property)', () => {
    const scoreAt = (value: number) => scoreOf(value, 'accuracy', thresholds);
    const cards = new Map<number, Set<string>>();
    fc.assert(
      fc.property(values, (value) => {
        const known = cards.get(scoreAt(value)) ?? new Set();
        cards.set(scoreAt(value), known.add(published(exam(), measured(value))));
        expect(known.size).toBe(1);
      }),
      { numRuns: 100 },
    );
    const everyScore = [0, 0.5, 0.7, 0.8, 0.9].map((value) => published(exam(), measured(value)));
    expect(new Set(everyScore).size).toBe(5);
  });

  it('[T-62] is under `full` no digit more than thresholds ask for, and never on the wrong side of one (property)', () => {
    const toldOf = (value: number) => {
      const [task] = sit(exam({ feedback: 'full' }), ['x', 0, { a: measured(value) }]).cards[0]?.tasks ?? [];
      return task?.kind === 'scored' ? (task.value ?? Number.NaN) : Number.NaN;
    };
    fc.assert(
      fc.property(fc.double({ min: -10, max: 1, noNaN: true }), (value) => {
        const told = toldOf(value);
        expect(told).toBe(Number(told.toFixed(3)));
        expect(Math.abs(told - value)).toBeLessThan(0.001 + 1e-9);
        expect(scoreOf(told, 'accuracy', thresholds)).toBe(scoreOf(value, 'accuracy', thresholds));
      }),
      { numRuns: 200 },
    );
    expect(toldOf(0.8999999)).toBe(0.899);
    expect(toldOf(0.1 + 0.2)).toBe(0.3);
  });

  test.each<[Feedback, number]>([
    ['score', 5],
    ['band', 13],
    ['full', 13],
  ])(
    '[T-63] with the feedback %s is something new at most %d times, in any number of submissions',
    (feedback, most) => {
      const tellings = (climb: readonly number[]) => {
        const { cards } = sit(
          exam({ feedback }),
          ...climb.map((value, i): Step => [`${i}`, i, { a: measured(value) }]),
        );
        return cards.filter(({ tasks }) => tasks[0]?.kind === 'scored').length;
      };
      expect(tellings(Array.from({ length: 1_000 }, (_, i) => i / 999))).toBe(most);
      fc.assert(
        fc.property(fc.array(values, { minLength: 1, maxLength: 40 }), (climb) => tellings(climb) <= most),
        { numRuns: 30 },
      );
    },
  );
});

describe('attempts', () => {
  const limited = exam({ attempts: { perDay: 3 } });
  const stopped: TaskOutcome = { kind: 'stopped', reason: 'timeout', detail: 'it had not finished' };
  const problem = { message: 'm', hint: 'h' };
  const onHiddenRows: TaskOutcome = {
    kind: 'rejected',
    problem: { code: 'prediction/on-hidden-rows', ...problem },
  };
  const noProbabilities: TaskOutcome = {
    kind: 'rejected',
    problem: { code: 'prediction/not-probabilities', ...problem },
  };

  test.each([
    ['was stopped', stopped, 1],
    ['was refused on hidden rows alone', onHiddenRows, 1],
    ['answered them with what is no probability', noProbabilities, 1],
    ['was refused on any rows', rejected, 0],
  ])(
    '[T-64] a model that %s has met hidden rows, or has not: it costs what it may tell',
    (_, outcome, used) => {
      const { cards } = sit(limited, ['x', 1, { a: outcome }]);
      expect(cards[0]?.standing?.attemptsOfDay).toEqual({ perDay: 3, used });
    },
  );

  it('[T-65] are not endless for whoever can make something of ours fail', () => {
    const halfFailed = (i: number): Step => [`${i}`, i, { a: THREE, b: failed }];
    const nextAfter = (count: number) => {
      const { history } = sit(limited, ...Array.from({ length: count }, (_, i) => halfFailed(i)));
      return postponedUntil(limited, history, submission('next', 30));
    };
    expect(nextAfter(5)).toBeUndefined();
    expect(nextAfter(6)).toBe('2026-11-24T00:00:00Z');
  });
});
