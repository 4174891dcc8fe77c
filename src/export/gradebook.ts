import type { Scorecard } from '../domain/scorecard.ts';
import { type Cell, csv } from './csv.ts';
import { type Graded, pointsOf } from './points.ts';

/** What a school calls a candidate: cells by the name of their column, for GitHub logins in lower case. */
export type Roster = ReadonlyMap<string, Readonly<Record<string, string>>>;

interface Student {
  readonly candidate: string;
  /** By exam. */
  readonly marks: ReadonlyMap<string, Graded>;
}

/** A row for each candidate: of several scorecards for one exam the newest counts, and none that is open. */
function studentsOf(graded: readonly Graded[]): readonly Student[] {
  const decided = graded.filter(({ card }) => card.verdict !== 'undecided');
  const byCandidate = Map.groupBy(decided, ({ candidate }) => candidate.toLowerCase());
  return [...byCandidate.values()].map((theirs) => ({
    candidate: theirs[0]?.candidate ?? '',
    marks: new Map(theirs.toSorted(byTime).map((mark) => [mark.card.exam.id, mark])),
  }));
}

function byTime(a: Graded, b: Graded): number {
  return Date.parse(timeOf(a)) - Date.parse(timeOf(b));
}

function timeOf({ card }: Graded): string {
  return card.submission?.submittedAt ?? '1970-01-01T00:00:00Z';
}

/** One scorecard for each exam, for the heads of columns. */
function examsOf(graded: readonly Graded[]): readonly Scorecard[] {
  return [...new Map(graded.map(({ card }) => [card.exam.id, card])).values()];
}

/**
 * A gradebook for Canvas to import: a row of the points possible, a row for each candidate, a column for each exam, which
 * becomes an assignment. Whoever is not in the roster goes by their GitHub login.
 * Source: instructure/canvas-lms, lib/gradebook_importer.rb
 *
 * @param roster may have the columns `Student`, `ID`, `SIS Login ID`, `Section`
 */
export function canvas(graded: readonly Graded[], roster: Roster = new Map()): string {
  const exams = examsOf(graded);
  const head = ['Student', 'ID', 'SIS Login ID', 'Section', ...exams.map(canvasTitle)];
  const possible = ['    Points Possible', '', '', '', ...exams.map((card) => pointsOf(card).max)];
  const rows = studentsOf(graded).map(({ candidate, marks }): readonly Cell[] => {
    const known = roster.get(candidate.toLowerCase()) ?? {};
    const names = [
      known.Student ?? candidate,
      known.ID ?? '',
      known['SIS Login ID'] ?? candidate,
      known.Section ?? '',
    ];
    return [...names, ...exams.map(({ exam }) => pointsIn(marks.get(exam.id)))];
  });
  return csv([head, possible, ...rows]);
}

/** A number in parentheses at the end would be taken for the id of an assignment, a year for instance. */
function canvasTitle({ exam }: Scorecard): string {
  return exam.title.trim().replace(/\((\d+)\)$/, '[$1]');
}

function pointsIn(mark: Graded | undefined): Cell {
  return mark ? left(pointsOf(mark.card).points, mark) : '';
}

/** Hundredths are what gradebooks keep. */
function left(points: number, { share = 1 }: Graded): number {
  return Math.round(100 * points * share) / 100;
}

/**
 * A gradebook for Moodle to import: `username` to map by, and for each exam the percentage, which suits the 100 points that
 * a new grade item has, and the scores as feedback.
 * Source: moodle/moodle, grade/import/csv/classes/load_data.php
 *
 * @param roster may have the columns `username`, `email`, `idnumber`
 */
export function moodle(graded: readonly Graded[], roster: Roster = new Map()): string {
  const exams = examsOf(graded);
  const columns = exams.flatMap(({ exam }) => [exam.title, `${exam.title}: feedback`]);
  const head = ['username', 'email', 'idnumber', ...columns];
  const rows = studentsOf(graded).map(({ candidate, marks }): readonly Cell[] => {
    const { username = candidate, email = '', idnumber = '' } = roster.get(candidate.toLowerCase()) ?? {};
    const cells = exams.flatMap(({ exam }) => {
      const mark = marks.get(exam.id);
      return mark ? [left(mark.card.percent, mark), feedbackOn(mark)] : ['', ''];
    });
    return [username, email, idnumber, ...cells];
  });
  return csv([head, ...rows]);
}

function feedbackOn({ card, share = 1 }: Graded): string {
  const scores = pointsOf(card).tasks.map(
    ({ result, points, max }) => `${result.title} ${points ?? 0} of ${max}`,
  );
  const late = share < 1 ? `; ${Math.round(100 * share)} % of it counts, since it was late` : '';
  return `${card.verdict === 'passed' ? 'Passed' : 'Not passed'}: ${scores.join(', ')}${late}`;
}
