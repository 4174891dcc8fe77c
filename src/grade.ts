/**
 * The whole way of the data on one screen, and the only file that knows the order:
 *
 *     event ──► submission ───────────────┐
 *     hidden ─► inputs ───────────────────┤► [ sandbox: model ─► predictions ]
 *            └► labels ─► metric ◄── validated predictions
 *                          metric ─► score ─► report ─► publish
 */
import { faultOf, toProblem } from './domain/errors.ts';
import type { Exam, Task } from './domain/exam.ts';
import type { HiddenSet } from './domain/hidden.ts';
import type { History } from './domain/history.ts';
import type { Isolation } from './domain/isolation.ts';
import type { PredictionOutcome } from './domain/prediction.ts';
import type { Scorecard, TaskOutcome } from './domain/scorecard.ts';
import type { CommitRef, Submission, SubmissionRef, SubmittedTask } from './domain/submission.ts';
import type { InputTensor, Tensor } from './domain/tensor.ts';
import { fetchExam } from './exam/fetch.ts';
import type { LoadedExam } from './exam/index.ts';
import { fetchVocabulary } from './exam/vocabulary.ts';
import type { GitHub } from './github/client.ts';
import { fetchHiddenSet, openHiddenSet } from './hidden/index.ts';
import { measure } from './metric/index.ts';
import { tellable } from './refusal.ts';
import { markOf, type Shelf } from './remembered/index.ts';
import { type Keyed, keyed } from './remembering.ts';
import { type Engine, WASM } from './sandbox/engine.ts';
import type { Predict, SandboxLimits } from './sandbox/host.ts';
import { openSandbox, type Sandbox } from './sandbox/open.ts';
import { planRuns } from './sandbox/plan.ts';
import { isolationHere } from './sandbox/process.ts';
import { asFirstSubmitted, buildScorecard, postponedUntil } from './score/index.ts';
import { fetchSubmission } from './submission/index.ts';
import { withTokens } from './texts.ts';
import { VERSION } from './version.ts';
import { unwatched, type Watch } from './watch.ts';

export interface Grading extends LoadedExam, Keyed {
  readonly submission: Submission;
  readonly ref?: SubmissionRef;
  /** Of the pull request; without one, the submission counts alone. */
  readonly history?: History;
  /** Fetch and decrypt one hidden set; called once for each task whose model is run. */
  readonly openHidden: (task: Task) => Promise<HiddenSet>;
  /** What one model may take; see `domain/limits.ts` for what it may where nothing is said. */
  readonly limits?: SandboxLimits;
  /** What computes; `wasm` where nothing is said. */
  readonly engine?: Engine;
  /** Opened while something else was waited for, with these limits and this engine; closed when all models have run. */
  readonly sandbox?: Sandbox;
}

/** A commit on GitHub, and what it takes to grade it. */
export interface CommitGrading {
  readonly ref: SubmissionRef;
  /** The commit that holds the exam: the base of the pull request, or a commit of another repository. */
  readonly exam: CommitRef;
  readonly examPath: string;
  readonly identity: string;
  /** What is remembered of earlier submissions to this exam. */
  readonly recall?: (exam: Exam) => Promise<History | undefined>;
  /** Where results of models are kept, so that nothing is run twice. */
  readonly shelves?: readonly Shelf[];
  /** Told what was read, for whoever makes more of it than scores. */
  readonly onRead?: (read: { readonly loaded: LoadedExam; readonly submission: Submission }) => void;
  /** What computes; `wasm` where nothing is said. */
  readonly engine?: Engine;
}

/**
 * Grade a commit on GitHub: its exam, its submission, its hidden sets, each by API and pinned to a commit. A commit that
 * is one too many for its day is not looked at.
 */
export async function gradeCommit(
  github: GitHub,
  grading: CommitGrading,
  watch: Watch = unwatched,
): Promise<Scorecard> {
  // Started before anything is known, so that it waits for the first model and not the other way round.
  const sandbox = openSandbox(planRuns().limits, grading.engine);
  return gradeIn(sandbox, github, grading, watch).finally(sandbox.close);
}

async function gradeIn(
  sandbox: Sandbox,
  github: GitHub,
  {
    ref: submitted,
    exam: examCommit,
    examPath,
    identity,
    recall,
    onRead,
    shelves = [],
    engine,
  }: CommitGrading,
  watch: Watch,
): Promise<Scorecard> {
  const loaded = await watch('exam', undefined, () => fetchExam(github, examCommit, examPath));
  const { exam } = loaded;
  const history = await watch('history', undefined, async () => recall?.(exam));
  const ref = asFirstSubmitted(submitted, history);
  if (history && postponedUntil(exam, history, ref)) return postpone(loaded, ref, history);
  const submission = await watch('submission', undefined, () => fetchSubmission(github, ref, exam.tasks));
  onRead?.({ loaded, submission });
  const openHidden = async (task: Task) => {
    const encrypted = await watch('fetch', task.id, () => fetchHiddenSet(github, examCommit, task.hidden));
    const set = await watch('decrypt', task.id, () => openHiddenSet(encrypted, { identity, exam, task }));
    return withTokens(set, task, (path) => fetchVocabulary(github, examCommit, path));
  };
  const keys = await keyed(identity, shelves);
  const around = { ...keys, sandbox, ...(engine && { engine }), ...(history && { history }) };
  return grade({ ...loaded, ...around, submission, ref, openHidden }, watch);
}

function postpone({ exam, sha256 }: LoadedExam, submission: SubmissionRef, history: History): Scorecard {
  const outcomes = new Map(exam.tasks.map(({ id }) => [id, { kind: 'postponed' }] as const));
  return buildScorecard({ exam, examSha256: sha256, outcomes, version: VERSION, submission, history });
}

/** What became of every task of a submission, before anything is scored. */
export interface Evaluation {
  readonly outcomes: ReadonlyMap<string, TaskOutcome>;
  /** Absent where no model was run. */
  readonly isolation?: Isolation;
}

/** Grade every task of a submission. */
export async function grade(grading: Grading, watch: Watch = unwatched): Promise<Scorecard> {
  const { exam, sha256, ref, history, engine = WASM } = grading;
  return buildScorecard({
    exam,
    examSha256: sha256,
    ...(await evaluate(grading, watch)),
    version: VERSION,
    engine: engine.kind,
    ...(ref && { submission: ref }),
    ...(history && { history }),
  });
}

/** Run every model of a submission. One task's misfortune, whosever fault it is, never touches another. */
export async function evaluate(grading: Grading, watch: Watch = unwatched): Promise<Evaluation> {
  const { exam, submission, engine = WASM } = grading;
  const sandbox = grading.sandbox ?? openSandbox(grading.limits ?? planRuns().limits, engine);
  const gradeOne = async (task: Task): Promise<[string, TaskOutcome]> => {
    const submitted = submission.get(task.id) ?? { kind: 'missing' };
    const work = () => gradeTask(task, submitted, grading, sandbox.predict, watch);
    return [task.id, await watch('task', task.id, work).catch(unscored)];
  };
  const outcomes = new Map(await Promise.all(exam.tasks.map(gradeOne)).finally(sandbox.close));
  return { outcomes, ...(hasModel(submission) && { isolation: await isolationHere(engine) }) };
}

function hasModel(submission: Submission): boolean {
  return [...submission.values()].some(({ kind }) => kind === 'model');
}

async function gradeTask(
  task: Task,
  submitted: SubmittedTask,
  { openHidden, engine = WASM, recall, markKey }: Grading,
  predict: Predict,
  watch: Watch,
): Promise<TaskOutcome> {
  if (submitted.kind !== 'model') return submitted;
  const { model } = submitted;
  const { id, metric, output } = task;
  const hidden = rowsAndLabels(() => watch('hidden', id, () => openHidden(task)));
  const run = async (): Promise<TaskOutcome> => {
    const job = { model, inputs: hidden.inputs, output };
    const outcome = await watch('predict', id, async () => unlessFailed(await predict(job)));
    if (outcome.kind === 'rejected') return tellable(job, outcome, predict);
    if (outcome.kind !== 'predicted') return outcome;
    const { predictions, facts } = outcome;
    const mark = markOf(markKey, { model: model.objectId, hidden: task.hidden.sha256 }, predictions);
    return { kind: 'measured', value: measure(metric, predictions, await hidden.labels()), facts, ...mark };
  };
  if (!recall || model.objectId === undefined) return run();
  const tokens = task.input.text && tokensOf(await hidden.inputs());
  const isolation = await isolationHere(engine);
  return recall(
    { model: model.objectId, task, tokens, grader: VERSION, engine: engine.kind, isolation },
    run,
  );
}

function tokensOf(inputs: InputTensor) {
  return inputs.dtype === 'string' ? inputs.tokens : undefined;
}

/** The two parts of a hidden set. The rows, which may be large, are opened for each time that they go to a sandbox. */
function rowsAndLabels(open: () => Promise<HiddenSet>) {
  let labels: Tensor | undefined;
  const inputs = async () => {
    const set = await open();
    labels = set.labels;
    return set.inputs;
  };
  return { inputs, labels: async () => labels ?? (await open()).labels };
}

/** A failure of ours goes the way of every other error, so that whoever watches hears of it. */
export function unlessFailed(outcome: PredictionOutcome): Exclude<PredictionOutcome, { kind: 'failed' }> {
  if (outcome.kind === 'failed') throw outcome.cause;
  return outcome;
}

/** An error as an outcome: the candidate's is a rejection, everybody else's is a failure that costs nothing. */
function unscored(cause: unknown): TaskOutcome {
  const problem = toProblem(cause);
  return { kind: faultOf(problem.code) === 'candidate' ? 'rejected' : 'failed', problem };
}
