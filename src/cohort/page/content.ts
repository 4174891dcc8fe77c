import type { Deadline } from '../../domain/deadline.ts';
import type { Exam, Score } from '../../domain/exam.ts';
import { countingScore } from '../../domain/scorecard.ts';
import { type Classroom, deadlineOf, repositoryOf } from '../classroom.ts';
import { type DatedStage, datedStages, type LateMark, lateMarkOf } from '../late.ts';
import type { StudentRecord } from '../record.ts';
import type { Student } from '../roster.ts';

/** All that the page of a cohort shows. */
export interface CohortContent {
  readonly exam: Pick<Exam, 'title' | 'passPercent'>;
  /** In the order of the exam. */
  readonly tasks: readonly { readonly title: string; readonly weight: number }[];
  /** When this was known: ISO 8601. */
  readonly at: string;
  readonly people: readonly Person[];
  /** What `fivefold copies` found; absent where nobody has looked. */
  readonly copies?: readonly Alike[];
}

export interface Person {
  readonly login: string;
  readonly name: string;
  readonly id: string;
  readonly section?: string;
  /** Where they submit, as an address. */
  readonly address: string;
  /** Absent before anything was graded. */
  readonly standing?: Standing;
  /** Why they could not be graded the last time. */
  readonly stuck?: string;
}

interface Standing extends LateMark {
  /** Of each task, before what lateness costs; `null` is open, since something of ours failed. */
  readonly scores: readonly (Score | null)[];
  readonly submissions: number;
  readonly stages: readonly DatedStage[];
}

/** People whose models have the same weights, in one task. */
export interface Alike {
  readonly task: string;
  /** Such as `the same weights`, or `93 % of the weights`. */
  readonly what: string;
  readonly people: readonly string[];
}

export interface CohortSource {
  readonly exam: Exam;
  readonly classroom: Classroom;
  readonly students: readonly Student[];
  /** By the student's id. */
  readonly records: ReadonlyMap<string, StudentRecord>;
  readonly at: string;
  /** `https://github.com`, or the address of another server. */
  readonly serverUrl: string;
  readonly copies?: readonly Alike[];
}

/** What is known of everybody in the roster, in its order; whoever has left it is not shown. */
export function contentOf({ exam, students, at, copies, ...source }: CohortSource): CohortContent {
  const { title, passPercent } = exam;
  return {
    exam: { title, passPercent },
    tasks: exam.tasks.map(({ title, weight }) => ({ title, weight })),
    at,
    people: students.map((student) => personOf(student, source)),
    ...(copies && { copies }),
  };
}

function personOf(
  student: Student,
  { classroom, records, serverUrl }: Omit<CohortSource, 'exam' | 'students' | 'at' | 'copies'>,
): Person {
  const { login, name, id, section } = student;
  const record = records.get(id);
  const { owner, name: repository } = record?.place?.repository ?? repositoryOf(classroom, student);
  const standing = record && standingOf(record, deadlineOf(classroom, student));
  return {
    login: record?.login ?? login,
    name,
    id,
    ...(section !== undefined && { section }),
    address: `${serverUrl}/${owner}/${repository}`,
    ...(standing && { standing }),
    ...(record?.stuck && { stuck: record.stuck.problem.message }),
  };
}

function standingOf(record: StudentRecord, deadline: Deadline | undefined): Standing | undefined {
  const mark = lateMarkOf(record, deadline);
  if (!record.card || !mark) return undefined;
  return {
    scores: record.card.tasks.map(countingScore),
    submissions: record.attempts.length,
    stages: datedStages(record),
    ...mark,
  };
}
