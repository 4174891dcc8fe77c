import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { GRADEBOOK_FORMATS, gradedOf, rosterFor } from '../../src/cohort/gradebooks.ts';
import { lateMarkOf } from '../../src/cohort/late.ts';
import type { Deadline } from '../../src/domain/deadline.ts';
import { recordOf, student } from './made.ts';

const DEADLINE: Deadline = { at: '2027-02-01T12:00:00Z', late: { kind: 'per-day', percent: 10 } };
const early = { at: '2027-01-30T12:00:00Z', scores: [2, 2, 2] };
const late = { at: '2027-02-02T12:00:00Z', scores: [5, 5, 5] };

describe('the mark of a student', () => {
  it('is what the exam says where there is no deadline', () => {
    expect(lateMarkOf(recordOf(student(1), [early, late]), undefined)).toEqual({
      percent: 100,
      daysLate: 0,
      verdict: 'passed',
    });
  });

  it('is the best of what lateness leaves of each submission, and the verdict follows it', () => {
    const record = recordOf(student(1), [early, late]);
    expect(lateMarkOf(record, DEADLINE)).toEqual({ percent: 90, daysLate: 1, verdict: 'passed' });
    const refuse = { ...DEADLINE, late: { kind: 'refuse' } } as const;
    expect(lateMarkOf(record, refuse)).toEqual({ percent: 40, daysLate: 0, verdict: 'not-passed' });
  });

  it('stays open where something of ours failed and the rest does not pass', () => {
    const open = recordOf(student(1), [{ at: early.at, scores: [2, null, 2] }]);
    expect(lateMarkOf(open, DEADLINE)?.verdict).toBe('undecided');
  });

  it('is none before anything was graded', () => {
    expect(lateMarkOf(recordOf(student(1), []), DEADLINE)).toBeUndefined();
  });
});

describe('gradebooks', () => {
  const students = [
    student(1, { name: 'Ada, Countess', gradebook: { 'SIS Login ID': 'al1815', email: 'ada@example.org' } }),
    student(2, { extensionMinutes: 24 * 60 }),
    student(3),
    student(4),
    student(5, { late: { kind: 'free' } }),
  ];
  const [ada, bob, cyd, , eve] = students;
  if (!ada || !bob || !cyd || !eve) throw new Error('the class has changed');
  const open = { at: early.at, scores: [1, null, 1] };
  const records = new Map(
    [recordOf(ada, [early, late]), recordOf(bob, [late]), recordOf(cyd, [open]), recordOf(eve, [late])].map(
      (record) => [record.student, record],
    ),
  );
  const graded = gradedOf(students, records, { deadline: DEADLINE });
  const rows = (format: keyof typeof GRADEBOOK_FORMATS): readonly Record<string, string>[] =>
    parse(GRADEBOOK_FORMATS[format](graded, rosterFor(students)), { columns: true });

  it('go to Canvas by the names of the roster, with the points that lateness leaves, and without an open result', () => {
    const [possible, ...people] = rows('canvas');
    expect(possible?.['Spring exam']).toBe('20');
    expect(people.map((row) => [row.Student, row['SIS Login ID'], row.Section, row['Spring exam']])).toEqual([
      ['Ada, Countess', 'al1815', 'Tuesday', '18'],
      ['Student 2', '1002', 'Monday', '20'],
      ['Student 5', '1005', 'Tuesday', '20'],
    ]);
  });

  it('go to Moodle with percent and a word on lateness', () => {
    const [first] = rows('moodle');
    expect(first).toMatchObject({ email: 'ada@example.org', idnumber: '1001', 'Spring exam': '90' });
    expect(first?.['Spring exam: feedback']).toContain('90 % of it counts, since it was late');
  });

  it('begin no formula, whatever people are called', () => {
    const hostile = student(9, { name: '=cmd|calc', section: '@SUM(A1)' });
    const theirs = gradedOf([hostile], new Map([[hostile.id, recordOf(hostile, [early])]]), {});
    expect(GRADEBOOK_FORMATS.canvas(theirs, rosterFor([hostile]))).toContain("'=cmd|calc,,1009,'@SUM(A1),8");
  });

  it('give everything to whoever has no deadline', () => {
    const [mark] = gradedOf([ada], new Map([[ada.id, recordOf(ada, [late])]]), {});
    expect(mark).toMatchObject({ candidate: 'student-1', card: { percent: 100 } });
    expect(mark).not.toHaveProperty('share');
  });
});
