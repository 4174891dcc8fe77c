import type { Exam } from '../domain/exam.ts';
import { MAX_ATTEMPTS_KEPT } from '../domain/limits.ts';
import type { Scorecard } from '../domain/scorecard.ts';
import type { Result } from './grade.ts';
import type { GradedCommit, StudentRecord } from './record.ts';
import { type CourseExam, examFor, replay } from './replay.ts';
import type { Student } from './student.ts';
import { basisOf, bestOf } from './todo.ts';

/**
 * Enter a result into a student's record. The same result entered twice makes the same record, so that whatever was killed
 * may be done again.
 *
 * @param now when the sweep began: ISO 8601
 */
export function fold(
  record: StudentRecord | undefined,
  result: Result,
  student: Student,
  course: CourseExam,
  now: string,
): StudentRecord {
  const { login, postponed, stuck } = result;
  const place = result.place ?? record?.place;
  const all = result.commits.reduce(enter, record?.attempts ?? []);
  const known = { login, ...(place && { place }) };
  const exam = examFor(course.exam, student);
  const { card } = replay({ ...known, attempts: all }, { ...course, exam });
  return {
    student: student.id,
    ...known,
    attempts: thin(all, exam, card),
    ...(postponed && { postponed }),
    ...(stuck && { stuck: { problem: stuck.problem, since: record?.stuck?.since ?? now } }),
    ...(card && { card, basis: basisOf(course, student) }),
    ...(record?.posted && { posted: record.posted }),
  };
}

/** A commit that was graded before keeps its place and its time; of its tasks, the new word counts. */
function enter(attempts: readonly GradedCommit[], graded: GradedCommit): readonly GradedCommit[] {
  const place = attempts.findIndex(({ head }) => head === graded.head);
  const before = attempts[place];
  if (!before) return [...attempts, graded];
  return attempts.with(place, {
    ...before,
    ...graded,
    at: before.at,
    tasks: { ...before.tasks, ...graded.tasks },
  });
}

/** The newest, as many as a history keeps; of older ones the first, which started the clock, and those that count. */
function thin(attempts: readonly GradedCommit[], { tasks }: Exam, card: Scorecard | undefined) {
  if (attempts.length <= MAX_ATTEMPTS_KEPT) return attempts;
  const counting = card?.tasks.flatMap(({ best, bestLate }) => [best?.head, bestLate?.head]) ?? [];
  const largest = tasks.map((task) => bestOf(attempts, task)?.head);
  const heads = new Set([attempts[0]?.head, ...counting, ...largest]);
  return attempts.filter(({ head }, i) => i >= attempts.length - MAX_ATTEMPTS_KEPT || heads.has(head));
}
