import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { gradebooks } from '../../src/cohort/gradebook.ts';
import { markOf } from '../../src/cohort/mark.ts';
import type { Deadline } from '../../src/domain/deadline.ts';
import { cohort, EXAM, recordOf, student } from './made.ts';

const DEADLINE: Deadline = { at: '2027-02-01T12:00:00Z', late: { kind: 'per-day', percent: 10 } };
const early = { at: '2027-01-30T12:00:00Z', scores: [2, 2, 2] };
const late = { at: '2027-02-02T12:00:00Z', scores: [5, 5, 5] };

describe('the mark of a student', () => {
  it('is what the exam says where there is no deadline', () => {
    expect(markOf(recordOf(student(1), [early, late]), undefined)).toEqual({
      percent: 100,
      daysLate: 0,
      verdict: 'passed',
    });
  });

  it('is the best of what lateness leaves of each submission, and the verdict follows it', () => {
    const record = recordOf(student(1), [early, late]);
    expect(markOf(record, DEADLINE)).toEqual({ percent: 90, daysLate: 1, verdict: 'passed' });
    const refuse = { ...DEADLINE, late: { kind: 'refuse' } } as const;
    expect(markOf(record, refuse)).toEqual({ percent: 40, daysLate: 0, verdict: 'not-passed' });
  });

  it('stays open where something of ours failed and the rest does not pass', () => {
    const open = recordOf(student(1), [{ at: early.at, scores: [2, null, 2] }]);
    expect(markOf(open, DEADLINE)?.verdict).toBe('undecided');
  });

  it('is none before anything was graded', () => {
    expect(markOf(recordOf(student(1), []), DEADLINE)).toBeUndefined();
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
  const books = gradebooks({ exam: EXAM, students, records, classroom: { deadline: DEADLINE } });
  const rows = (name: string): readonly Record<string, string>[] =>
    parse(books.get(name) ?? '', { columns: true });

  it('have a line for everybody in the roster, with what counts and why', () => {
    const told = rows('grades.csv').map(({ id, name, state, counts, percent, days_late: days }) => [
      ...[id, name, state],
      ...[counts, percent, days],
    ]);
    expect(told).toEqual([
      ['1001', 'Ada, Countess', 'passed', '90', '100', '1'],
      ['1002', 'Student 2', 'passed', '100', '100', '0'],
      ['1003', 'Student 3', 'undecided', '10', '10', '0'],
      ['1004', 'Student 4', 'nothing', '', '', ''],
      ['1005', 'Student 5', 'passed', '100', '100', '1'],
    ]);
    expect(rows('grades.csv')[2]).toMatchObject({
      'Basic model': '1',
      'Time series': '1',
      submitted: early.at,
    });
  });

  it('go to Canvas by the names of the roster, with the points that lateness leaves, and without an open result', () => {
    const [possible, ...people] = rows('canvas.csv');
    expect(possible?.['Spring exam']).toBe('20');
    expect(people.map((row) => [row.Student, row['SIS Login ID'], row.Section, row['Spring exam']])).toEqual([
      ['Ada, Countess', 'al1815', 'Tuesday', '18'],
      ['Student 2', '1002', 'Monday', '20'],
      ['Student 5', '1005', 'Tuesday', '20'],
    ]);
  });

  it('go to Moodle with percent and a word on lateness', () => {
    const [first] = rows('moodle.csv');
    expect(first).toMatchObject({ email: 'ada@example.org', idnumber: '1001', 'Spring exam': '90' });
    expect(first?.['Spring exam: feedback']).toContain('90 % of it counts, since it was late');
  });

  it('begin no formula, whatever people are called', () => {
    const hostile = student(9, { name: '=cmd|calc', section: '@SUM(A1)' });
    const text = gradebooks({ exam: EXAM, students: [hostile], records: new Map() }).get('grades.csv');
    expect(text).toContain(`1009,'=cmd|calc,student-9,'@SUM(A1),nothing`);
  });

  it('give back the same bytes for the same records, in whatever order they were read', () => {
    const { students, records } = cohort(40);
    const again = new Map([...records].reverse());
    expect(gradebooks({ exam: EXAM, students, records: again })).toEqual(
      gradebooks({ exam: EXAM, students, records }),
    );
  });
});
