import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feedback } from '../../src/domain/exam.ts';
import type { Review } from '../../src/domain/review.ts';
import type { Scorecard } from '../../src/domain/scorecard.ts';
import {
  autogradingCommands,
  autogradingResult,
  badge,
  canvas,
  gradescope,
  junit,
  moodle,
  shields,
} from '../../src/export/index.ts';
import { renderPage } from '../../src/report/html/index.ts';
import { renderCheck, renderComment, renderSummary, renderTerminal } from '../../src/report/index.ts';
import { CHECK } from '../pages/content.ts';
import { exam, measured, type Step, sit } from '../score/sitting.ts';

/**
 * Two gradings that differ in nothing but what a level of feedback hides: in values that give the same score (and the same band),
 * submission for submission, and in how long hidden rows took. Whatever leaves the grader is the same, byte for byte.
 */
const { thresholds } = exam().tasks[0] ?? { thresholds: { 2: 0, 3: 0, 4: 0, 5: 0 } };
const STARTS = [0.3, ...Object.values(thresholds), 1.2];

/** A score, a third of the way to the next one, and two places in that third. */
const place = fc.record({
  score: fc.integer({ min: 1, max: 5 }),
  third: fc.integer({ min: 0, max: 2 }),
  one: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  other: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  otherThird: fc.integer({ min: 0, max: 2 }),
});
type Place = typeof place extends fc.Arbitrary<infer T> ? T : never;

function valueAt({ score }: Place, third: number, share: number): number {
  const [start = 0, end = 1] = STARTS.slice(score - 1);
  return start + ((third + share) / 3) * (end - start);
}

const history = fc.array(fc.record({ a: place, b: place }), { minLength: 1, maxLength: 8 });
const milliseconds = fc.record({ hidden: fc.nat(1e6), predict: fc.nat(1e6), task: fc.nat(1e6) });

function told(
  feedback: Feedback,
  steps: readonly Step[],
  hidden: Readonly<Record<string, number>>,
): string[] {
  const of = exam({ feedback });
  const card = sit(of, ...steps).cards.at(-1);
  if (!card) throw new Error('nothing was submitted');
  const times = [
    { phase: 'exam', ms: 300 },
    ...Object.entries(hidden).map(([phase, ms]) => ({ phase, ms })),
    { phase: 'review', ms: 4_000 },
  ] as Review['times'];
  const [runs] = CHECK.tasks;
  const check = runs && { ...CHECK, tasks: [{ ...runs, task: 'a', title: 'a' }] };
  const review = { exam: of, bytes: new Map([['a', 4_711]]), times, ...(check && { check }) };
  return everything(card, review);
}

function everything(card: Scorecard, review: Review): string[] {
  const notes = { review, page: { url: 'https://example.org/run', artifact: 'page' } };
  const graded = [{ card, candidate: 'ada' }];
  return [
    JSON.stringify(card),
    renderComment(card, notes),
    JSON.stringify(renderCheck(card, notes)),
    renderSummary(card, notes),
    renderTerminal(card, { colour: true, width: 80 }),
    renderPage({ ...review, card }),
    autogradingResult(card),
    autogradingCommands(card),
    gradescope(card),
    junit(graded),
    canvas(graded),
    moodle(graded),
    badge(card),
    shields(card),
  ];
}

describe('a lower level of feedback', () => {
  it.each<Feedback>(['score', 'band'])(
    '[T-61] carries no more by any channel, wording, order, length or time: %s (property)',
    (feedback) => {
      fc.assert(
        fc.property(history, milliseconds, milliseconds, (places, oneTime, otherTime) => {
          const steps = (side: 'one' | 'other') =>
            places.map((at, i): Step => {
              const measure = (p: Place) => {
                const third = side === 'other' && feedback === 'score' ? p.otherThird : p.third;
                return measured(valueAt(p, third, p[side]));
              };
              return [`${i}`, i, { a: measure(at.a), b: measure(at.b) }];
            });
          expect(told(feedback, steps('one'), oneTime)).toEqual(told(feedback, steps('other'), otherTime));
        }),
        { numRuns: 25 },
      );
    },
  );

  it('is not kept by saying nothing: another score, another band, another value is told somewhere', () => {
    const at = (feedback: Feedback, value: number) =>
      told(feedback, [['0', 0, { a: measured(value), b: measured(0.6) }]], {});
    expect(at('score', 0.75)).not.toEqual(at('score', 0.85));
    expect(at('score', 0.71)).toEqual(at('score', 0.79));
    expect(at('band', 0.71)).not.toEqual(at('band', 0.79));
    expect(at('band', 0.71)).toEqual(at('band', 0.72));
    expect(at('full', 0.71)).not.toEqual(at('full', 0.72));
  });

  it('tells what hidden rows took where everything is told, and nowhere else', () => {
    const having = (feedback: Feedback, predict: number) =>
      told(feedback, [['0', 0, { a: measured(0.75), b: measured(0.6) }]], { predict });
    expect(having('full', 1_000)).not.toEqual(having('full', 9_000));
    expect(having('band', 1_000)).toEqual(having('band', 9_000));
  });
});
