import { beforeAll, describe, expect, it } from 'vitest';
import { type DrawnClassroom, drawClassroom } from '../../src/classroom.ts';
import { initCommand } from '../../src/cli/init.ts';
import { parseClassroom } from '../../src/cohort/classroom.ts';
import { parseRoster } from '../../src/cohort/roster.ts';
import { parseExam } from '../../src/exam/index.ts';
import { openHiddenSet } from '../../src/hidden/index.ts';

const SECRET = 'c'.repeat(64);
const DEADLINE = { at: '2027-03-01T00:05:00Z', late: { kind: 'per-day', percent: 10 } } as const;

let drawn: DrawnClassroom;
beforeAll(async () => {
  drawn = await drawClassroom({
    ...{ id: 'spring-2027', title: 'Spring 2027', secret: SECRET, organization: 'school' },
    ...{ deadline: DEADLINE, attempts: { perDay: 20 }, identityFile: '../../identity.txt' },
    withoutTraining: true,
  });
});

const bytes = (path: string) => drawn.grader.get(path) ?? expect.fail(path);
const text = (path: string) => new TextDecoder().decode(bytes(path));

describe('the grader repository of a new classroom', () => {
  it('is all that a sweep reads: exam, classroom, roster, vocabulary, and sets that the key opens', async () => {
    const { exam } = parseExam(bytes('exam.yml'));
    expect(exam.time).toBeUndefined();
    expect(exam.attempts).toEqual({ perDay: 20 });
    expect(parseClassroom(bytes('classroom.yml'), 'classroom.yml')).toEqual({
      version: 1,
      organization: 'school',
      repositories: 'spring-2027-{login}',
      deadline: DEADLINE,
    });
    expect(parseRoster(bytes('roster.csv'), 'roster.csv')).toEqual([]);
    expect(drawn.grader.has('tasks/phrases/vocabulary.txt')).toBe(true);
    for (const task of exam.tasks) {
      const path = 'path' in task.hidden ? task.hidden.path : '';
      await openHiddenSet(bytes(path), { identity: drawn.identity, exam, task });
    }
  });

  it('sweeps each night, an hour before the deadline, and when all that is in time has arrived', () => {
    const crons = [...text('.github/workflows/sweep.yml').matchAll(/- cron: "(.*?)"/g)].map(
      ([, cron]) => cron,
    );
    expect(crons).toEqual(['23 3 * * *', '5 23 28 2 *', '15 0 1 3 *']);
  });

  it('names a released grader in its workflow, and leaves no blank in a text', () => {
    expect(text('.github/workflows/sweep.yml')).not.toContain('0'.repeat(40));
    for (const files of [drawn.grader, drawn.students])
      for (const [path, content] of files)
        if (/\.(?:md|json|yml)$/.test(path))
          expect(new TextDecoder().decode(content), path).not.toMatch(/\{\{[a-z]|undefined|NaN/);
  });

  it('registers an App that may read files and write check runs and issues, by the form as by the manifest', () => {
    const manifest = JSON.parse(text('app-manifest.json'));
    expect(manifest.default_permissions).toEqual({ contents: 'read', checks: 'write', issues: 'write' });
    const [, address = ''] =
      /\((https:\/\/github\.com\/organizations\/[^)]+)\)/.exec(text('README.md')) ?? [];
    const form = new URL(address);
    expect(form.pathname).toBe('/organizations/school/settings/apps/new');
    const {
      name,
      url,
      public: isPublic,
      webhook_active: hears,
      ...permissions
    } = Object.fromEntries(form.searchParams);
    expect([name, url, isPublic, hears]).toEqual([manifest.name, manifest.url, 'false', 'false']);
    expect(permissions).toEqual(manifest.default_permissions);
    expect([manifest.public, manifest.hook_attributes.active]).toEqual([false, false]);
  });

  it('tells its instructor every command', () => {
    const readme = text('README.md');
    expect(readme).toContain('gh repo create school/spring-2027-grader --private --source . --push');
    expect(readme).toContain('gh secret set FIVEFOLD_IDENTITY < ../../identity.txt');
    expect(readme).toContain(
      'gh repo create "school/spring-2027-$login" --private --template school/spring-2027',
    );
  });
});

describe('what students start from', () => {
  it('holds no hidden set, no workflow that somebody would be billed for, and no key of anybody', () => {
    const paths = [...drawn.students.keys()];
    expect(paths).toEqual(
      expect.arrayContaining(['exam.yml', 'README.md', 'HANDBOOK.md', 'tasks/glyphs/sample.npz']),
    );
    expect(paths.filter((path) => /^hidden-tests|^\.github|keys\.json$/.test(path))).toEqual([]);
  });

  it('says that a push is the submission, and asks nobody to fork', () => {
    const readme = new TextDecoder().decode(drawn.students.get('README.md'));
    expect(readme).toContain('what you push to its default branch is your submission');
    expect(readme).not.toMatch(/fork this|Open a pull request/i);
  });
});

it('writes the identity and its seed into neither repository', () => {
  for (const files of [drawn.grader, drawn.students])
    for (const content of files.values())
      for (const secret of [drawn.identity, SECRET])
        expect(Buffer.from(content).includes(secret)).toBe(false);
});

describe('fivefold init --classroom', () => {
  it.each([
    ['whose classroom it is', ['--classroom'], '--organization'],
    ['a time with its zone', ['--classroom', '--deadline', '2027-03-01T00:05'], 'with its zone'],
    ['a policy that there is', ['--classroom', '--late', 'mercy'], '10 % per day'],
  ])('wants to know %s', async (_, args, complaint) => {
    const told: string[] = [];
    const command = initCommand()
      .exitOverride()
      .configureOutput({ writeErr: (text) => void told.push(text) });
    await expect(command.parseAsync(['/nowhere/new', ...args], { from: 'user' })).rejects.toThrow();
    expect(told.join('')).toContain(complaint);
  });
});
