import type { Exam, Task } from '../../src/domain/exam.ts';
import { type History, NO_HISTORY } from '../../src/domain/history.ts';
import type { Scorecard, TaskOutcome } from '../../src/domain/scorecard.ts';
import type { SubmissionRef } from '../../src/domain/submission.ts';
import { asFirstSubmitted, buildScorecard, remember } from '../../src/score/index.ts';

/** Times are minutes after the pull request was opened. */
const OPENED = Date.parse('2026-11-23T09:00:00Z');
export const at = (minutes: number) =>
  new Date(OPENED + minutes * 60_000).toISOString().replace('.000Z', 'Z');
export const sha = (name: string) => Buffer.from(name).toString('hex').padEnd(40, '0');

export const facts = { format: 'Keras 3 archive', parameters: 10, layers: 2 };
export const measured = (value: number): TaskOutcome => ({ kind: 'measured', value, facts });
export const failed: TaskOutcome = {
  kind: 'failed',
  problem: { code: 'internal', message: 'It broke.', hint: 'Wait.' },
};
export const rejected: TaskOutcome = { ...failed, kind: 'rejected' };
/** A value of the metric for each score. */
export const [ONE, TWO, THREE, FOUR] = [0.1, 0.5, 0.7, 0.8].map(measured) as [
  TaskOutcome,
  TaskOutcome,
  TaskOutcome,
  TaskOutcome,
];

export function exam(change: Partial<Exam> = {}): Exam {
  const task = (id: string): Task => ({
    id,
    title: id,
    weight: 1,
    input: { shape: [1], dtype: 'float32' },
    output: { shape: [1], kind: 'classes' },
    metric: { name: 'accuracy' },
    thresholds: { 2: 0.5, 3: 0.7, 4: 0.8, 5: 0.9 },
    hidden: { path: 'x', sha256: '' },
  });
  const tasks = ['a', 'b'].map(task);
  return { version: 1, id: 'e', title: 'E', passPercent: 50, feedback: 'score', tasks, ...change };
}

export function submission(name: string, minutes: number, startedAt?: string): SubmissionRef {
  const repository = { owner: 'academy', name: 'exam' };
  return {
    event: 'pull_request_target',
    base: { repository, sha: 'b'.repeat(40) },
    head: { repository, sha: sha(name) },
    pullRequest: { number: 7 },
    thread: { id: 1, openedAt: at(0), ...(startedAt !== undefined && { startedAt }) },
    candidate: 'ada',
    submittedAt: at(minutes),
  };
}

/** One submission after the other, as pull requests do; each has a name, its minutes, and an outcome for each task. */
export type Step = readonly [name: string, minutes: number, outcomes: Readonly<Record<string, TaskOutcome>>];

export function sit(of: Exam, ...steps: readonly Step[]): { cards: Scorecard[]; history: History } {
  let history = NO_HISTORY;
  const cards = steps.map(([name, minutes, outcomes]) => {
    const ref = asFirstSubmitted(submission(name, minutes), history);
    const card = buildScorecard({
      exam: of,
      examSha256: 'f'.repeat(64),
      submission: ref,
      history,
      outcomes: new Map(Object.entries(outcomes)),
      version: '1.2.3',
    });
    history = remember(history, card);
    return card;
  });
  return { cards, history };
}

export const kinds = ({ tasks }: Scorecard) => tasks.map(({ kind, score }) => `${kind} ${score}`);
