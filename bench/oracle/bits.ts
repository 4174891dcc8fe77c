import type { Feedback } from '../../src/domain/exam.ts';
import type { Puzzle } from './puzzle.ts';

/** Answers that can be told apart: five scores; three bands of four scores and the top. */
const ANSWERS: Readonly<Record<Exclude<Feedback, 'full'>, number>> = { score: 5, band: 13 };

/**
 * What a candidate can learn at most from so many submissions, in bits: the logarithm of the number of stories that the answers can
 * tell. With the Ladder a story is a few improvements among many answers of "no better", in one of so many orders; without it, any
 * sequence of answers.
 *
 * @param answers that can be told apart, in order
 */
export function bitsTold(answers: number, submissions: number, ladder: boolean): number {
  if (!ladder) return submissions * Math.log2(answers);
  // Σ over j improvements of C(submissions − 1, j − 1) · C(answers, j): the first submission is always told.
  const terms: number[] = [];
  for (let j = 1; j <= Math.min(answers, submissions); j++)
    terms.push(logChoose(submissions - 1, j - 1) + logChoose(answers, j));
  const largest = Math.max(...terms);
  return largest + Math.log2(terms.reduce((sum, term) => sum + 2 ** (term - largest), 0));
}

/** @returns undefined where answers are as many as there are numbers */
export function answersOf(feedback: Feedback): number | undefined {
  return feedback === 'full' ? undefined : ANSWERS[feedback];
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log2((n - k + i) / i);
  return sum;
}

/**
 * What predictions say about the hidden labels, in bits, beyond what the first model said: their mutual information, of a symmetric channel
 * for classes and of a normal one for values.
 *
 * @param before value of the metric for the first model
 * @param after value of the metric for the attacker's last one
 */
export function bitsUsed({ task, cells, classes }: Puzzle, before: number, after: number): number {
  if (classes > 0) return cells * Math.max(0, symmetric(after, classes) - symmetric(before, classes));
  const error = (value: number) => (task.metric.name === 'r2' ? Math.sqrt(Math.max(0, 1 - value)) : value);
  return cells * Math.max(0, Math.log2(error(before) / error(after)));
}

function symmetric(value: number, classes: number): number {
  const accuracy = Math.max(value, 1 / classes);
  const right = accuracy * Math.log2(accuracy);
  const wrong = accuracy < 1 ? (1 - accuracy) * Math.log2((1 - accuracy) / (classes - 1)) : 0;
  return Math.log2(classes) + right + wrong;
}
