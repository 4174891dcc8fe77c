/**
 * The whole way of the data on one screen, and the only file that knows the order:
 *
 *     event ──► submission ───────────────┐
 *     hidden ─► inputs ───────────────────┤► [ sandbox: model ─► predictions ]
 *            └► labels ─► metric ◄── validated predictions
 *                          metric ─► score ─► report ─► publish
 */
import { availableParallelism } from 'node:os';
import pMap from 'p-map';
import { faultOf, toProblem } from './domain/errors.ts';
import type { Task } from './domain/exam.ts';
import type { HiddenSet } from './domain/hidden.ts';
import type { PredictionOutcome } from './domain/prediction.ts';
import type { Scorecard, TaskOutcome } from './domain/scorecard.ts';
import type { Submission, SubmissionRef, SubmittedTask } from './domain/submission.ts';
import type { LoadedExam } from './exam/index.ts';
import { measure } from './metric/index.ts';
import { predict } from './sandbox/host.ts';
import { buildScorecard } from './score/index.ts';
import { VERSION } from './version.ts';
import { unwatched, type Watch } from './watch.ts';

export interface Grading extends LoadedExam {
  readonly submission: Submission;
  readonly ref?: SubmissionRef;
  /** Fetch and decrypt one hidden set; called once for each task that has a model. */
  readonly openHidden: (task: Task) => Promise<HiddenSet>;
}

/** Two processes share a runner's memory comfortably; more would not be faster on its cores. */
const MODELS_AT_ONCE = Math.min(2, availableParallelism());

/** Grade every task of a submission. One task's misfortune, whosever fault it is, never touches another. */
export async function grade(grading: Grading, watch: Watch = unwatched): Promise<Scorecard> {
  const { exam, sha256, submission, ref, openHidden } = grading;
  const gradeOne = async (task: Task): Promise<[string, TaskOutcome]> => {
    const submitted = submission.get(task.id) ?? { kind: 'missing' };
    const work = () => gradeTask(task, submitted, openHidden, watch);
    return [task.id, await watch('task', task.id, work).catch(unscored)];
  };
  const outcomes = new Map(await pMap(exam.tasks, gradeOne, { concurrency: MODELS_AT_ONCE }));
  return buildScorecard({
    exam,
    examSha256: sha256,
    outcomes,
    version: VERSION,
    ...(ref && { submission: ref }),
  });
}

async function gradeTask(
  task: Task,
  submitted: SubmittedTask,
  openHidden: Grading['openHidden'],
  watch: Watch,
): Promise<TaskOutcome> {
  if (submitted.kind !== 'model') return submitted;
  const { inputs, labels } = await watch('hidden', task.id, () => openHidden(task));
  const job = { model: submitted.model, inputs, output: task.output };
  const outcome = await watch('predict', task.id, () => predict(job));
  if (outcome.kind !== 'predicted') return withoutScore(outcome);
  const value = measure(task.metric, outcome.predictions, labels);
  return { kind: 'measured', value, facts: outcome.facts };
}

function withoutScore(outcome: Exclude<PredictionOutcome, { kind: 'predicted' }>): TaskOutcome {
  return outcome.kind === 'failed' ? unscored(outcome.cause) : outcome;
}

/** An error as an outcome: the candidate's is a rejection, everybody else's is a failure that costs nothing. */
function unscored(cause: unknown): TaskOutcome {
  const problem = toProblem(cause);
  return { kind: faultOf(problem.code) === 'candidate' ? 'rejected' : 'failed', problem };
}
