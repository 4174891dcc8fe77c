import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/history.ts';
import type { Scorecard, Standing, TaskResult } from '../../src/domain/scorecard.ts';
import { renderComment } from '../../src/report/index.ts';
import { CARD, cardOf } from './sample.ts';

const [tabular, sensors] = CARD.tasks;
if (tabular?.kind !== 'scored' || sensors?.kind !== 'scored') throw new Error('the sample has changed');
const tasks: readonly TaskResult[] = [tabular, { ...sensors, weight: 3 }];
const GRADED = CARD.submission?.head.sha ?? '';

const attempt = (
  minute: number,
  scores: Partial<Record<'tabular' | 'sensors', 1 | 2 | 3 | 4 | 5>>,
): Attempt => ({
  head: `${minute}`.padStart(40, '0'),
  at: `2026-11-23T09:${minute}:00Z`,
  counts: true,
  gains: Object.entries(scores).map(([task, score]) => ({ task, score })),
});

function card(attempts: readonly Attempt[], standing: Partial<Standing> = {}): Scorecard {
  return { ...cardOf(...tasks), standing: { late: false, attempts, ...standing } };
}

/** The numbers that the chart draws, line by line. */
function linesOf(comment: string): readonly (readonly number[])[] {
  return [...comment.matchAll(/^ {2}(?:bar|line) \[(.*)\]$/gm)].map(([, numbers]) =>
    (numbers ?? '').split(', ').map(Number),
  );
}

const three = [
  attempt(10, { tabular: 2 }),
  attempt(20, {}),
  { ...attempt(30, { tabular: 5, sensors: 4 }), head: GRADED },
];

describe('the way so far', () => {
  it('is drawn as the weighted share of the points after each submission, beside what it takes to pass', () => {
    expect(linesOf(renderComment(card(three)))).toEqual([
      [10, 10, 85],
      [90, 90, 90],
    ]);
  });

  it('ends where the headline stands', () => {
    const of = { ...card(three), points: 9, maxPoints: 10, percent: 85 };
    const comment = renderComment(of);
    expect(comment).toContain('9 of 10 (85 % by weight)');
    expect(linesOf(comment)[0]?.at(-1)).toBe(85);
  });

  it('leaves out what came late', () => {
    const time = {
      hours: 1,
      start: 'opened',
      startedAt: '2026-11-23T09:00:00Z',
      endsAt: '2026-11-23T09:25:00Z',
    } as const;
    expect(linesOf(renderComment(card(three, { time })))[0]).toEqual([10, 10]);
  });

  it('shows the newest forty of many, by their numbers', () => {
    const many = Array.from({ length: 50 }, (_, i) => attempt(10 + i, i === 0 ? { tabular: 1 } : {}));
    const comment = renderComment(card(many));
    expect(comment).toContain('x-axis "submission" [11, 12, ');
    expect(linesOf(comment)[0]).toHaveLength(40);
  });

  it('is not drawn for a single submission', () => {
    expect(renderComment(card(three.slice(0, 1)))).not.toContain('mermaid');
  });
});

describe('what a submission has changed', () => {
  it('is told in points', () => {
    expect(renderComment(card(three))).toContain('**Change:** from 2 to 9 points.');
  });

  it('is told of a submission graded again as it was, whatever came later', () => {
    const again = [
      attempt(10, { tabular: 2 }),
      { ...attempt(20, { tabular: 3 }), head: GRADED },
      attempt(30, { tabular: 5 }),
    ];
    expect(renderComment(card(again))).toContain('**Change:** from 2 to 3 points.');
  });

  it('is not told where nothing changed', () => {
    const same = [attempt(10, { tabular: 2 }), { ...attempt(20, {}), head: GRADED }];
    expect(renderComment(card(same))).not.toContain('Change');
  });
});
