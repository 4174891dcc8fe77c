import { countingScore, type Scorecard } from '../domain/scorecard.ts';
import { type Cell, csv } from '../export/csv.ts';
import type { StudentRecord } from './record.ts';
import type { CourseExam } from './replay.ts';
import type { Student } from './student.ts';

/** What a gradebook says of one student; a few numbers, so that those of a whole course are small. */
export interface Mark {
  readonly scores: readonly (number | null)[];
  readonly points: number;
  readonly percent: number;
  readonly verdict: Scorecard['verdict'];
  readonly head: string;
  readonly at: string;
}

export function markOf({ card }: StudentRecord): Mark | undefined {
  if (!card) return undefined;
  const { tasks, points, percent, verdict, submission } = card;
  const { head, submittedAt } = submission ?? {};
  return {
    scores: tasks.map(countingScore),
    points,
    percent,
    verdict,
    head: head?.sha ?? '',
    at: submittedAt ?? '',
  };
}

export const GRADEBOOK_PATH = 'gradebook.csv';

/**
 * The gradebook of a course: a line for everybody in the roster, in its order, with what counts. Nothing in it depends on when a
 * sweep ran, or on how often it was interrupted.
 */
export function gradebook(
  roster: readonly Student[],
  marks: ReadonlyMap<string, Mark>,
  { exam }: CourseExam,
): string {
  const head = [
    'id',
    'login',
    'name',
    'section',
    ...exam.tasks.map(({ id }) => id),
    'points',
    'percent',
    'verdict',
    'commit',
    'submitted',
  ];
  return csv([head, ...roster.map((student) => rowOf(student, marks.get(student.id), exam.tasks.length))]);
}

function rowOf(
  { id, login, name, section = '' }: Student,
  mark: Mark | undefined,
  tasks: number,
): readonly Cell[] {
  const who = [id, login, name, section];
  if (!mark) return [...who, ...Array<Cell>(tasks).fill(''), '', '', 'not submitted', '', ''];
  const { scores, points, percent, verdict, head, at } = mark;
  return [...who, ...scores.map((score) => score ?? ''), points, percent, verdict, head, at];
}
