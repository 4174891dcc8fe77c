import { describe, expect, it, test } from 'vitest';
import type { Scorecard, Standing, TaskResult } from '../../src/domain/scorecard.ts';
import { renderCheck, renderComment } from '../../src/report/index.ts';
import { CARD, cardOf, REJECTED } from './sample.ts';

const [scored] = CARD.tasks;
if (scored?.kind !== 'scored') throw new Error('the sample has changed');
const { task, title, weight, metric, thresholds, facts } = scored;
const row = { task, title, weight, metric, thresholds };
const [first, second] = ['1', '2'].map((digit) => digit.repeat(40)) as [string, string];

const best = { task, score: 3, head: first, at: '2026-11-23T09:30:00Z' } as const;
const bestLate = { task, score: 4, head: second, at: '2026-11-23T14:30:05Z' } as const;
const attempts = [
  { head: first, at: best.at, counts: true, gains: [{ task, score: 3 }] },
  { head: second, at: bestLate.at, counts: false, gains: [{ task, score: 4 }] },
] as const;
const time = {
  hours: 5,
  start: 'opened',
  startedAt: '2026-11-23T09:00:00Z',
  endsAt: '2026-11-23T14:00:00Z',
} as const;

function card(
  standing: Partial<Standing>,
  tasks: readonly TaskResult[],
  change: Partial<Scorecard> = {},
): Scorecard {
  return { ...cardOf(...tasks), ...change, standing: { late: false, attempts: [], ...standing } };
}

function at(submittedAt: string): Pick<Scorecard, 'submission'> {
  if (!CARD.submission) throw new Error('the sample has changed');
  return { submission: { ...CARD.submission, submittedAt } };
}

const unimproved: TaskResult = { ...row, kind: 'unimproved', score: null, facts, best };
const late = card(
  { time, late: true, attempts, withLate: { points: 4, percent: 80, verdict: 'not-passed' } },
  [
    { ...row, kind: 'scored', score: 4, facts, best, bestLate },
    { ...REJECTED, best: { ...best, task: 'scenes' } },
  ],
  { points: 6, maxPoints: 10, percent: 60, ...at(bestLate.at) },
);
const postponed = card(
  { time, attemptsOfDay: { perDay: 3, used: 3 }, postponedUntil: '2026-11-24T00:00:00Z', attempts },
  [{ ...row, kind: 'postponed', score: null, best }],
  { points: 3, maxPoints: 5, percent: 60, ...at('2026-11-23T15:00:00Z') },
);

describe('where a candidate stands, word for word', () => {
  const golden = (name: string) => `./fixtures/standing-${name}.md`;

  it('after a late submission', () => expect(renderComment(late)).toMatchFileSnapshot(golden('late')));

  it('after one submission too many', () =>
    expect(renderComment(postponed)).toMatchFileSnapshot(golden('postponed')));

  it('after one that is no better, with a history that was restored', () => {
    const of = card({ attempts: attempts.slice(0, 1) }, [unimproved], {
      points: 3,
      maxPoints: 5,
      percent: 60,
    });
    return expect(renderComment(of, { history: 'restored' })).toMatchFileSnapshot(golden('unimproved'));
  });

  it('at the start', () => {
    const of = card({ time }, [{ ...row, kind: 'missing', score: 0 }], {
      points: 0,
      maxPoints: 5,
      percent: 0,
    });
    return expect(renderComment(of)).toMatchFileSnapshot(golden('start'));
  });
});

describe('the check run', () => {
  test.each<[string, Scorecard, string, string]>([
    ['of a late submission is marked', late, 'failure', '6/10 · not passed yet · late'],
    [
      'of one too many asks for another push',
      postponed,
      'action_required',
      '3/5 · not passed yet · not graded',
    ],
    [
      'of an exam that has only begun is no failure',
      card({ time }, [{ ...row, kind: 'missing', score: 0 }], { points: 0, maxPoints: 5 }),
      'neutral',
      '0/5 · nothing submitted yet',
    ],
  ])('%s', (_, of, conclusion, title_) => {
    expect(renderCheck(of)).toMatchObject({ conclusion, title: title_ });
  });
});

it('a passed exam stays passed after a late submission that is worse', () => {
  const of = { ...late, verdict: 'passed' } as const;
  expect(renderCheck(of)).toMatchObject({ conclusion: 'success' });
  expect(renderComment(of)).toContain('## Passed');
});

it('one more point is asked of what counts, not of what was submitted last', () => {
  const of = card({ attempts }, [{ ...REJECTED, best: { ...best, task: 'scenes', score: 4 } }], {
    percent: 80,
    points: 4,
    maxPoints: 5,
  });
  expect(renderComment(of)).toContain('One more point for Scenes is enough to pass.');
});

test.each([
  [3, 'up from 3; ROC AUC 0.9 or more gives a 5'],
  [4, 'better than before; ROC AUC 0.9 or more gives a 5'],
] as const)('a score of 4 that improves on %d says so', (before, text) => {
  const of: TaskResult = { ...row, kind: 'scored', score: 4, facts, before, best: { ...best, score: 4 } };
  expect(renderComment(card({ attempts }, [of]))).toMatch(
    new RegExp(`^\\| Tabular \\| .* 4 of 5 \\| ${text} \\|$`, 'm'),
  );
});

it('names the other pull requests whose submissions count', () => {
  const text = renderComment(card({ attempts }, [{ ...scored, best }]), { others: [3, 7] });
  expect(text).toContain('Earlier submissions of the same candidate count here, too: #3, #7.');
});

it('a history of one submission is no table', () => {
  expect(renderComment(card({ attempts: attempts.slice(0, 1) }, [scored]))).not.toContain('All submissions');
});

it('nobody’s title breaks the table of submissions', () => {
  const hostile = '| @admin <img src=x> `';
  const of = card({ attempts }, [{ ...scored, title: hostile, best }]);
  const table = /<summary>All submissions[\s\S]*?<\/details>/.exec(renderComment(of))?.[0] ?? '';
  expect(table).not.toContain('@admin ');
  expect(table).not.toContain('<img');
  for (const line of table.split('\n').filter((text) => text.startsWith('|')))
    expect(line.match(/(?<!\\)\|/g), line).toHaveLength(5);
});
