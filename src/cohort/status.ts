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
  /** Students to be graded, and milliseconds of one core that this is expected to take. */
  readonly queue: { readonly students: number; readonly costMs: number };
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
  const waiting = plan.jobs.filter(({ commits }) => commits.length > 0);
  const costMs = waiting.reduce((sum, job) => sum + job.costMs, 0);
  const sweep = await leaseOf(tip);
  return { standings, queue: { students: waiting.length, costMs }, ...(sweep && { sweep }) };
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
