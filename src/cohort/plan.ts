import pMap from 'p-map';
import type { GitHub } from '../github/client.ts';
import { blobId } from '../github/objects.ts';
import { type Budget, budgetOf } from './budget.ts';
import { type Classroom, repositoryOf } from './classroom.ts';
import { type Costs, costOf, costsFrom } from './cost.ts';
import { BOOK_PATH, bookOf, type Line, linesOf } from './gradebook.ts';
import { isUnfinished } from './lease.ts';
import { look } from './look.ts';
import { listPlaces } from './places.ts';
import { bucketOf, bucketPath, type GradedTask, readBucket, type StudentRecord } from './record.ts';
import type { CourseExam } from './replay.ts';
import { readText, type Tip } from './results.ts';
import { cutShards, type Shard } from './shards.ts';
import type { Student } from './student.ts';
import { type Todo, todoFor } from './todo.ts';

/** A student for whom there is something to do. */
export interface Job extends Todo {
  readonly student: string;
  readonly login: string;
  /** What is known of models by their object ids, so that none is evaluated twice. By task. */
  readonly known: Readonly<Record<string, readonly GradedTask[]>>;
  /** Expected, of one core. */
  readonly costMs: number;
}

export interface Plan {
  readonly schema: 'fivefold/cohort-plan/1';
  /** The commit of the grader repository whose exam counts. */
  readonly exam: { readonly sha: string; readonly sha256: string };
  /** Where the results branch stood. */
  readonly results?: string;
  /** In the order of their buckets. */
  readonly jobs: readonly Job[];
  readonly counts: Counts;
  /** A sweep before was killed: even without jobs, there is something to finish. */
  readonly isUnfinished: boolean;
  /** The gradebook would be another one: somebody has more time, or is called otherwise, though nobody has submitted anything. */
  readonly isBookOutdated: boolean;
  readonly budget: Budget;
  readonly shards: readonly Shard[];
}

/** How many students are how far. */
export interface Counts {
  readonly students: number;
  readonly absent: number;
  readonly unchanged: number;
  readonly changed: number;
  readonly rescored: number;
  readonly stuck: number;
  readonly postponed: number;
}

export interface Planning {
  /** Reads the students' repositories. */
  readonly github: GitHub;
  readonly roster: readonly Student[];
  readonly classroom: Classroom;
  readonly course: CourseExam;
  readonly tip: Tip;
  /** Runners at once, for the matrix. */
  readonly runners?: number;
}

/** Students looked at together: GitHub asks not to be asked by a hundred at once. */
const LOOKS_AT_ONCE = 8;

/**
 * What has changed since the last sweep, and what it will cost. Records are read bucket by bucket and not kept; what stays is a
 * line for each student with something to do.
 *
 * @throws {FivefoldError} `github/*` a listing or the results branch cannot be read; `cohort/records-damaged`
 */
export async function makePlan(planning: Planning): Promise<Plan> {
  const { github, roster, classroom, course, tip, runners = DEFAULT_RUNNERS } = planning;
  const directory = await listPlaces(
    github,
    roster.map((student) => repositoryOf(classroom, student)),
  );
  const costs = costsFrom(course.exam);
  const looking = { github, directory, classroom, now: tip.readAt };
  const found: { readonly student: Student; readonly todo: Todo; readonly known: Job['known'] }[] = [];
  const lines = new Map<string, Line>();
  let absent = 0;
  for (const [bucket, students] of byBucket(roster)) {
    const records = await recordsIn(tip, bucket);
    for (const record of records.values()) costs.learn(record);
    for (const [id, line] of linesOf(students, records, classroom)) lines.set(id, line);
    const one = async (student: Student) => {
      const record = records.get(student.id);
      const sight = await look(student, record, looking);
      const todo = todoFor(student, record, sight, course, looking.now);
      if (sight.kind === 'absent' && !todo) absent += 1;
      return todo
        ? [{ student: { ...student, login: sight.login }, todo, known: knownOf(record, todo) }]
        : [];
    };
    found.push(...(await pMap(students, one, { concurrency: LOOKS_AT_ONCE })).flat());
  }
  const jobs = found.map((job) => toJob(job, costs));
  return {
    schema: 'fivefold/cohort-plan/1',
    exam: { sha: course.commit.sha, sha256: course.sha256 },
    ...(tip.commit && { results: tip.commit.sha }),
    jobs,
    counts: count(roster.length, absent, jobs),
    isUnfinished: isUnfinished(tip),
    isBookOutdated: tip.commit !== undefined && !isBookOf(tip, bookOf(roster, lines, course)),
    budget: budgetOf(jobs, { runners, tasks: course.exam.tasks.length }),
    shards: cutShards(jobs, runners),
  };
}

/** By its git object id, so that it need not be read. */
function isBookOf({ files }: Tip, book: string): boolean {
  const { sha } = files.get(BOOK_PATH) ?? {};
  return sha === blobId(new TextEncoder().encode(book), sha?.length);
}

const DEFAULT_RUNNERS = 20;

/** In the order of the buckets, so that neighbours lie in the same files. */
function byBucket(roster: readonly Student[]): readonly (readonly [string, readonly Student[]])[] {
  return [...Map.groupBy(roster, ({ id }) => bucketOf(id))].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** @throws {FivefoldError} `cohort/records-damaged`, `github/*` */
export async function recordsIn(tip: Tip, bucket: string): Promise<ReadonlyMap<string, StudentRecord>> {
  const path = bucketPath(bucket);
  const text = await readText(tip, path);
  return text === undefined ? new Map() : readBucket(text, path);
}

/** Of models that were evaluated to an end, the newest of equal ones. */
function knownOf(record: StudentRecord | undefined, { commits }: Todo): Job['known'] {
  if (!record || commits.length === 0) return {};
  const all = record.attempts.flatMap(({ tasks }) => Object.entries(tasks));
  const ended = all.filter(([, { model, outcome }]) => model !== undefined && isFinal(outcome.kind));
  const byTask = Map.groupBy(ended, ([task]) => task);
  return Object.fromEntries([...byTask].map(([task, found]) => [task, found.map(([, graded]) => graded)]));
}

/** A model that was stopped may do better on another day, and a failure of ours is none of the model's. */
function isFinal(kind: GradedTask['outcome']['kind']): boolean {
  return kind === 'measured' || kind === 'rejected';
}

function toJob(
  { student, todo, known }: { readonly student: Student; readonly todo: Todo; readonly known: Job['known'] },
  costs: Costs,
): Job {
  const { id, login } = student;
  const costMs = todo.commits.reduce((sum, { tasks }) => sum + costOf(costs, tasks), 0);
  return { student: id, login, ...todo, known, costMs };
}

function count(students: number, absent: number, jobs: readonly Job[]): Counts {
  const changed = jobs.filter(({ commits }) => commits.length > 0).length;
  const stuck = jobs.filter((job) => job.stuck !== undefined).length;
  const postponed = jobs.filter((job) => job.postponed !== undefined).length;
  return {
    students,
    absent,
    unchanged: students - absent - jobs.length,
    changed,
    rescored: jobs.length - changed - stuck,
    stuck,
    postponed,
  };
}
