import { countingScore, MAX_SCORE, type Scorecard, type TaskResult } from '../domain/scorecard.ts';

/**
 * Where the missing share of the total is to be had: one point more that is enough, or else the task with the most
 * to gain. Empty when nothing is missing. Nothing in it that the scores and weights do not say.
 *
 * @param quote makes an instructor's title fit for the medium
 */
export function advice(card: Scorecard, quote: (title: string) => string): string {
  const missing = card.exam.passPercent - card.percent;
  const open = card.tasks.flatMap((result) => {
    const score = countingScore(result);
    return score !== null && score < MAX_SCORE ? [{ ...result, score }] : [];
  });
  if (missing <= 0 || open.length === 0) return '';
  // The lowest score first: its next point is the easiest to get.
  const rising = [...open].sort((a, b) => a.score - b.score);
  const enough = rising.find((result) => percentOf(card, result, 1) >= missing);
  if (enough) return `One more point for ${quote(enough.title)} is enough to pass. `;
  const gain = (result: (typeof open)[number]) => percentOf(card, result, MAX_SCORE - result.score);
  const [best] = [...open].sort((a, b) => gain(b) - gain(a));
  if (!best) return '';
  return `${round(missing)} % more is needed; ${quote(best.title)} has the most to give, up to ${round(gain(best))} %. `;
}

/** What so many points of a task are worth, in percent of the total. */
function percentOf({ tasks }: Scorecard, { weight }: Pick<TaskResult, 'weight'>, points: number): number {
  const total = tasks.reduce((sum, task) => sum + task.weight * MAX_SCORE, 0);
  return (100 * weight * points) / total;
}

function round(percent: number): number {
  return Math.round(percent * 10) / 10;
}
