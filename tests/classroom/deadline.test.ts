import { describe, expect, it } from 'vitest';
import { deadlineOf, parseClassroom, repositoryOf } from '../../src/cohort/classroom.ts';
import type { Deadline } from '../../src/domain/deadline.ts';
import { bestOfDated, deadlineFor, latenessOf, percentLeft } from '../../src/score/deadline.ts';

const AT = '2027-02-01T12:00:00Z';
const PER_DAY: Deadline = { at: AT, late: { kind: 'per-day', percent: 10 } };
const REFUSE: Deadline = { at: AT, late: { kind: 'refuse' } };
const FREE: Deadline = { at: AT, late: { kind: 'free' } };

describe('lateness', () => {
  it.each([
    ['long before', '2027-01-01T00:00:00Z', 0, 1],
    ['at the very moment', AT, 0, 1],
    ['a second after', '2027-02-01T12:00:01Z', 1, 0.9],
    ['a day after, to the second', '2027-02-02T12:00:00Z', 1, 0.9],
    ['a day and a second after', '2027-02-02T12:00:01Z', 2, 0.8],
    ['so late that nothing is left', '2027-03-01T12:00:00Z', 28, 0],
  ])('costs 10 %% for each day that has begun: %s', (_, submittedAt, days, counts) => {
    expect(latenessOf(submittedAt, PER_DAY)).toEqual({ days, counts });
  });

  it('may cost nothing, or everything', () => {
    const late = '2027-02-03T12:00:00Z';
    expect(latenessOf(late, FREE)).toEqual({ days: 2, counts: 1 });
    expect(latenessOf(late, REFUSE)).toEqual({ days: 2, counts: 0 });
    expect(latenessOf(AT, REFUSE)).toEqual({ days: 0, counts: 1 });
  });

  it('compares moments and not texts: the zone counts', () => {
    expect(latenessOf('2027-02-01T13:00:00+02:00', REFUSE).counts).toBe(1);
  });

  it('begins later for whoever has an extension, and may cost them something else', () => {
    expect(deadlineFor(REFUSE, { extensionMinutes: 90 })).toEqual({
      at: '2027-02-01T13:30:00Z',
      late: { kind: 'refuse' },
    });
    expect(deadlineFor(REFUSE, { late: { kind: 'free' } })).toEqual(FREE);
  });

  it('rounds as a scorecard does, half up to one decimal', () => {
    expect(percentLeft(78.5, { days: 1, counts: 0.9 })).toBe(70.7);
    expect(percentLeft(94.4, { days: 2, counts: 0.8 })).toBe(75.5);
    expect(percentLeft(100, { days: 3, counts: 0 })).toBe(0);
  });
});

describe('of several submissions', () => {
  const early = { submittedAt: '2027-01-31T00:00:00Z', percent: 70 };
  const late = { submittedAt: '2027-02-02T00:00:00Z', percent: 80 };

  it('the best counts after its own lateness, so that trying again costs nothing', () => {
    expect(bestOfDated([late, early], PER_DAY)).toEqual({ ...late, left: 72, days: 1 });
    expect(bestOfDated([late, early], REFUSE)).toEqual({ ...early, left: 70, days: 0 });
    expect(bestOfDated([late, early], undefined)).toEqual({ ...late, left: 80, days: 0 });
  });

  it('the earliest counts among equals, and nothing where there is none', () => {
    const again = { ...early, submittedAt: '2027-01-31T06:00:00Z' };
    expect(bestOfDated([again, early], PER_DAY)?.submittedAt).toBe(early.submittedAt);
    expect(bestOfDated([], PER_DAY)).toBeUndefined();
  });
});

describe('classroom.yml', () => {
  const read = (text: string) => parseClassroom(new TextEncoder().encode(text), 'classroom.yml');
  const TEXT = `version: 1
organization: school
repositories: exam-{login}
deadline: { at: 2027-02-01T12:00:00Z, late: 10 % per day }
`;
  const ada = { login: 'ada', id: '1', name: 'Ada' };

  it('says where people submit and until when, and the roster may say otherwise', () => {
    const classroom = read(TEXT);
    expect(repositoryOf(classroom, ada)).toEqual({ owner: 'school', name: 'exam-ada' });
    const repository = { owner: 'ada', name: 'mine' };
    expect(repositoryOf(classroom, { ...ada, repository })).toEqual(repository);
    expect(deadlineOf(classroom, ada)).toEqual(PER_DAY);
    expect(deadlineOf(classroom, { ...ada, extensionMinutes: 60 })?.at).toBe('2027-02-01T13:00:00Z');
  });

  it('may do without a deadline', () => {
    expect(deadlineOf(read(TEXT.replace(/deadline.*\n/, '')), ada)).toBeUndefined();
  });

  it.each([
    ['a field nobody knows', TEXT.replace('deadline', 'deadlines'), 'deadlines'],
    ['a name without a place for the login', TEXT.replace('-{login}', ''), 'repositories'],
    ['a path in a name', TEXT.replace('exam-{login}', '../{login}'), 'repositories'],
    ['a time without its zone', TEXT.replace('00Z', '00'), 'deadline.at'],
    ['a policy nobody knows', TEXT.replace('10 % per day', 'mercy'), 'deadline.late'],
    ['no YAML', 'version: [', 'cannot be used'],
  ])('is refused with %s', (_, text, words) => {
    expect(() => read(text)).toThrow(words);
  });
});
