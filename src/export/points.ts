import { FivefoldError } from '../domain/errors.ts';
import { helpUrl } from '../domain/help.ts';
import { METRICS } from '../domain/metric.ts';
import { countingScore, MAX_SCORE, type Scorecard, type TaskResult } from '../domain/scorecard.ts';
import { trouble } from '../domain/trouble.ts';

/** A scorecard and whose it is: where it does not say itself, its file may. */
export interface Graded {
  readonly card: Scorecard;
  /** GitHub login. */
  readonly candidate: string;
  /** Of the points, what is left where being late costs some; all of them where nothing is said. */
  readonly share?: number;
}

/** A task in the currency of gradebooks, which add points up and know no weights. */
export interface TaskPoints {
  readonly result: TaskResult;
  /** `null` is not known: something of ours failed. */
  readonly points: number | null;
  readonly max: number;
}

export interface Points {
  readonly tasks: readonly TaskPoints[];
  readonly points: number;
  readonly max: number;
}

/** Weights are whole numbers after multiplication by at most this. Others are rounded to thousandths. */
const MAX_DENOMINATOR = 1_000;
const TOLERANCE = 1e-9;

/**
 * Points by weight, in whole numbers: weights of 1, 1 and 1.5 make 10, 10 and 15 of 35 points. Their share is the
 * percentage that the verdict follows from; with equal weights they are the points of the scorecard.
 */
export function pointsOf({ tasks }: Scorecard): Points {
  const weights = wholeWeights(tasks.map(({ weight }) => weight));
  const weighted = tasks.map((result, i): TaskPoints => {
    const weight = weights[i] ?? 1;
    const score = countingScore(result);
    return { result, points: score === null ? null : score * weight, max: MAX_SCORE * weight };
  });
  return {
    tasks: weighted,
    points: weighted.reduce((sum, { points }) => sum + (points ?? 0), 0),
    max: weighted.reduce((sum, { max }) => sum + max, 0),
  };
}

/** The smallest whole numbers in the same proportions. */
function wholeWeights(weights: readonly number[]): readonly number[] {
  const isWhole = (factor: number) =>
    weights.every((weight) => Math.abs(weight * factor - Math.round(weight * factor)) < TOLERANCE * factor);
  const factors = Array.from({ length: MAX_DENOMINATOR }, (_, i) => i + 1);
  const factor = factors.find(isWhole) ?? MAX_DENOMINATOR;
  const whole = weights.map((weight) => Math.max(1, Math.round(weight * factor)));
  const common = whole.reduce(greatestCommonDivisor);
  return whole.map((weight) => weight / common);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** A task as a test that passes or fails: it passes when its model has a score, which says how good it is. */
export type TestStatus = 'passed' | 'failed' | 'errored' | 'skipped';

export function statusOf(result: TaskResult): TestStatus {
  const score = countingScore(result);
  if (score === null) return 'errored';
  if (score > 0) return 'passed';
  return result.kind === 'postponed' ? 'skipped' : 'failed';
}

/** What there is to say about a task, in plain text: the score and what it was measured by, or why there is none. */
export function remarksOn(result: TaskResult): string {
  const score = countingScore(result);
  const scored = score ? [`Score ${score} of ${MAX_SCORE}.`] : [];
  return [...scored, ...wordsOn(result)].join('\n');
}

function wordsOn(result: TaskResult): readonly string[] {
  switch (result.kind) {
    case 'scored':
      return result.value === undefined
        ? []
        : [`${METRICS[result.metric].label} ${Number(result.value.toPrecision(6))}.`];
    case 'unimproved':
      return ['The last submission was no better.'];
    case 'postponed':
      return ['The last submission was not graded: the attempts of its day were used up.'];
    default: {
      const { message, hint, topic } = trouble(result);
      return [message, hint, ...(topic === undefined ? [] : [helpUrl(topic)])];
    }
  }
}

/**
 * A gradebook would take an open score for a zero.
 *
 * @throws {FivefoldError} `export/undecided`
 */
export function assertDecided({ verdict, exam }: Scorecard): void {
  if (verdict !== 'undecided') return;
  throw new FivefoldError({
    code: 'export/undecided',
    message: `The result of the exam '${exam.id}' is open: something of ours failed, which is not the fault of the candidate.`,
    hint: 'Grade the same commit again, and export the scorecard that comes of it.',
  });
}
