import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Feedback } from '../../src/domain/exam.ts';
import type { TaskOutcome } from '../../src/domain/scorecard.ts';
import {
  at,
  exam,
  FOUR,
  facts,
  kinds,
  measured,
  ONE,
  rejected,
  type Step,
  sha,
  sit,
  THREE,
  TWO,
} from './sitting.ts';

describe('the Ladder', () => {
  it('tells a score when it is the first, and when it is better than the best so far', () => {
    const { cards } = sit(exam(), ['x', 1, { a: TWO }], ['y', 2, { a: THREE }]);
    expect(cards.map((card) => kinds(card)[0])).toEqual(['scored 2', 'scored 3']);
    expect(cards[0]?.tasks[0]).not.toHaveProperty('before');
    expect(cards[1]?.tasks[0]).toMatchObject({ before: 2 });
  });

  test.each([
    ['worse', ONE],
    ['equal', THREE],
  ])('tells of a %s one only that it is no better, and nowhere what it is', (_, outcome) => {
    const { cards, history } = sit(exam(), ['x', 1, { a: THREE }], ['y', 2, { a: outcome }]);
    expect(cards[1]?.tasks[0]).toEqual({
      task: 'a',
      title: 'a',
      weight: 1,
      metric: 'accuracy',
      thresholds: { 2: 0.5, 3: 0.7, 4: 0.8, 5: 0.9 },
      hidden: { sha256: expect.any(String) },
      kind: 'unimproved',
      score: null,
      facts,
      best: { task: 'a', score: 3, head: sha('x'), at: at(1) },
    });
    expect(history.attempts[1]?.gains).toEqual([]);
  });

  it('says the same of every score that is no better', () => {
    const told = (outcome: TaskOutcome) =>
      JSON.stringify(sit(exam(), ['x', 1, { a: THREE }], ['y', 2, { a: outcome }]).cards[1]);
    expect(told(ONE)).toBe(told(TWO));
    expect(told(TWO)).toBe(told(THREE));
    expect(told(FOUR)).not.toBe(told(THREE));
  });

  it('tells in full what has nothing to do with labels', () => {
    const { cards } = sit(exam(), ['x', 1, { a: THREE, b: TWO }], ['y', 2, { a: rejected }]);
    expect(cards[1] && kinds(cards[1])).toEqual(['rejected 0', 'missing 0']);
    expect(cards[1]?.points).toBe(5);
  });

  it('tells a commit that is graded again the same again, also after a better one', () => {
    const { cards } = sit(
      exam(),
      ['x', 1, { a: TWO }],
      ['y', 2, { a: ONE }],
      ['z', 3, { a: FOUR }],
      ['x', 90, { a: TWO }],
      ['y', 91, { a: ONE }],
    );
    const shown = cards.map(({ tasks, submission: ref }) => [
      tasks[0]?.kind,
      tasks[0]?.score,
      ref?.submittedAt,
    ]);
    expect(shown.slice(3)).toEqual(shown.slice(0, 2));
    expect(cards[4]?.points).toBe(4);
  });

  test.each<[Feedback, number, string]>([
    ['score', 0.75, 'unimproved'],
    ['band', 0.71, 'unimproved'],
    ['band', 0.79, 'scored'],
    ['full', 0.71, 'unimproved'],
    ['full', 0.79, 'scored'],
  ])('with the feedback %s, 0.7 and then %d is %s', (feedback, value, kind) => {
    const { cards } = sit(exam({ feedback }), ['x', 1, { a: THREE }], ['y', 2, { a: measured(value) }]);
    expect(cards[1]?.tasks[0]?.kind).toBe(kind);
  });

  it('never takes a point away, and what it tells is always the best so far (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (values) => {
        const steps = values.map((value, i): Step => [`${i}`, i, { a: measured(value) }]);
        const { cards } = sit(exam(), ...steps);
        const alone = values.map(
          (value) => sit(exam(), ['x', 0, { a: measured(value) }]).cards[0]?.points ?? 0,
        );
        expect(cards.map(({ points }) => points)).toEqual(
          alone.map((_, i) => Math.max(...alone.slice(0, i + 1))),
        );
      }),
      { numRuns: 50 },
    );
  });
});
