import { type Problem, toProblem } from '../domain/errors.ts';
import type { Exam, Task } from '../domain/exam.ts';
import type { HiddenSet } from '../domain/hidden.ts';
import type { TaskOutcome } from '../domain/scorecard.ts';
import type { Submission } from '../domain/submission.ts';
import { fetchVocabulary } from '../exam/vocabulary.ts';
import type { GitHub } from '../github/client.ts';
import { type Evaluation, evaluate } from '../grade.ts';
import { fetchHiddenSet, openHiddenSet } from '../hidden/index.ts';
import type { Keyed } from '../remembering.ts';
import { openSandbox, type Sandbox } from '../sandbox/open.ts';
import { planRuns } from '../sandbox/plan.ts';
import { type SurveyedTask, surveySubmission } from '../submission/index.ts';
import { withTokens } from '../texts.ts';
import { timing } from '../watch.ts';
import type { Job } from './plan.ts';
import type { GradedCommit, GradedTask, Place, StudentRecord } from './record.ts';
import { type CourseExam, submissionRef } from './replay.ts';
import type { Wanted } from './todo.ts';

/** What came of a job, to be entered into the student's record. */
export interface Result {
  readonly student: string;
  readonly login: string;
  readonly place?: Place;
  readonly commits: readonly GradedCommit[];
  readonly postponed?: StudentRecord['postponed'];
  readonly stuck?: { readonly problem: Problem };
}

export interface Grading {
  /** Reads the students' repositories. */
  readonly github: GitHub;
  readonly course: CourseExam;
  readonly openHidden: (task: Task) => Promise<HiddenSet>;
  /** What came of equal models of others, too, and the key that marks predictions. */
  readonly keys: Keyed;
}

/**
 * The hidden sets of an exam, each fetched and decrypted once. All are opened before anybody is graded: a wrong key is the
 * instructor's to mend, and not to be told to every student.
 *
 * @throws {FivefoldError} `hidden/*`, `exam/vocabulary-*`, `github/*`
 */
export async function openAll(
  home: GitHub,
  { exam, commit }: CourseExam,
  identity: string,
): Promise<Grading['openHidden']> {
  const opened = new Map<string, HiddenSet>();
  for (const task of exam.tasks) {
    const encrypted = await fetchHiddenSet(home, commit, task.hidden);
    const set = await openHiddenSet(encrypted, { identity, exam, task });
    opened.set(task.id, await withTokens(set, task, (path) => fetchVocabulary(home, commit, path)));
  }
  return async ({ id }) => {
    const set = opened.get(id);
    if (!set) throw new RangeError(`the exam has no task ${id}`);
    return set;
  };
}

/**
 * Grade one job after the other; while one is evaluated, the models of the next are fetched and its sandbox is started. Never more
 * than two submissions are in memory. What goes wrong with one costs no other anything.
 */
export async function* gradeJobs(jobs: readonly Job[], grading: Grading): AsyncGenerator<Result> {
  let ahead: Promise<readonly Prepared[]> | undefined;
  try {
    for (const [i, job] of jobs.entries()) {
      const prepared = await (ahead ?? prepareAll(job, grading));
      const next = jobs[i + 1];
      ahead = next && prepareAll(next, grading);
      yield await finish(job, prepared, grading);
    }
  } finally {
    for (const { sandbox } of (await ahead) ?? []) await sandbox?.close();
  }
}

/** A commit whose models are here, but for those that are known. */
interface Prepared {
  readonly wanted: Wanted;
  readonly known: ReadonlyMap<string, GradedTask>;
  readonly ids: ReadonlyMap<string, string>;
  readonly submission: Submission;
  /** Where there is a model to run. */
  readonly sandbox?: Sandbox;
  readonly fetchMs: number;
}

function prepareAll(job: Job, grading: Grading): Promise<readonly Prepared[]> {
  return Promise.all(job.commits.map((wanted) => prepare(job, wanted, grading)));
}

async function prepare(job: Job, wanted: Wanted, { github, course }: Grading): Promise<Prepared> {
  const start = performance.now();
  const tasks = tasksOf(course.exam, wanted);
  const surveyed = job.place
    ? await surveySubmission(github, refIn(job, job.place, wanted, course), tasks)
    : new Map();
  const ids = new Map<string, string>();
  const known = new Map<string, GradedTask>();
  const submission = new Map<string, Awaited<ReturnType<typeof read>>>();
  const take = async (task: Task) => {
    const found: SurveyedTask = surveyed.get(task.id) ?? { kind: 'missing' };
    const id = found.kind === 'located' ? found.objectId : undefined;
    if (id !== undefined) ids.set(task.id, id);
    const earlier = job.known[task.id]?.find(
      ({ model, hidden }) => model === id && hidden === task.hidden.sha256,
    );
    if (id !== undefined && earlier) known.set(task.id, earlier);
    else submission.set(task.id, await read(found));
  };
  await Promise.all(tasks.map(take));
  const hasModel = [...submission.values()].some(({ kind }) => kind === 'model');
  const fetchMs = performance.now() - start;
  return {
    wanted,
    known,
    ids,
    submission,
    fetchMs,
    ...(hasModel && { sandbox: openSandbox(planRuns().limits) }),
  };
}

function read(found: SurveyedTask) {
  return found.kind === 'located' ? found.read() : found;
}

function tasksOf(exam: Exam, wanted: Wanted): readonly Task[] {
  return exam.tasks.filter(({ id }) => wanted.tasks.includes(id));
}

/** Everything is read from the student's own repository, which knows the commit; the exam's does not. */
function refIn({ login }: Job, place: Place, wanted: Wanted, { commit }: CourseExam) {
  const ref = submissionRef(place, login, wanted, commit);
  return { ...ref, base: ref.head };
}

async function finish(job: Job, prepared: readonly Prepared[], grading: Grading): Promise<Result> {
  const { student, login, place, postponed } = job;
  const commits: GradedCommit[] = [];
  let stuck: Result['stuck'] = job.stuck;
  for (const one of prepared) {
    const graded = await evaluateOne(one, grading);
    const problem = problemOfAll(graded);
    if (problem) stuck = { problem };
    else commits.push(graded);
  }
  return {
    student,
    login,
    commits,
    ...(place && { place }),
    ...(postponed && { postponed }),
    ...(stuck && { stuck }),
  };
}

async function evaluateOne(prepared: Prepared, grading: Grading): Promise<GradedCommit> {
  const { wanted, known, ids, submission, fetchMs } = prepared;
  const tasks = tasksOf(grading.course.exam, wanted).filter(({ id }) => !known.has(id));
  const costs = new Map<string, number>();
  const { outcomes, isolation } = await evaluated(prepared, tasks, grading, costs);
  const share = fetchMs / Math.max(1, tasks.length);
  const fresh = tasks.map(({ id, hidden }): [string, GradedTask] => {
    const outcome = outcomes.get(id) ?? { kind: 'missing' };
    const [model, ms] = [ids.get(id), costs.get(id)];
    const cost =
      submission.get(id)?.kind === 'model' && ms !== undefined ? { costMs: Math.round(ms + share) } : {};
    return [
      id,
      { hidden: hidden.sha256, outcome: kept(outcome), ...(model !== undefined && { model }), ...cost },
    ];
  });
  const { head, at } = wanted;
  return { head, at, ...(isolation && { isolation }), tasks: Object.fromEntries([...known, ...fresh]) };
}

/** @param costs milliseconds by task are entered here */
async function evaluated(
  { submission, sandbox }: Prepared,
  tasks: readonly Task[],
  { course, openHidden, keys }: Grading,
  costs: Map<string, number>,
): Promise<Evaluation> {
  const exam = { ...course.exam, tasks };
  const watch = timing(({ phase, task, ms }) => {
    if (phase === 'task' && task !== undefined) costs.set(task, ms);
  });
  try {
    return await evaluate(
      { ...course, ...keys, exam, submission, openHidden, ...(sandbox && { sandbox }) },
      watch,
    );
  } catch (error) {
    return failed(tasks, error);
  }
}

function failed(tasks: readonly Task[], error: unknown): Evaluation {
  const problem = toProblem(error);
  return { outcomes: new Map(tasks.map(({ id }) => [id, { kind: 'failed', problem }])) };
}

/** Whether a commit is looked at at all is decided before. */
function kept(outcome: TaskOutcome): GradedTask['outcome'] {
  return outcome.kind === 'postponed' ? { kind: 'missing' } : outcome;
}

/** A commit of which nothing could be read is no attempt: it is tried again, and nobody is told of it. */
function problemOfAll({ tasks }: GradedCommit): Problem | undefined {
  const problems = Object.values(tasks).flatMap(({ outcome }) =>
    outcome.kind === 'failed' ? [outcome.problem] : [],
  );
  return problems.length === Object.keys(tasks).length ? problems[0] : undefined;
}
