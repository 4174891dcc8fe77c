import type { Score } from '../domain/exam.ts';
import type { Attempt } from '../domain/history.ts';
import { percentOf, type Scorecard } from '../domain/scorecard.ts';

/** Where a candidate stood after each submission in time: the best score per task so far. */
export interface Stage {
  readonly head: string;
  readonly points: number;
  /** Weighted share of the points, 0 to 100, rounded as the scorecard rounds it. */
  readonly percent: number;
}

/** More would be a picture that nobody can read. */
const MAX_STAGES = 40;
/** Seen on white and on black alike; Mermaid's own first colour is not. */
const COLOURS = '%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "#4493f8, #bf8700"}}}}%%';

/** The stages of the submissions that are remembered; late ones do not count, and make none. */
export function stagesOf({ tasks, standing }: Scorecard): readonly Stage[] {
  const endsAt = standing?.time?.endsAt;
  const inTime = (standing?.attempts ?? []).filter(({ at }) => endsAt === undefined || at <= endsAt);
  const best = new Map<string, Score>();
  return inTime.map(({ head, gains }: Attempt) => {
    for (const { task, score } of gains) best.set(task, score);
    const scores = tasks.map(({ task, weight }) => ({ weight, score: best.get(task) ?? (0 as const) }));
    return {
      head,
      points: scores.reduce((sum, { score }) => sum + score, 0),
      percent: percentOf(scores),
    };
  });
}

/** `**Change:** from 19 to 21 points.` Nothing for a first submission, or one that gained nothing. */
export function changeLine(card: Scorecard): string {
  const stages = stagesOf(card);
  const place = stages.findIndex(({ head }) => head === card.submission?.head.sha);
  const [before, after] = [stages[place - 1], stages[place]];
  if (!before || !after || before.points === after.points) return '';
  return `**Change:** from ${before.points} to ${after.points} points.`;
}

/**
 * The way so far as a chart that GitHub draws in the reader's own colours. The table of submissions beside it says the
 * same in words. Nothing in it is a stranger's text. https://mermaid.js.org/syntax/xyChart.html
 */
export function progressChart(card: Scorecard): readonly string[] {
  const stages = stagesOf(card);
  if (stages.length < 2) return [];
  const first = Math.max(0, stages.length - MAX_STAGES);
  const percents = stages.slice(first).map(({ percent }) => percent);
  const { passPercent } = card.exam;
  return [
    [
      '```mermaid',
      COLOURS,
      'xychart-beta',
      `  title "Percent after each submission; the line is what it takes to pass, ${passPercent}"`,
      `  x-axis "submission" [${percents.map((_, i) => first + i + 1).join(', ')}]`,
      '  y-axis "percent" 0 --> 100',
      `  bar [${percents.join(', ')}]`,
      `  line [${percents.map(() => passPercent).join(', ')}]`,
      '```',
    ].join('\n'),
  ];
}
