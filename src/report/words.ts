import type { Gain } from '../domain/history.ts';
import { METRICS } from '../domain/metric.ts';
import {
  type Band,
  countingScore,
  type Scorecard,
  type TaskResult,
  type Verdict,
} from '../domain/scorecard.ts';
import { advice } from './advice.ts';
import { clockTime, isBlank } from './history.ts';

export { type Troubled, trouble } from '../domain/trouble.ts';

/** What reports say, in plain text: the same words in a comment, a check run and a terminal. */

type Scored = Extract<TaskResult, { kind: 'scored' }>;
/** A task for whose want of a score of 1 to 5 there is a reason to tell. */
export type Unscored = Exclude<TaskResult, { kind: 'scored' | 'unimproved' | 'postponed' }>;

export function isUnscored(result: TaskResult): result is Unscored {
  return !['scored', 'unimproved', 'postponed'].includes(result.kind);
}

const VERDICTS: Record<Verdict, string> = {
  passed: 'Passed',
  'not-passed': 'Not passed yet',
  undecided: 'Not decided',
};

/** `Not passed yet: 21 of 25 (84 %), 90 % needed` */
export function headline(card: Scorecard): string {
  const { points, maxPoints, percent, exam, verdict } = card;
  if (isBlank(card)) return `Nothing submitted yet: ${exam.passPercent} % of ${maxPoints} points needed`;
  const weighted = hasEqualWeights(card) ? '' : ' by weight';
  const soFar = verdict === 'undecided' ? ' so far' : '';
  return `${VERDICTS[verdict]}: ${points} of ${maxPoints}${soFar} (${percent} %${weighted}), ${exam.passPercent} % needed`;
}

/** `21/25 · not passed yet` */
export function title(card: Scorecard): string {
  const { points, maxPoints, verdict, standing } = card;
  const state = isBlank(card) ? 'nothing submitted yet' : VERDICTS[verdict].toLowerCase();
  const mark = standing?.postponedUntil ? ' · not graded' : standing?.late ? ' · late' : '';
  return `${points}/${maxPoints} · ${state}${mark}`;
}

export function hasEqualWeights({ tasks }: Scorecard): boolean {
  return new Set(tasks.map(({ weight }) => weight)).size <= 1;
}

/** `●●●●○` */
export function pips(result: TaskResult): string {
  const score = countingScore(result);
  return score === null ? '–––––' : '●'.repeat(score) + '○'.repeat(5 - score);
}

const BARS: Record<Band, string> = { low: '▰▱▱▱', middle: '▰▰▱▱', high: '▰▰▰▱', top: '▰▰▰▰' };

/** How far it is to the next threshold, where the exam reveals it: `▰▰▰▱`. The words beside it say the same. */
export function bar(result: TaskResult): string {
  const band = countingGain(result)?.band;
  return band === undefined ? '' : BARS[band];
}

/** `4 of 5`, which says the same as the pips to those who do not see them. */
export function scoreText(result: TaskResult): string {
  const score = countingScore(result);
  return score === null ? 'open' : `${score} of 5`;
}

const STATES: Record<Unscored['kind'], string> = {
  missing: 'not submitted',
  rejected: 'rejected',
  stopped: 'stopped',
  failed: 'not graded, which is not your fault',
};

const UNCHANGED = { unimproved: 'no improvement', postponed: 'not graded' } as const;

/** One phrase for a task: what separates its score from the next, or why it has none. Nothing in it is a stranger's. */
export function standing(result: TaskResult): string {
  const { best, bestLate } = result;
  if (isUnscored(result)) return STATES[result.kind] + (best ? ', an earlier submission counts' : '');
  const counting = countingGain(result);
  const parts = [
    ...(result.kind === 'scored' ? improvement(result) : [UNCHANGED[result.kind]]),
    ...(counting ? [distance(result, counting)] : []),
    ...(bestLate ? [`late: ${bestLate.score} of 5`] : []),
  ];
  return parts.join('; ');
}

/** What is known of the score that counts. */
function countingGain(result: TaskResult): Gain | undefined {
  return result.best ?? (result.kind === 'scored' && !result.bestLate ? gainOf(result) : undefined);
}

function improvement({ score, before }: Scored): readonly string[] {
  if (before === undefined) return [];
  return [before < score ? `up from ${before}` : 'better than before'];
}

function gainOf({ task, score, band, value }: Scored): Gain {
  return { task, score, ...(band !== undefined && { band }), ...(value !== undefined && { value }) };
}

const BANDS: Record<Band, string> = {
  low: 'still far from it',
  middle: 'about half-way there',
  high: 'nearly there',
  top: 'the highest score',
};

function distance({ metric, thresholds }: TaskResult, { score, band, value }: Gain): string {
  const { label, better } = METRICS[metric];
  const now = value === undefined ? '' : `${label} ${formatNumber(value)}; `;
  if (score === 5) return `${now}${BANDS.top}`;
  const next = (score + 1) as keyof typeof thresholds;
  const direction = better === 'higher' ? 'or more' : 'or less';
  const nearness = band === undefined ? '' : `; ${BANDS[band]}`;
  return `${now}${label} ${thresholds[next]} ${direction} gives a ${next}${nearness}`;
}

/** Six digits distinguish what a hidden set can distinguish. */
function formatNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/**
 * What happens now, in a few sentences.
 *
 * @param quote makes an instructor's title fit for the medium
 */
export function outlook(card: Scorecard, quote: (title: string) => string): string {
  const { standing } = card;
  if (standing?.postponedUntil) return `Push again from ${clockTime(standing.postponedUntil)}.`;
  if (isBlank(card)) return 'Save a model for a task, commit it and push.';
  if (standing?.late && card.verdict === 'not-passed')
    return 'The time is over. Every push to this pull request is still graded, for practice.';
  const again = card.submission?.pullRequest ? 'Every push to this pull request is graded again.' : '';
  const texts: Record<Verdict, string> = {
    passed: 'Congratulations. There is nothing left to do.',
    'not-passed': `${advice(card, quote)}Improve a model, save it, commit it and push.`,
    undecided:
      'Something of ours failed, so that the result is open. It costs you nothing, and the same commit can be graded again.',
  };
  return [texts[card.verdict], again].filter(Boolean).join(' ');
}
