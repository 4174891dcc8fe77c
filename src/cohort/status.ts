import { type Classroom, deadlineOf } from './classroom.ts';
import type { Course } from './course.ts';
import { lateMarkOf } from './late.ts';
import { leaseOf } from './lease.ts';
import { type Job, type Plan, recordsIn } from './plan.ts';
import { bucketOf, type StudentRecord } from './record.ts';
import type { Student } from './student.ts';

/** How far somebody is. */
export type State =
  /** Has no repository, or nothing in it. */
  | { readonly kind: 'not-submitted' }
  | { readonly kind: 'graded'; readonly percent: number; readonly at: string }
  /** Has pushed what no sweep has graded yet. */
  | { readonly kind: 'waiting'; readonly since: string }
  /** Submits more often than the exam allows. */
  | { readonly kind: 'postponed'; readonly until: string }
  | { readonly kind: 'stuck'; readonly why: string; readonly since: string };

export interface Standing {
  readonly student: Student;
  readonly state: State;
}

export interface Status {
  readonly standings: readonly Standing[];
  /** A sweep that is under way, or was killed. */
  readonly sweep?: { readonly name: string; readonly until: string };
  /** What a sweep would have to do now. */
  readonly queue: Queue;
  /** How long people may still submit; absent where the course has no deadline. */
  readonly deadline?: TimeLeft;
}

export interface Queue {
  /** To be graded. */
  readonly students: number;
  /** Graded, with something to tell them that does not stand in their repository. */
  readonly untold: number;
  /** Milliseconds of one core that grading is expected to take. */
  readonly costMs: number;
  /** Milliseconds until all is graded and told, at GitHub's pace and on as many runners as there are. */
  readonly leftMs: number;
}

export interface TimeLeft {
  /** Of the course: ISO 8601. */
  readonly at: string;
  /** Milliseconds from when this was read; 0 when it is over. */
  readonly leftMs: number;
  /** The last deadline of anybody who has more time than the course gives, and how many they are. */
  readonly extended?: { readonly students: number; readonly until: string; readonly leftMs: number };
}

/** @throws {FivefoldError} `cohort/records-damaged`, `github/*` */
export async function statusOf({ roster, tip, classroom }: Course, plan: Plan): Promise<Status> {
  const jobs = new Map(plan.jobs.map((job) => [job.student, job]));
  const standings: Standing[] = [];
  for (const [bucket, students] of Map.groupBy(roster, ({ id }) => bucketOf(id))) {
    const records = await recordsIn(tip, bucket);
    for (const student of students) {
      const state = stateOf(student, records.get(student.id), jobs.get(student.id), classroom);
      standings.push({ student, state });
    }
  }
  const order = new Map(roster.map(({ id }, i) => [id, i]));
  standings.sort((a, b) => (order.get(a.student.id) ?? 0) - (order.get(b.student.id) ?? 0));
  const sweep = await leaseOf(tip);
  const deadline = timeLeft(roster, classroom, tip.readAt);
  return { standings, queue: queueOf(plan), ...(sweep && { sweep }), ...(deadline && { deadline }) };
}

function queueOf({ jobs, budget }: Plan): Queue {
  const waiting = jobs.filter(({ commits }) => commits.length > 0);
  return {
    students: waiting.length,
    untold: jobs.filter(({ commits, isUnposted }) => isUnposted && commits.length === 0).length,
    costMs: waiting.reduce((sum, job) => sum + job.costMs, 0),
    leftMs: budget.gradingMs + Math.max(budget.requestsMs, budget.writesMs),
  };
}

function timeLeft(roster: readonly Student[], classroom: Classroom, now: string): TimeLeft | undefined {
  if (!classroom.deadline) return undefined;
  const { at } = classroom.deadline;
  const leftMs = (until: string) => Math.max(0, Date.parse(until) - Date.parse(now));
  const later = roster.flatMap((student) => {
    const own = deadlineOf(classroom, student)?.at ?? at;
    return Date.parse(own) > Date.parse(at) ? [own] : [];
  });
  const until = later.reduce((last, own) => (Date.parse(own) > Date.parse(last) ? own : last), at);
  const extended = { students: later.length, until, leftMs: leftMs(until) };
  return { at, leftMs: leftMs(at), ...(later.length > 0 && { extended }) };
}

function stateOf(
  student: Student,
  record: StudentRecord | undefined,
  job: Job | undefined,
  classroom: Classroom,
): State {
  const stuck = job ? job.stuck : record?.stuck;
  if (stuck) return { kind: 'stuck', why: stuck.problem.message, since: stuck.since };
  const postponed = job ? job.postponed : record?.postponed;
  if (postponed) return { kind: 'postponed', until: postponed.until };
  const [wanted] = job?.commits ?? [];
  if (wanted) return { kind: 'waiting', since: wanted.at };
  const mark = record && lateMarkOf(record, deadlineOf(classroom, student));
  const at = record?.card?.submission?.submittedAt;
  if (!mark || at === undefined || record.card?.tasks.every(({ kind }) => kind === 'missing'))
    return { kind: 'not-submitted' };
  return { kind: 'graded', percent: mark.percent, at };
}
