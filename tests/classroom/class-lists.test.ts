import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { rosterCommand } from '../../src/cli/roster.ts';
import { readClassList } from '../../src/cohort/class-lists.ts';
import { matchRepositories } from '../../src/cohort/left-over.ts';
import { useGitHub } from '../github/world.ts';
import { freshFolder } from '../init/command.ts';
import { run } from '../proof/command.ts';

const read = (text: string) => readClassList(new TextEncoder().encode(text), 'list.csv');

/** As GitHub Classroom wrote them. */
const ROSTER = `"identifier","github_username","github_id","name"
"ada@example.org","ada","10","Ada Lovelace"
"bob@example.org","","","Bob"
"1003","cyd","30",""
`;

describe('a class list', () => {
  it('of GitHub Classroom becomes a roster, and whoever never linked an account is named', () => {
    expect(read(ROSTER)).toEqual({
      students: [
        { login: 'ada', id: 'ada@example.org', name: 'Ada Lovelace', accountId: 10 },
        { login: 'cyd', id: '1003', name: '1003', accountId: 30 },
      ],
      unlinked: ['Bob'],
    });
  });

  it('may be the grades of an assignment, which say where everybody submitted', () => {
    const grades = `assignment_name,assignment_url,starter_code_url,github_username,roster_identifier,student_repository_name,student_repository_url,submission_timestamp,points_awarded,points_available
exam,https://classroom.github.com/a/x,,ada,1001,exam-ada,https://github.com/school/exam-ada,2026-05-01 10:00:00 UTC,1,5
exam,https://classroom.github.com/a/x,,bob,,exam-bob-1,https://github.com/school/exam-bob-1.git,,,5
`;
    expect(read(grades).students).toEqual([
      { login: 'ada', id: '1001', name: '1001', repository: { owner: 'school', name: 'exam-ada' } },
      { login: 'bob', id: 'bob', name: 'bob', repository: { owner: 'school', name: 'exam-bob-1' } },
    ]);
  });

  it('of Classroom 50 becomes a roster, too', () => {
    const students = `username,first_name,last_name,email,section,github_id
ada,Ada,Lovelace,ada@example.org,Monday,10
bob,Bob,,,,
`;
    expect(read(students).students).toEqual([
      { login: 'ada', id: 'ada@example.org', name: 'Ada Lovelace', section: 'Monday', accountId: 10 },
      { login: 'bob', id: 'bob', name: 'Bob' },
    ]);
  });

  it('is held to the rules of a roster, by the lines of its own file', () => {
    expect(() => read(ROSTER.replace('"cyd"', '"ADA"'))).toThrow("line 4: the login 'ada' is in line 2, too");
    expect(() => read('who,what\nada,1\n')).toThrow("no column 'who'");
  });
});

describe('repositories that GitHub Classroom left', () => {
  const people = ['ada', 'bob', 'bob-1', 'cyd', 'dan'].map((login, id) => ({
    login,
    id: `${id}`,
    name: login,
  }));

  it('are matched to people, the newest of several, and nobody gets that of another', () => {
    const names = [
      'exam-Ada',
      'exam-bob',
      'exam-bob-1',
      'exam-bob-2',
      'exam-cyd',
      'exam-cyd-1',
      'exam-cyd-12',
      'exam',
      'other-dan',
    ];
    const { students, usual, others, without } = matchRepositories('school', 'exam', names, people);
    expect(students.map(({ login, repository }) => [login, repository?.name])).toEqual([
      ['ada', undefined],
      ['bob', 'exam-bob-2'],
      ['bob-1', undefined],
      ['cyd', 'exam-cyd-12'],
      ['dan', undefined],
    ]);
    expect(usual).toBe(2);
    expect(others.map(({ login }) => login)).toEqual(['bob', 'cyd']);
    expect(without.map(({ login }) => login)).toEqual(['dan']);
  });
});

describe('fivefold roster', () => {
  const github = useGitHub();
  let folder: string;
  beforeAll(async () => {
    folder = freshFolder();
    for (const name of ['exam-ada', 'exam-mallory-1'])
      await github().createRepository(`academy/${name}`, { a: 'b' });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => void vi.unstubAllEnvs());

  async function roster(text: string, ...options: string[]) {
    const file = join(folder, 'list.csv');
    writeFileSync(file, text);
    vi.stubEnv('GITHUB_API_URL', github().url);
    vi.stubEnv('GITHUB_TOKEN', github().userToken('academy'));
    const heard = vi.spyOn(console, 'error').mockImplementation(() => {});
    const ended = await run(rosterCommand, file, ...options);
    const told = heard.mock.calls.map(([line]) => String(line));
    heard.mockRestore();
    return { ...ended, told };
  }

  it('asks GitHub who everybody is, and finds what is left of an assignment', async () => {
    const list = 'login,name,id\nada,Ada,1\nmallory,Mallory,2\nnobody-at-all,N,3\n';
    const found = ['--organization', 'academy', '--assignment', 'exam', '--accounts'];
    const { stdout, told, complaint } = await roster(list, ...found);
    expect(complaint).toBe('');
    const lines = stdout.split('\r\n');
    expect(lines[0]).toBe('login,name,id,repository,account_id');
    expect(lines[1]).toMatch(/^ada,Ada,1,,\d+$/);
    expect(lines[2]).toMatch(/^mallory,Mallory,2,academy\/exam-mallory-1,\d+$/);
    expect(lines[3]).toBe('nobody-at-all,N,3,,');
    expect(told).toEqual([
      'GitHub knows no such account (1): nobody-at-all.',
      '1 repositories are called exam-{login}: say so in classroom.yml.',
      'Called otherwise, and therefore in the column repository (1): exam-mallory-1.',
      'Without a repository (1): nobody-at-all.',
    ]);
  });

  it('asks nobody unless told to', async () => {
    const before = github().requests.length;
    const { stdout, told } = await roster(ROSTER);
    expect(stdout).toBe(
      'login,name,id,account_id\r\nada,Ada Lovelace,ada@example.org,10\r\ncyd,1003,1003,30\r\n',
    );
    expect(told).toEqual(['No GitHub account in the list (1): Bob.']);
    expect(github().requests).toHaveLength(before);
  });

  it('needs to know whose repositories', async () => {
    expect(await roster(ROSTER, '--assignment', 'exam')).toMatchObject({ stdout: '' });
  });
});
