import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { cohortGradebookCommand, cohortPageCommand } from '../../src/cli/cohort-page.ts';
import { copiesCommand } from '../../src/cli/copies.ts';
import { openCourse, submit, sweepOf, tabularModel, type World } from '../cohort/world.ts';
import { useGitHub } from '../github/world.ts';
import { freshFolder } from '../init/command.ts';
import { run } from '../proof/command.ts';

const github = useGitHub();
let folder: string;
let world: World;

beforeAll(async () => {
  folder = freshFolder();
  world = await openCourse(github(), { logins: ['ada', 'mallory'] });
  await submit(world, 'ada', await tabularModel());
  await sweepOf(world);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => void vi.unstubAllEnvs());

function onCourse(command: typeof cohortPageCommand, ...options: string[]) {
  vi.stubEnv('GITHUB_API_URL', github().url);
  vi.stubEnv('GITHUB_TOKEN', github().token(world.grader, { contents: 'read' }));
  return run(command, '--repository', world.grader, ...options);
}

describe('after a sweep', () => {
  it('fivefold cohort page draws everybody from the records, with a token that may only read', async () => {
    const output = join(folder, 'cohort.html');
    const models = ['ada', 'mallory'].map((candidate) => ({ candidate, where: candidate }));
    const likenesses = [{ kind: 'same', isCommon: false, task: 'tabular', models }];
    const copies = join(folder, 'copies.json');
    writeFileSync(copies, JSON.stringify({ schema: 'fivefold/copies/1', likenesses }));
    const { status, complaint } = await onCourse(cohortPageCommand, '-o', output, '--copies', copies);
    expect({ status, complaint }).toEqual({ status: 0, complaint: '' });
    const page = readFileSync(output, 'utf8');
    expect(page).toContain('1 of 2 have submitted');
    expect(page).toContain('nothing graded');
    expect(page).toContain('<td>ada, mallory</td>');
    expect(page).toContain(`https://github.com/academy/${world.prefix}-ada`);
  });

  it('and leaves out who is who, for everybody to see', async () => {
    const output = join(folder, 'open.html');
    await onCourse(cohortPageCommand, '-o', output, '--no-names');
    expect(readFileSync(output, 'utf8')).toContain('1 of 2 have submitted');
    expect(readFileSync(output, 'utf8')).not.toMatch(/Student \d|mallory/);
  });

  it('fivefold cohort gradebook hands Canvas what counts, by the ids of the roster', async () => {
    const { stdout, complaint } = await onCourse(cohortGradebookCommand, '--format', 'canvas');
    expect(complaint).toBe('');
    const lines = stdout.trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(/^Student 0,,s-0,,\d$/);
  });

  it('fivefold copies compares what everybody in the roster has submitted', async () => {
    await submit(world, 'mallory', await tabularModel());
    await sweepOf(world);
    vi.stubEnv('GITHUB_API_URL', github().url);
    vi.stubEnv('GITHUB_TOKEN', github().token('academy/*', { contents: 'read' }));
    const { stdout, complaint } = await run(copiesCommand, '--grader', world.grader);
    expect(complaint).toBe('');
    expect(stdout).toContain('2 models of 2 candidates');
    expect(stdout).toMatch(/the same weights +ada \(academy\/.*-ada\), mallory/);
  });

  it('neither says anything of a grader repository that is not there', async () => {
    const { status, complaint } = await run(
      cohortGradebookCommand,
      '--format',
      'moodle',
      '--repository',
      'nonsense',
    );
    expect([status, complaint]).toEqual([2, 'No grader repository is named. [file/unreadable]']);
  });
});
