import type { Exam, Feedback, Task } from '../domain/exam.ts';
import type { History } from '../domain/history.ts';
import type { EngineKind, Isolation } from '../domain/isolation.ts';
import { MAX_SCORE, type Scorecard, type TaskOutcome, type TaskResult } from '../domain/scorecard.ts';
import type { CommitRef, SubmissionRef } from '../domain/submission.ts';
import { bandOf, scoreOf, toldValue } from './scale.ts';
import { climb } from './standing.ts';
import { counting, totalsOf } from './total.ts';

export { postponedUntil } from './clock.ts';
export { scoreOf } from './scale.ts';
export { asFirstSubmitted, remember } from './standing.ts';

/**
 * The scorecard of a submission, reduced to what the exam's feedback level reveals and, where there is a history, to
 * what is better than before. Every object is built here, key by key, so that equal gradings give equal JSON.
 *
 * @param input.history of the pull request; without one the submission counts alone
 * @param input.outcomes by task id; a task that is absent was not submitted
 * @param input.version of the grader
 */
export function buildScorecard(input: {
  readonly exam: Exam;
  readonly examSha256: string;
  readonly submission?: SubmissionRef;
  readonly history?: History;
  readonly outcomes: ReadonlyMap<string, TaskOutcome>;
  readonly version: string;
  readonly engine?: EngineKind;
  readonly isolation?: Isolation;
}): Scorecard {
  const { exam, outcomes, submission, history, isolation } = input;
  const { id, title, passPercent, feedback } = exam;
  const results = exam.tasks.map((task) =>
    resultOf(task, outcomes.get(task.id) ?? { kind: 'missing' }, feedback),
  );
  const climbed = history && submission && climb(exam, results, history, submission);
  const { tasks, standing } = climbed ?? { tasks: results, standing: undefined };
  const totals = totalsOf(standing ? counting(tasks, standing.late) : tasks, passPercent);
  return {
    schema: 'fivefold/scorecard/1',
    grader: {
      name: 'fivefold',
      version: input.version,
      ...(input.engine === 'native' && { engine: 'native' }),
    },
    ...(isolation && { isolation }),
    exam: { id, title, passPercent, feedback, sha256: input.examSha256 },
    ...(submission && { submission: canonical(submission) }),
    tasks,
    points: totals.points,
    maxPoints: tasks.length * MAX_SCORE,
    percent: totals.percent,
    verdict: totals.verdict,
    ...(standing && { standing }),
  };
}

function resultOf(task: Task, outcome: TaskOutcome, feedback: Feedback): TaskResult {
  const { id, title, weight, metric, thresholds: t } = task;
  const thresholds = { 2: t[2], 3: t[3], 4: t[4], 5: t[5] };
  const hidden = { sha256: task.hidden.sha256 };
  const row = { task: id, title, weight, metric: metric.name, thresholds, hidden };
  switch (outcome.kind) {
    case 'measured': {
      const { format, parameters, layers, read } = outcome.facts;
      const score = scoreOf(outcome.value, metric.name, thresholds);
      const facts = { format, parameters, layers, ...(read && { read }) };
      const { predictionsHmac: mark } = outcome;
      const marked = mark === undefined ? row : { ...row, predictionsHmac: mark };
      return { ...marked, kind: 'scored', score, facts, ...revealed(outcome.value, task, feedback) };
    }
    case 'missing':
      return { ...row, kind: 'missing', score: 0 };
    case 'postponed':
      return { ...row, kind: 'postponed', score: null };
    case 'rejected':
      return { ...row, kind: 'rejected', score: 0, problem: outcome.problem };
    case 'stopped':
      return { ...row, kind: 'stopped', score: 0, reason: outcome.reason, detail: outcome.detail };
    case 'failed':
      return { ...row, kind: 'failed', score: null, problem: outcome.problem };
    default:
      return outcome satisfies never;
  }
}

/** The one place that decides how much of the secret value leaves the grader. */
function revealed(value: number, { metric, thresholds }: Task, feedback: Feedback) {
  if (feedback === 'score') return {};
  const band = bandOf(value, metric.name, thresholds);
  return feedback === 'band' ? { band } : { band, value: toldValue(value, metric.name, thresholds) };
}

function canonical(ref: SubmissionRef): SubmissionRef {
  const { event, base, head, pullRequest, candidate, submittedAt } = ref;
  return {
    event,
    base: canonicalCommit(base),
    head: canonicalCommit(head),
    ...(pullRequest && { pullRequest: { number: pullRequest.number } }),
    candidate,
    submittedAt,
  };
}

function canonicalCommit({ repository, sha }: CommitRef): CommitRef {
  return { repository: { owner: repository.owner, name: repository.name }, sha };
}
