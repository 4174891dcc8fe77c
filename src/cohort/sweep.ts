/** A whole sweep on one machine: plan, grade, merge. On GitHub Actions the same steps are jobs of a workflow. */
import type { GitHub } from '../github/client.ts';
import type { Keyed } from '../remembering.ts';
import type { Course } from './course.ts';
import { type Grading, gradeJobs, openAll, type Result } from './grade.ts';
import type { Holder } from './lease.ts';
import { type Merged, mergeResults } from './merge.ts';
import { type Job, makePlan, type Plan } from './plan.ts';

export interface Sweeping {
  /** Reads the grader repository and writes its results branch. */
  readonly home: GitHub;
  /** Reads the students' repositories, and writes check runs and issues there. */
  readonly github: GitHub;
  /** Under which it writes there. */
  readonly login: string;
  readonly holder: Holder;
  readonly identity: string;
  readonly keys: Keyed;
  /** Told before anything is done. */
  readonly planned?: (plan: Plan) => void;
}

export type Swept = { readonly plan: Plan; readonly merged?: Merged };

/**
 * Nothing is written where nothing has changed.
 *
 * @throws {FivefoldError} `cohort/*`, `hidden/*`, `github/*`
 */
export async function sweep(course: Course, sweeping: Sweeping): Promise<Swept> {
  const { github, planned } = sweeping;
  const { exam, classroom, roster, tip } = course;
  const plan = await makePlan({ github, roster, classroom, course: exam, tip });
  planned?.(plan);
  if (!hasWork(plan)) return { plan };
  const results = gradeAll(plan.jobs, course, sweeping);
  return { plan, merged: await mergeInto(course, results, sweeping) };
}

export function hasWork({ jobs, isUnfinished, isBookOutdated }: Plan): boolean {
  return jobs.length > 0 || isUnfinished || isBookOutdated;
}

/** Enter results into the records of a course, and tell the students. */
export function mergeInto(
  { exam, classroom, roster, tip }: Course,
  results: AsyncIterable<Result>,
  { github, login, holder }: Pick<Sweeping, 'github' | 'login' | 'holder'>,
): Promise<Merged> {
  const posting = { github, login };
  return mergeResults(results, {
    course: exam,
    classroom,
    roster,
    tip,
    holder,
    posting,
  });
}

/** Hidden sets are opened only where a model is to be run. */
export async function* gradeAll(
  jobs: readonly Job[],
  course: Course,
  sweeping: Pick<Sweeping, 'home' | 'github' | 'identity' | 'keys'>,
): AsyncGenerator<Result> {
  const { github, home, identity, keys } = sweeping;
  const isNeeded = jobs.some(({ commits }) => commits.length > 0);
  const openHidden: Grading['openHidden'] = isNeeded ? await openAll(home, course.exam, identity) : notNeeded;
  yield* gradeJobs(jobs, { github, course: course.exam, openHidden, keys });
}

async function notNeeded(): Promise<never> {
  throw new RangeError('no model is to be run');
}
