import { type CohortContent, personOf } from '../../src/cohort/page/index.ts';
import type { StudentRecord } from '../../src/cohort/record.ts';
import { replay } from '../../src/cohort/replay.ts';
import type { Student } from '../../src/cohort/roster.ts';
import type { Exam, Task } from '../../src/domain/exam.ts';

/** A class as sweeps leave it: attempts with measured values, and the scorecards that follow from them. */

function task(id: string, title: string, weight: number): Task {
  return {
    id,
    title,
    weight,
    input: { shape: [6], dtype: 'float32' },
    output: { kind: 'values', shape: [1] },
    metric: { name: 'r2' },
    thresholds: { 2: 0.2, 3: 0.4, 4: 0.6, 5: 0.8 },
    hidden: { path: `hidden-tests/${id}.npz.age`, sha256: 'a'.repeat(64) },
  };
}

export const EXAM: Exam = {
  version: 1,
  id: 'spring',
  title: 'Spring exam',
  passPercent: 60,
  feedback: 'score',
  tasks: [
    task('tabular', 'Basic model', 1),
    task('glyphs', '</h2>" onload="alert(2)"><script>alert(1)</script> @all', 2),
    task('sensors', 'Time series', 1),
  ],
};

export const COURSE = {
  exam: EXAM,
  sha256: 'e'.repeat(64),
  commit: { repository: { owner: 'school', name: 'grader' }, sha: 'f'.repeat(40) },
};

/** The R² with which a score is had, or `null` for a failure of ours. */
const VALUES = [-1, 0, 0.3, 0.5, 0.7, 0.9];

export interface Submitted {
  readonly at: string;
  /** By task, 0 to 5; 0 is not submitted, `null` a failure of ours. */
  readonly scores: readonly (number | null)[];
}

export function student(serial: number, change: Partial<Student> = {}): Student {
  const section = serial % 2 === 0 ? 'Monday' : 'Tuesday';
  return {
    login: `student-${serial}`,
    id: `${1000 + serial}`,
    name: `Student ${serial}`,
    section,
    ...change,
  };
}

export function recordOf({ id, login }: Student, submitted: readonly Submitted[]): StudentRecord {
  const attempts = submitted.map(({ at, scores }, serial) => ({
    head: `${serial + 1}`.repeat(40).slice(0, 40),
    at,
    tasks: Object.fromEntries(
      EXAM.tasks.map(({ id, hidden }, i) => [id, graded(scores[i] ?? null, hidden.sha256)]),
    ),
  }));
  const place = {
    repository: { owner: 'school', name: `exam-${login}` },
    id: Number(id),
    defaultBranch: 'main',
    createdAt: '2027-01-01T00:00:00Z',
    pushedAt: submitted.at(-1)?.at ?? '2027-01-01T00:00:00Z',
    lookedAt: '2027-03-01T00:00:00Z',
  };
  const { card } = replay({ attempts, place, login }, COURSE);
  return { student: id, login, place, attempts, ...(card && { card }) };
}

function graded(score: number | null, hidden: string): StudentRecord['attempts'][number]['tasks'][string] {
  const problem = { code: 'sandbox/failed', message: 'It failed.', hint: 'Wait.' } as const;
  if (score === null) return { hidden, outcome: { kind: 'failed', problem } };
  if (score === 0) return { hidden, outcome: { kind: 'missing' } };
  const facts = { format: 'Keras 3.15.1 archive', parameters: 10, layers: 2 };
  return { hidden, outcome: { kind: 'measured', value: VALUES[score] ?? 0, facts } };
}

/** So many students, of whom each submits twice and is better the second time; every tenth never does. */
export function cohort(people: number) {
  const students = Array.from({ length: people }, (_, i) => student(i));
  const submitting = students.filter((_, i) => i % 10 !== 9);
  const day = (n: number) => `2027-01-${String(n).padStart(2, '0')}T12:00:00Z`;
  const records = submitting.map((one, i) => {
    const [a, b, c] = [i % 6, (i * 5 + 2) % 6, Math.min(5, (i % 6) + (i % 2))];
    const first = { at: day(2 + (i % 10)), scores: [Math.min(a, 1), 0, Math.min(c, 2)] };
    return recordOf(one, [first, { at: day(12 + (i % 15)), scores: [a, b, c] }]);
  });
  return { students, records: new Map(records.map((record) => [record.student, record])) };
}

const CLASSROOM = {
  version: 1,
  organization: 'school',
  repositories: 'exam-{login}',
  deadline: { at: '2027-01-20T12:00:00Z', late: { kind: 'per-day', percent: 10 } },
} as const;

/** Somebody who is called as nobody is. */
export const HOSTILE = '</td><img src=x onerror=alert(1)> \u202edesrever';
export const WHEREABOUTS = { classroom: CLASSROOM, serverUrl: 'https://github.com' };
export const AT = '2027-03-01T12:34:56Z';

/** A page with everything on it: somebody hostile, somebody stuck, somebody late, two who copied. */
export function contentFor(people: number): CohortContent {
  const { students, records } = cohort(people);
  const [first, second] = students;
  if (!first || !second) throw new Error('nobody is there');
  const problem = {
    code: 'github/not-found',
    message: 'GitHub has no such repository.',
    hint: 'Ask.',
  } as const;
  const stuck = { ...recordOf(second, []), stuck: { problem, since: AT } };
  const named = [{ ...first, name: HOSTILE }, ...students.slice(1)];
  const known = new Map([...records, [second.id, stuck]]);
  return {
    exam: EXAM,
    at: AT,
    people: named.map((one) => personOf(one, known.get(one.id), WHEREABOUTS)),
    copies: [{ task: 'glyphs', what: 'the same weights', people: ['Student 1 (student-1)', HOSTILE] }],
  };
}
