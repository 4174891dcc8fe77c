/**
 * What can be known about a submission without a key: does each model load and keep its contract, how does it do on
 * the public sample, and what is probably wrong with it. The models run as they do when they are graded.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import {
  type Answer,
  binomialInterval,
  firstRows,
  intervalOf,
  type Study,
  viewOf,
} from './diagnose/index.ts';
import type { CheckOutcome, CheckResult, Finding, Pace, SampleResult, TaskCheck } from './domain/check.ts';
import { faultOf, toProblem } from './domain/errors.ts';
import { type Exam, type InputContract, type OutputContract, storedRow, type Task } from './domain/exam.ts';
import type { HiddenSet } from './domain/hidden.ts';
import { DIAGNOSE_TIMEOUT_MS, MAX_TRIAL_ROWS, PREDICT_TIMEOUT_MS } from './domain/limits.ts';
import { METRICS } from './domain/metric.ts';
import type { PredictionOutcome, Predictions } from './domain/prediction.ts';
import type { CommitRef, ModelFiles, Submission, SubmissionRef, SubmittedTask } from './domain/submission.ts';
import { blankTensor, type InputTensor, type Tensor } from './domain/tensor.ts';
import { fetchExam } from './exam/fetch.ts';
import type { LoadedExam } from './exam/index.ts';
import { fetchVocabulary } from './exam/vocabulary.ts';
import { findingsOf } from './findings.ts';
import type { GitHub } from './github/client.ts';
import { unlessFailed } from './grade.ts';
import { measure } from './metric/index.ts';
import { openSample, publicCommit } from './sample.ts';
import type { Job } from './sandbox/host.ts';
import { openSandbox, type Sandbox } from './sandbox/open.ts';
import { planRuns } from './sandbox/plan.ts';
import { scoreOf } from './score/index.ts';
import { fetchSubmission } from './submission/index.ts';
import { withTokens } from './texts.ts';
import { VERSION } from './version.ts';
import { unwatched, type Watch } from './watch.ts';

export interface Checking extends LoadedExam {
  readonly submission: Submission;
  /** The labelled public rows of a task; `undefined` where the exam publishes none. */
  readonly openSample: (task: Task) => Promise<HiddenSet | undefined>;
  /** Rows that the candidate trained on, where the candidate left some. */
  readonly openTraining?: (task: Task) => Promise<HiddenSet | undefined>;
  /** The exam's vocabulary, for tasks that give texts. */
  readonly openVocabulary: (path: string) => Promise<readonly string[]>;
  /** Ask the models for their layers, too, for pictures. */
  readonly outlines?: true;
  /** When to end, by `performance.now()`: what runs then is taken to have been stopped. */
  readonly until?: number;
}

/** Check a commit on GitHub against an exam at another, or the same: all by API, nothing checked out, no key. */
export async function checkCommit(
  github: GitHub,
  {
    ref,
    exam,
    examPath,
  }: { readonly ref: SubmissionRef; readonly exam: CommitRef; readonly examPath: string },
  watch: Watch = unwatched,
): Promise<{ readonly exam: Exam; readonly result: CheckResult }> {
  const loaded = await watch('exam', undefined, () => fetchExam(github, exam, examPath));
  const submission = await watch('submission', undefined, () =>
    fetchSubmission(github, ref, loaded.exam.tasks),
  );
  const read = publicCommit(github, exam);
  const openVocabulary = (path: string) => fetchVocabulary(github, exam, path);
  const sample = { openSample: (task: Task) => openSample(read, task), openVocabulary };
  const result = await check({ ...loaded, ...sample, submission, outlines: true }, watch);
  return { exam: loaded.exam, result };
}

/** Check every task of a submission. One task's misfortune, whosever fault it is, never touches another. */
export async function check(checking: Checking, watch: Watch = unwatched): Promise<CheckResult> {
  const { exam, sha256, submission } = checking;
  const plan = planRuns();
  const sandbox = openSandbox(plan.limits);
  const checkOne = async (task: Task): Promise<TaskCheck> => {
    const { id, title, metric, thresholds } = task;
    const submitted = submission.get(id) ?? { kind: 'missing' };
    const outcome = await watch('task', id, () => checkTask(task, submitted, checking, sandbox, watch)).catch(
      unchecked,
    );
    return { task: id, title, metric: metric.name, thresholds, ...outcome };
  };
  const tasks = await pMap(exam.tasks, checkOne, { concurrency: plan.atOnce }).finally(sandbox.close);
  return {
    schema: 'fivefold/check/1',
    checker: { name: 'fivefold', version: VERSION },
    exam: { id: exam.id, title: exam.title, sha256 },
    tasks,
  };
}

/** How a run ended that did not fail for a reason of ours. */
type Told = Exclude<PredictionOutcome, { kind: 'failed' }>;

type Run = (inputs: InputTensor, output?: OutputContract, timeoutMs?: number) => Promise<Told>;

async function checkTask(
  task: Task,
  submitted: SubmittedTask,
  checking: Checking,
  sandbox: Sandbox,
  watch: Watch,
): Promise<CheckOutcome> {
  if (submitted.kind === 'rejected') return { ...submitted, findings: [] };
  if (submitted.kind !== 'model') return submitted;
  const { outlines, until } = checking;
  const runJob = async (job: Job, timeoutMs = PREDICT_TIMEOUT_MS) =>
    unlessFailed(await endingBy(until, timeoutMs, (ms) => sandbox.predict(job, ms)));
  const { model } = submitted;
  const run: Run = (inputs, output = task.output, timeoutMs) => runJob({ model, inputs, output }, timeoutMs);
  const sample = await watch('sample', task.id, () => checking.openSample(task));
  const rows = await withTokens(sample ?? blankSet(task.input), task, checking.openVocabulary);
  const outcome = await watch('predict', task.id, () =>
    runJob({ model, inputs: rows.inputs, output: task.output, ...(outlines && { outline: outlines }) }),
  );
  if (!sample) return withoutSample(outcome);
  const pace = paceOf(rows, outcome);
  const findings = await watch('diagnose', task.id, async () => {
    const training = await trainingOf(task, checking, run);
    const study = studyOf(task, await asRead(rows, model, outcome), outcome);
    return findingsOf({ ...study, pace, ...training }, run);
  });
  return onSample(task, rows, outcome, { pace, findings });
}

/** Whatever it is that runs, it has no more time than is left. */
async function endingBy(
  until: number | undefined,
  timeoutMs: number,
  work: (timeoutMs: number) => Promise<PredictionOutcome>,
): Promise<PredictionOutcome> {
  if (until === undefined) return work(timeoutMs);
  const leftMs = Math.max(0, until - performance.now());
  const over = { kind: 'stopped', reason: 'timeout', detail: 'no time was left for it' } as const;
  if (leftMs === 0) return over;
  const ended = new AbortController();
  const end = sleep(leftMs, over, { signal: ended.signal }).catch(() => over);
  return Promise.race([work(Math.min(timeoutMs, leftMs)), end]).finally(() => ended.abort());
}

/** Of texts, the tokens that the model was given, so that other tokens can be tried; any other rows as they are. */
async function asRead(rows: HiddenSet, { tokenizer }: ModelFiles, outcome: Told): Promise<HiddenSet> {
  const { inputs } = rows;
  if (inputs.dtype !== 'string' || !inputs.tokens || tokenizer) return rows;
  if (outcome.kind === 'predicted' && outcome.facts.read !== 'exam-tokens') return rows;
  const { examTokens } = await import('./model/tokens/index.ts');
  return { ...rows, inputs: examTokens(inputs, inputs.tokens) };
}

/** Of the model alone, whatever was waited for before it ran. One that gave no answer has none. */
function paceOf({ labels }: HiddenSet, outcome: Told): Pace {
  const ms = outcome.kind === 'predicted' ? outcome.timing.predictMs : 0;
  return { rows: labels.shape[0] ?? 1, ms };
}

/** Loaded and run on rows of zeros: the contract is kept, and nothing else is known. */
function withoutSample(outcome: Told): CheckOutcome {
  if (outcome.kind !== 'predicted') return { ...outcome, findings: [] };
  return { kind: 'runs', ...seenOf(outcome), findings: [] };
}

function onSample(
  task: Task,
  { labels }: HiddenSet,
  outcome: Told,
  { pace, findings }: { readonly pace: Pace; readonly findings: readonly Finding[] },
): CheckOutcome {
  if (outcome.kind !== 'predicted') return { ...outcome, findings };
  const answer = answerOf(task, labels, outcome);
  if (answer.kind === 'refused') return { kind: 'rejected', problem: answer.problem, findings };
  return {
    kind: 'runs',
    ...seenOf(outcome),
    pace,
    sample: sampleResult(task, labels, outcome.predictions),
    findings,
  };
}

function seenOf({ facts, outline }: Extract<Told, { kind: 'predicted' }>) {
  return { facts, ...(outline && { outline }) };
}

function sampleResult(task: Task, labels: Tensor, predictions: Predictions): SampleResult {
  const measureTask = measureOf(task);
  const value = measureTask(predictions, labels);
  const isShare = task.metric.name === 'accuracy';
  const [low, high] = isShare
    ? binomialInterval(value, labels.data.length)
    : intervalOf(measureTask, predictions, labels);
  const [worse, better] = METRICS[task.metric.name].better === 'higher' ? [low, high] : [high, low];
  const score = (reached: number) => scoreOf(reached, task.metric.name, task.thresholds);
  return {
    rows: labels.shape[0] ?? 0,
    value,
    interval: [worse, better],
    view: viewOf(task.output, predictions, labels),
    wouldScore: { value: score(value), from: score(worse), to: score(better) },
  };
}

function studyOf(task: Task, { inputs, labels }: HiddenSet, outcome: Told): Study {
  const first = firstRows(labels, MAX_TRIAL_ROWS);
  return {
    task,
    inputs: firstRows(inputs, MAX_TRIAL_ROWS),
    labels: first,
    sampleRows: labels.shape[0] ?? 0,
    measure: measureOf(task),
    answer: answerOf(task, first, outcome),
  };
}

/** What can be measured of an outcome on the first rows of it, as many as there are labels. */
function answerOf(task: Task, labels: Tensor, outcome: Told): Answer {
  if (outcome.kind === 'stopped') return outcome;
  if (outcome.kind === 'rejected') return { kind: 'refused', problem: outcome.problem };
  const predictions = firstRows(outcome.predictions, labels.shape[0] ?? 0);
  try {
    return { kind: 'predicted', predictions, value: measureOf(task)(predictions, labels) };
  } catch (error) {
    const problem = toProblem(error);
    if (faultOf(problem.code) !== 'candidate') throw error;
    return { kind: 'refused', problem, predictions };
  }
}

function measureOf({ metric }: Task): Study['measure'] {
  return (predictions, labels) => measure(metric, predictions, labels);
}

/** How the model does on rows that it was trained on, where the candidate left some. */
async function trainingOf(
  task: Task,
  { openTraining, openVocabulary }: Checking,
  run: Run,
): Promise<Pick<Study, 'training'>> {
  const found = await openTraining?.(task);
  if (!found) return {};
  const set = await withTokens(found, task, openVocabulary);
  const [inputs, labels] = [firstRows(set.inputs, MAX_TRIAL_ROWS), firstRows(set.labels, MAX_TRIAL_ROWS)];
  const outcome = await run(inputs, task.output, DIAGNOSE_TIMEOUT_MS);
  const answer = answerOf(task, labels, outcome);
  return answer.kind === 'predicted' ? { training: { ...answer, labels } } : {};
}

/** Two rows of nothing: enough to see whether a model loads, takes the rows and answers in shape. */
function blankSet(contract: InputContract): HiddenSet {
  const { shape, dtype } = storedRow(contract);
  const inputs = blankTensor(dtype, [BLANK_ROWS, ...shape.map((dimension) => dimension ?? VARYING)]);
  return { inputs, labels: { dtype: 'int32', shape: [0], data: new Int32Array() } };
}

const BLANK_ROWS = 2;
/** Length of a dimension that may vary: beyond the windows and pools of usual models. */
const VARYING = 48;

/** An error as an outcome: the candidate's is a rejection, everybody else's is a failure that costs nothing. */
function unchecked(error: unknown): CheckOutcome {
  const problem = toProblem(error);
  return faultOf(problem.code) === 'candidate'
    ? { kind: 'rejected', problem, findings: [] }
    : { kind: 'failed', problem };
}
