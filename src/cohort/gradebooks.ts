import { canvas, type Graded, moodle, type Roster } from '../export/index.ts';
import { type Classroom, deadlineOf } from './classroom.ts';
import { lateMarkOf } from './late.ts';
import type { StudentRecord } from './record.ts';
import type { Student } from './student.ts';

/** What is imported into gradebooks, by the names of the formats. */
export const GRADEBOOK_FORMATS = { canvas, moodle } as const;

/**
 * What counts of everybody, for a gradebook. An open result is nobody's mark: it is left out, and imported again when it is
 * decided.
 *
 * @param records by the student's id
 */
export function gradedOf(
  students: readonly Student[],
  records: ReadonlyMap<string, StudentRecord>,
  classroom: Pick<Classroom, 'deadline'>,
): readonly Graded[] {
  return students.flatMap((student) => {
    const record = records.get(student.id);
    const mark = record && lateMarkOf(record, deadlineOf(classroom, student));
    if (!record?.card || !mark || mark.verdict === 'undecided') return [];
    const { percent } = record.card;
    const share = percent > 0 ? mark.percent / percent : 1;
    return [{ card: record.card, candidate: student.login, ...(share < 1 && { share }) }];
  });
}

/** What gradebooks call people: by the columns of the roster that are theirs, and otherwise by its own. */
export function rosterFor(students: readonly Student[]): Roster {
  return new Map(
    students.map(({ login, id, name, section, gradebook }) => {
      const own = { Student: name, 'SIS Login ID': id, idnumber: id };
      return [
        login.toLowerCase(),
        { ...own, ...(section !== undefined && { Section: section }), ...gradebook },
      ];
    }),
  );
}
