import type { Score } from '../domain/exam.ts';
import { countingScore } from '../domain/scorecard.ts';
import { type Cell, csv } from '../export/csv.ts';
import { type Classroom, deadlineOf } from './classroom.ts';
import { type LateMark, lateMarkOf } from './late.ts';
import type { StudentRecord } from './record.ts';
import type { CourseExam } from './replay.ts';
import type { Student } from './student.ts';

/** What the branch's own gradebook says of one student: a few numbers, so that those of a whole course are small. */
export interface Line extends LateMark {
  readonly scores: readonly (Score | null)[];
  readonly points: number;
  readonly head: string;
  readonly at: string;
}

function lineOf(record: StudentRecord, student: Student, classroom: Classroom): Line | undefined {
  const { card } = record;
  const mark = lateMarkOf(record, deadlineOf(classroom, student));
  if (!card?.submission || !mark) return undefined;
  const { tasks, points, submission } = card;
  const { head, submittedAt: at } = submission;
  return { scores: tasks.map(countingScore), points, ...mark, head: head.sha, at };
}

/** By the student's id, of those of whom anything was graded. */
export function linesOf(
  students: readonly Student[],
  records: ReadonlyMap<string, StudentRecord>,
  classroom: Classroom,
): ReadonlyMap<string, Line> {
  return new Map(
    students.flatMap((student) => {
      const record = records.get(student.id);
      const line = record && lineOf(record, student, classroom);
      return line ? [[student.id, line] as const] : [];
    }),
  );
}

export const BOOK_PATH = 'gradebook.csv';

/**
 * The gradebook that lies beside the records: a line for everybody in the roster, in its order, with what counts. Nothing in it
 * depends on when sweeps ran, or on how often they were interrupted.
 *
 * @param lines by the student's id
 */
export function bookOf(
  roster: readonly Student[],
  lines: ReadonlyMap<string, Line>,
  { exam }: Pick<CourseExam, 'exam'>,
): string {
  const tasks = exam.tasks.map(({ id }) => id);
  const marks = ['points', 'percent', 'verdict', 'days_late', 'commit', 'submitted'];
  const head = ['id', 'login', 'name', 'section', ...tasks, ...marks];
  return csv([head, ...roster.map((student) => rowOf(student, lines.get(student.id), tasks.length))]);
}

function rowOf(
  { id, login, name, section = '' }: Student,
  line: Line | undefined,
  tasks: number,
): readonly Cell[] {
  const who = [id, login, name, section];
  if (!line) return [...who, ...Array<Cell>(tasks + 2).fill(''), 'not submitted', '', '', ''];
  const { scores, points, percent, verdict, daysLate, head, at } = line;
  return [...who, ...scores.map((score) => score ?? ''), points, percent, verdict, daysLate, head, at];
}
