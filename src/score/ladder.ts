import type { Attempt, Gain } from '../domain/history.ts';
import type { Best, TaskResult } from '../domain/scorecard.ts';
import { BANDS } from './scale.ts';

/**
 * The Ladder (Blum & Hardt 2015, "The Ladder: A Reliable Leaderboard for Machine Learning Competitions"): a submission
 * learns its score only when that beats the best before it. Whoever submits often then learns little of the hidden
 * labels, because most answers are the same. The paper's step is a score or, where bands are told, a band. A value is told with
 * one and never makes a step of its own: a ladder without steps is climbed row by row (docs/oracle.md).
 */
export function isBetter(gain: Gain, best: Gain): boolean {
  if (gain.score !== best.score) return gain.score > best.score;
  if (gain.band === undefined || best.band === undefined) return false;
  return BANDS.indexOf(gain.band) > BANDS.indexOf(best.band);
}

/** The best of some attempts at a task, the earlier one of equals. */
export function bestOf({ task }: Pick<TaskResult, 'task'>, attempts: readonly Attempt[]): Best | undefined {
  let best: Best | undefined;
  for (const { head, at, gains } of attempts) {
    const gain = gains.find((candidate) => candidate.task === task);
    if (gain && (!best || isBetter(gain, best))) best = { ...gain, head, at };
  }
  return best;
}

/** A result as its candidate may see it. What ran and is no better than `best` keeps its score to itself. */
export function conceal(result: TaskResult, best: Gain | undefined): TaskResult {
  if (result.kind !== 'scored' || !best) return result;
  if (isBetter(gainOf(result), best)) return { ...result, before: best.score };
  const { task, title, weight, metric, thresholds, hidden, predictionsHmac: mark, facts } = result;
  const row = { task, title, weight, metric, thresholds, ...(hidden && { hidden }) };
  const marked = mark === undefined ? row : { ...row, predictionsHmac: mark };
  return { ...marked, kind: 'unimproved', score: null, facts };
}

export function gainOf({ task, score, band, value }: Extract<TaskResult, { kind: 'scored' }>): Gain {
  return { task, score, ...(band !== undefined && { band }), ...(value !== undefined && { value }) };
}
