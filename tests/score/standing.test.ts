import { describe, expect, it, test } from 'vitest';
import { type History, NO_HISTORY } from '../../src/domain/history.ts';
import { MAX_ATTEMPTS_KEPT, MAX_HISTORY_BYTES } from '../../src/domain/limits.ts';
import type { TaskOutcome } from '../../src/domain/scorecard.ts';
import type { SubmissionRef } from '../../src/domain/submission.ts';
import { buildScorecard, postponedUntil, remember } from '../../src/score/index.ts';
import {
  at,
  exam,
  FOUR,
  failed,
  kinds,
  measured,
  ONE,
  rejected,
  type Step,
  sha,
  sit,
  submission,
  THREE,
  TWO,
} from './sitting.ts';

describe('a limit of time', () => {
  const timed = exam({ time: { hours: 5, start: 'opened' } });

  test.each([
    [0, false],
    [300, false],
    [301, true],
  ])('%d minutes after the pull request was opened, a submission is late: %s', (minutes, late) => {
    const standing = sit(timed, ['x', minutes, { a: TWO }]).cards[0]?.standing;
    expect(standing).toMatchObject({ late, time: { hours: 5, startedAt: at(0), endsAt: at(300) } });
  });

  it('counts what was in time, and shows what was late beside it', () => {
    const [, card] = sit(timed, ['x', 1, { a: TWO }], ['y', 400, { a: FOUR, b: FOUR }]).cards;
    expect(card).toMatchObject({ points: 2, percent: 20, verdict: 'not-passed' });
    expect(card?.standing?.withLate).toEqual({ points: 8, percent: 80, verdict: 'passed' });
    expect(card?.tasks).toMatchObject([
      {
        kind: 'scored',
        score: 4,
        best: { score: 2, head: sha('x') },
        bestLate: { score: 4, head: sha('y') },
      },
      { kind: 'scored', score: 4, bestLate: { score: 4 } },
    ]);
    expect(card?.tasks[1]).not.toHaveProperty('best');
  });

  it('does not hold a submission in time, which our failure delayed, against a late one', () => {
    const [, , card] = sit(
      timed,
      ['x', 1, { a: failed, b: TWO }],
      ['y', 400, { a: FOUR }],
      ['x', 500, { a: THREE, b: TWO }],
    ).cards;
    expect(card && kinds(card)).toEqual(['scored 3', 'scored 2']);
    expect(card).toMatchObject({ points: 5, standing: { late: false } });
  });

  it('that began with another pull request does not begin again', () => {
    const { history } = sit(timed, ['x', 1, { a: TWO }]);
    const ref = submission('y', 400);
    const again = { ...ref, thread: { id: 2, openedAt: at(390) } };
    const card = buildScorecard({
      exam: timed,
      examSha256: '',
      submission: again,
      history,
      outcomes: new Map(),
      version: '1',
    });
    expect(card.standing).toMatchObject({ late: true, time: { startedAt: at(0) } });
  });

  it('is longer for everyone when the exam is corrected, for earlier submissions too', () => {
    const { history } = sit(timed, ['x', 400, { a: FOUR }]);
    const card = buildScorecard({
      exam: exam({ time: { hours: 8, start: 'opened' } }),
      examSha256: '',
      submission: submission('y', 410),
      history,
      outcomes: new Map(),
      version: '1',
    });
    expect(card.points).toBe(4);
  });

  describe('that waits for /start', () => {
    const waiting = exam({ time: { hours: 1, start: 'comment' } });
    const build = (ref: SubmissionRef, outcomes: Record<string, TaskOutcome>, history = NO_HISTORY) =>
      buildScorecard({
        exam: waiting,
        examSha256: '',
        submission: ref,
        history,
        outcomes: new Map(Object.entries(outcomes)),
        version: '1',
      });

    it('has not begun with a pull request that brings no model', () => {
      const card = build(submission('x', 0), {});
      expect(card.standing?.time).toEqual({ hours: 1, start: 'comment' });
      expect(remember(NO_HISTORY, card)).toBe(NO_HISTORY);
    });

    it('begins with the comment, and not again with a second one', () => {
      const first = build(submission('x', 30, at(30)), {});
      expect(first.standing?.time).toMatchObject({ startedAt: at(30), endsAt: at(90) });
      const history = remember(NO_HISTORY, first);
      const again = build(submission('x', 80, at(80)), {}, history);
      expect(again.standing?.time).toMatchObject({ startedAt: at(30) });
      expect(build(submission('y', 91), { a: TWO }, history).standing?.late).toBe(true);
    });

    it('begins with the first model, too', () => {
      expect(build(submission('x', 20), { a: TWO }).standing?.time).toMatchObject({ startedAt: at(20) });
    });
  });
});

describe('a limit of attempts', () => {
  const limited = exam({ attempts: { perDay: 2 } });
  const used = (...steps: readonly Step[]) => sit(limited, ...steps).history;
  const next = (history: History, name: string, minutes: number) =>
    postponedUntil(limited, history, submission(name, minutes));

  it('lets as many submissions of a day through as it says, and names the next day', () => {
    const history = used(['x', 1, { a: TWO }], ['y', 2, { a: TWO }]);
    expect(next(used(['x', 1, { a: TWO }]), 'y', 2)).toBeUndefined();
    expect(next(history, 'z', 3)).toBe('2026-11-24T00:00:00Z');
    expect(next(history, 'z', 14 * 60 + 59)).toBe('2026-11-24T00:00:00Z');
    expect(next(history, 'z', 15 * 60)).toBeUndefined();
  });

  it('counts no commit twice', () => {
    const history = used(['x', 1, { a: TWO }], ['x', 2, { a: TWO }], ['x', 3, { a: TWO }]);
    expect(history.attempts).toHaveLength(1);
    expect(next(history, 'y', 4)).toBeUndefined();
  });

  it('grades a known commit again after the last attempt', () => {
    expect(next(used(['x', 1, { a: TWO }], ['y', 2, { a: TWO }]), 'x', 3)).toBeUndefined();
  });

  it('does not bind an instructor, who starts the workflow by hand', () => {
    const history = used(['x', 1, { a: TWO }], ['y', 2, { a: TWO }]);
    const ref = { ...submission('z', 3), event: 'workflow_dispatch' } as const;
    expect(postponedUntil(limited, history, ref)).toBeUndefined();
  });

  test.each([
    ['failed for a reason of ours', { a: TWO, b: failed }],
    ['brought no model that runs', { a: rejected }],
    ['brought nothing', {}],
  ])('counts no submission that %s', (_, outcomes) => {
    expect(next(used(['x', 1, outcomes], ['y', 2, outcomes], ['z', 3, outcomes]), 'w', 4)).toBeUndefined();
  });

  it('keeps what a submission gained that we half failed, and counts it once it is whole', () => {
    const { cards, history } = sit(
      limited,
      ['x', 1, { a: TWO, b: failed }],
      ['x', 9, { a: failed, b: THREE }],
    );
    expect(cards.map(({ points, verdict }) => [points, verdict])).toEqual([
      [2, 'undecided'],
      [5, 'passed'],
    ]);
    expect(history.attempts).toMatchObject([{ counts: false, gains: [{ task: 'a' }, { task: 'b' }] }]);
    const whole = sit(limited, ['x', 1, { a: TWO, b: failed }], ['x', 9, { a: TWO, b: TWO }]).history;
    expect(whole.attempts).toMatchObject([{ counts: true, at: at(1) }]);
  });

  it('shows a submission that is one too many what counts so far, and remembers nothing of it', () => {
    const { cards, history } = sit(
      limited,
      ['x', 1, { a: TWO }],
      ['y', 2, { a: THREE }],
      ['z', 3, { a: { kind: 'postponed' }, b: { kind: 'postponed' } }],
    );
    expect(cards[2]).toMatchObject({
      points: 3,
      standing: { postponedUntil: '2026-11-24T00:00:00Z', attemptsOfDay: { perDay: 2, used: 2 } },
    });
    expect(history.attempts).toHaveLength(2);
  });
});

describe('what is remembered', () => {
  it('does not change when the same commit is graded again', () => {
    const once = sit(exam(), ['x', 1, { a: TWO }]).history;
    expect(sit(exam(), ['x', 1, { a: TWO }], ['x', 5, { a: TWO }]).history).toEqual(once);
    expect(once.revision).toBe(1);
  });

  it('is bounded, and keeps the submission whose score counts', () => {
    const worse = Array.from({ length: 2 * MAX_ATTEMPTS_KEPT }, (_, i): Step => [`n${i}`, i + 2, { a: ONE }]);
    const { history, cards } = sit(exam(), ['best', 1, { a: FOUR }], ...worse);
    expect(history.attempts).toHaveLength(MAX_ATTEMPTS_KEPT + 1);
    expect(history.attempts[0]?.head).toBe(sha('best'));
    expect(cards.at(-1)?.points).toBe(4);
  });

  it('is bounded in bytes, too, where many tasks improve many times', () => {
    const ids = Array.from({ length: 20 }, (_, i) => `a-task-with-a-name-of-forty-characters-${i + 10}`);
    const [like] = exam().tasks;
    if (!like) throw new Error('the exam has changed');
    const of = exam({ feedback: 'full', tasks: ids.map((id) => ({ ...like, id })) });
    const steps = Array.from({ length: 60 }, (_, i): Step => {
      const better = measured((i + Math.SQRT1_2) / 100);
      return [`n${i}`, i, Object.fromEntries(ids.map((id) => [id, better]))];
    });
    const { history, cards } = sit(of, ['first', 0, { [ids[0] ?? '']: measured(0.99) }], ...steps);
    expect(Buffer.from(JSON.stringify(history)).toString('base64').length).toBeLessThan(
      1.5 * MAX_HISTORY_BYTES,
    );
    expect(history.attempts.length).toBeGreaterThan(5);
    expect(history.attempts[0]).toMatchObject({ head: sha('first'), gains: [{ task: ids[0], score: 5 }] });
    expect(cards.at(-1)?.points).toBe(5 + 19 * 2);
  });

  it('carries along what the last submission left, and what was there where one left nothing', () => {
    const { cards, history } = sit(exam(), ['x', 1, { a: TWO }]);
    const [card] = cards;
    if (!card) throw new Error('nothing was graded');
    const carrying = remember(history, card, { name: 'sealed' });
    expect(carrying).toEqual({ ...history, revision: 2, carried: { name: 'sealed' } });
    expect(remember(carrying, card, { name: 'sealed' })).toBe(carrying);
    expect(remember(carrying, card)).toBe(carrying);
    expect(remember(carrying, card, { other: 'sealed' })).toMatchObject({
      revision: 3,
      carried: { other: 'sealed' },
    });
  });

  it('is nothing of a submission that has no pull request', () => {
    const outcomes = new Map([['a', TWO]]);
    const card = buildScorecard({ exam: exam(), examSha256: '', outcomes, version: '1' });
    expect(card).not.toHaveProperty('standing');
    expect(remember(NO_HISTORY, card)).toBe(NO_HISTORY);
  });
});
