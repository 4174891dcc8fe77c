import type { Deadline } from '../../domain/deadline.ts';
import type { Exam, Score } from '../../domain/exam.ts';
import { countingScore } from '../../domain/scorecard.ts';
import { type Classroom, deadlineOf, repositoryOf } from '../classroom.ts';
import { type DatedStage, datedStages, type LateMark, lateMarkOf } from '../late.ts';
import type { StudentRecord } from '../record.ts';
import type { Student } from '../roster.ts';

/** All that the page of a cohort shows. */
export interface CohortContent {
  readonly exam: Pick<Exam, 'title' | 'passPercent' | 'tasks'>;
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

export interface Whereabouts {
  readonly classroom: Classroom;
  /** `https://github.com`, or the address of another server. */
  readonly serverUrl: string;
}

/** What is known of one person in the roster. */
export function personOf(
  student: Student,
  record: StudentRecord | undefined,
  { classroom, serverUrl }: Whereabouts,
): Person {
  const { login, name, id, section } = student;
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
