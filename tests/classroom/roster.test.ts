import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRoster, parseRoster, type Student, withLogins } from '../../src/cohort/roster.ts';
import { FivefoldError } from '../../src/domain/errors.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => parseRoster(bytes(text), 'roster.csv');

/** The message of the refusal, whose code is asserted here. */
function refusal(content: string | Uint8Array): string {
  try {
    parseRoster(typeof content === 'string' ? bytes(content) : content, 'roster.csv');
  } catch (error) {
    if (error instanceof FivefoldError && error.code === 'file/malformed') return error.message;
    throw error;
  }
  return expect.fail('it was taken');
}

const ROSTER = `login,name,id,section,repository,account_id,extension_minutes,late
ada,Ada Lovelace,1001,Monday,,,,
bob,"Bob, the Builder",1002,Tuesday,school/exam-bob,583231,1440,10 % per day
`;

describe('roster.csv', () => {
  it('names who is examined, and what holds for one person alone', () => {
    expect(read(ROSTER)).toEqual([
      { login: 'ada', name: 'Ada Lovelace', id: '1001', section: 'Monday' },
      {
        login: 'bob',
        name: 'Bob, the Builder',
        id: '1002',
        section: 'Tuesday',
        repository: { owner: 'school', name: 'exam-bob' },
        accountId: 583231,
        extensionMinutes: 1440,
        late: { kind: 'per-day', percent: 10 },
      },
    ]);
  });

  it('is read as spreadsheets save it: semicolons or tabs, a byte order mark, CRLF, columns in any order, empty lines', () => {
    const saved = '\ufeffid;name;login\r\n1001;Ada Lovelace;ada\r\n;;\r\n\r\n';
    const expected = [{ login: 'ada', name: 'Ada Lovelace', id: '1001' }];
    expect(read(saved)).toEqual(expected);
    expect(read(saved.replaceAll(';', '\t'))).toEqual(expected);
  });

  it('keeps what only gradebooks read', () => {
    const [student] = read('login,name,id,SIS Login ID,email\nada,Ada,1,al0815,ada@example.org\n');
    expect(student?.gradebook).toEqual({ 'SIS Login ID': 'al0815', email: 'ada@example.org' });
  });

  it.each([
    ['free', { kind: 'free' }],
    ['Refuse', { kind: 'refuse' }],
    ['12.5%/day', { kind: 'per-day', percent: 12.5 }],
  ])('knows the late policy %s', (text, late) => {
    expect(read(`login,name,id,late\nada,Ada,1,${text}\n`)[0]?.late).toEqual(late);
  });

  it.each([
    ['nothing', '', 'there is nothing in it'],
    ['a missing column', 'login,name\nada,Ada\n', "line 1: the column 'id' is missing"],
    ['a misspelled column', 'login,name,id,extention_minutes\n', "no column 'extention_minutes'"],
    ['a column twice', 'login,name,id,id\n', "two columns 'id'"],
    ['an empty login', 'login,name,id\n,Ada,1\n', "line 2: 'login' is empty"],
    ['no login', 'login,name,id\nada lovelace,Ada,1\n', "line 2: 'ada lovelace' is not a GitHub login"],
    ['a short line', 'login,name,id\nada,Ada\n', 'line 2'],
    ['a quote that never ends', 'login,name,id\nada,"Ada,1\n', 'cannot be used'],
    [
      'a login twice',
      'login,name,id\nada,Ada,1\nbob,Bob,2\nADA,Eve,3\n',
      "line 4: the login 'ada' is in line 2, too",
    ],
    ['an id twice', 'login,name,id\nada,Ada,1\nbob,Bob,1\n', "line 3: the id '1' is in line 2, too"],
    [
      'a repository twice',
      'login,name,id,repository\nada,Ada,1,s/e\nbob,Bob,2,S/E\n',
      "line 3: the repository 's/e' is in line 2, too",
    ],
    ['a path for a repository', 'login,name,id,repository\nada,Ada,1,../../etc\n', 'write owner/name'],
    [
      'minutes that are none',
      'login,name,id,extension_minutes\nada,Ada,1,-5\n',
      "'-5' in 'extension_minutes'",
    ],
    ['more minutes than a year has', 'login,name,id,extension_minutes\nada,Ada,1,9999999\n', '9999999'],
    ['a policy nobody knows', 'login,name,id,late\nada,Ada,1,110 % per day\n', 'is no late policy'],
  ])('is refused with %s, and the line is named', (_, text, words) => {
    expect(refusal(text)).toContain(words);
  });

  it('is refused where it is not UTF-8, with what to do', () => {
    expect(refusal(new Uint8Array([...bytes('login,name,id\nada,J'), 0xf6, ...bytes('rg,1\n')]))).toContain(
      'UTF-8',
    );
  });

  it('tells every mistake at once, but no screenful', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `not a login,Name,${i}\n`).join('');
    const message = refusal(`login,name,id\n${lines}`);
    expect(message.match(/line \d+/g)).toHaveLength(12);
    expect(message).toContain('and 28 more');
  });

  it('is written tidily: known columns in order, those that nobody needs left out', () => {
    const text = 'id;late;name;login;section\n7; 5 %/day ;  Ada   L. ;ada;\n';
    expect(formatRoster(read(text))).toBe('login,name,id,late\r\nada,Ada L.,7,5 % per day\r\n');
  });

  it('begins no formula in a spreadsheet, and is read back without the guard', () => {
    const text = formatRoster(read('login,name,id\nada,"=HYPERLINK(""x"")",-1\n'));
    expect(text).toContain(`'=HYPERLINK`);
    expect(read(text)).toEqual([{ login: 'ada', name: '=HYPERLINK("x")', id: '-1' }]);
  });

  it('gives back the same people from whatever it wrote', () => {
    const word = fc.stringMatching(/^[\p{L}=+@'",;-][\p{L}=+@'",; -]{0,8}[\p{L},;]$/u);
    const person = fc.record(
      {
        name: word,
        section: word,
        accountId: fc.nat(),
        extensionMinutes: fc.nat(1_000),
        late: fc.constantFrom({ kind: 'free' }, { kind: 'per-day', percent: 2.5 } as const),
        repository: fc.constant(0),
      },
      { requiredKeys: ['name'] },
    );
    const unguarded = ({ name, section = 'x' }: { name: string; section?: string }) =>
      !/^'/.test(name) && !/^'/.test(section) && !/ {2}/.test(name + section);
    fc.assert(
      fc.property(
        fc.uniqueArray(person.filter(unguarded), { selector: ({ accountId }) => accountId }),
        (people) => {
          const students = people.map(({ repository, ...rest }, i) => ({
            login: `student-${i}`,
            id: `${i}`,
            ...rest,
            ...(repository !== undefined && { repository: { owner: 'school', name: `exam.${i}` } }),
          })) as readonly Student[];
          expect(read(formatRoster(students))).toEqual(students);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('takes three thousand people', () => {
    const lines = Array.from(
      { length: 3_000 },
      (_, i) => `student-${i},Student ${i},${i},Section ${i % 30}\n`,
    );
    expect(read(`login,name,id,section\n${lines.join('')}`)).toHaveLength(3_000);
  });
});

describe('a renamed account', () => {
  const students = read('login,name,id,account_id\nada,Ada,1,10\nbob,Bob,2,20\ncyd,Cyd,3,\n');

  it('is known by its number, even when somebody else has taken the old name', () => {
    const { students: now, renamed } = withLogins(
      students,
      new Map([
        [10, 'countess'],
        [20, 'ada'],
      ]),
    );
    expect(now.map(({ login, id }) => [login, id])).toEqual([
      ['countess', '1'],
      ['ada', '2'],
      ['cyd', '3'],
    ]);
    expect(renamed).toEqual([
      { from: 'ada', to: 'countess' },
      { from: 'bob', to: 'ada' },
    ]);
  });

  it('is not renamed by another spelling', () => {
    expect(withLogins(students, new Map([[10, 'Ada']])).renamed).toEqual([]);
  });
});
