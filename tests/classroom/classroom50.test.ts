import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { submissionFolder } from '../../scripts/rehearsal/candidate.ts';
import { drawTask, PRACTICE_SEED } from '../../src/generate/index.ts';
import { mintIdentity, packHiddenSet } from '../../src/hidden/index.ts';
import { classroom50Faults } from '../export/consumers.ts';
import { freshFolder } from '../init/command.ts';
import { suite } from '../peers.ts';
import { ROOT } from '../workflows/read.ts';

const ENV = {
  CLASSROOM: 'cs-fall',
  ASSIGNMENT: 'exam',
  ASSIGNMENT_TYPE: 'individual',
  OWNER: 'ada',
  USERNAME: 'ada',
  SUBMISSION_TAG: 'submit/2026-06-01T14-32-05Z-a1b2c3d',
  COMMIT_URL: 'https://github.com/school/cs-fall-exam-ada/commit/a1b2c3d',
  RELEASE_URL: 'https://github.com/school/cs-fall-exam-ada/releases/tag/x',
  REVIEW_URL: 'https://github.com/school/cs-fall-exam-ada/compare/b...a',
};
const COMMITTED = '2026-06-01T14:32:01Z';

const python = spawnSync('python3', ['--version']).status === 0;

/** The hook as its runner calls it: the student's checkout is the working directory, the bundle lies elsewhere. */
suite('Python', python)('the autograder for Classroom 50', () => {
  let folder: string;
  let identity: string;
  const checkout = () => join(folder, 'checkout');
  const bundle = () => join(folder, 'bundle');

  beforeAll(async () => {
    folder = freshFolder();
    const key = await mintIdentity();
    identity = key.identity;
    const rows = drawTask('tabular', PRACTICE_SEED, 'hidden', 60, 'classroom50');
    const set = await packHiddenSet(rows, { examId: 'c50', taskId: 'tabular', recipients: [key.recipient] });
    mkdirSync(join(bundle(), 'hidden-tests'), { recursive: true });
    cpSync(join(ROOT, 'adapters/classroom50/autograder.py'), join(bundle(), 'autograder.py'));
    writeFileSync(join(bundle(), 'hidden-tests/tabular.npz.age'), set.bytes);
    writeFileSync(
      join(bundle(), 'exam.yml'),
      `version: 1
id: c50
title: Exam
tasks:
  - id: tabular
    title: Heating
    input: { shape: [6], dtype: float32 }
    output: { shape: [1], kind: values }
    metric: { name: r2 }
    thresholds: { 2: 0.064, 3: 0.747, 4: 0.876, 5: 0.958 }
    hidden: { path: hidden-tests/tabular.npz.age, sha256: ${set.sha256} }
`,
    );
    cpSync(join(submissionFolder('tfjs'), 'models/tabular'), join(checkout(), 'models/tabular'), {
      recursive: true,
    });
    const git = (...args: string[]) =>
      spawnSync('git', ['-c', 'user.name=ada', '-c', 'user.email=ada@example.org', ...args], {
        cwd: checkout(),
        env: { ...process.env, GIT_COMMITTER_DATE: COMMITTED },
      });
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
      ['commit', '-q', '-m', 'mine'],
    ])
      expect(git(...args).status).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function autograde(change: NodeJS.ProcessEnv = {}) {
    return spawnSync('python3', [join(bundle(), 'autograder.py')], {
      cwd: checkout(),
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        FIVEFOLD_NODE: process.execPath,
        FIVEFOLD_CLI: join(ROOT, 'src/cli.ts'),
        FIVEFOLD_IDENTITY: identity,
        ...ENV,
        ...change,
      },
    });
  }

  it('writes the result.json that collect-scores takes, and nothing through a link that a student has put there', () => {
    symlinkSync(join(folder, 'elsewhere'), join(checkout(), 'result.json'));
    const { status, stdout, stderr } = autograde();
    expect(status, stdout + stderr).toBe(0);
    const text = readFileSync(join(checkout(), 'result.json'), 'utf8');
    expect(classroom50Faults(text)).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({
      classroom: 'cs-fall',
      owner: 'ada',
      datetime: COMMITTED,
      score: 5,
      'max-score': 5,
      tests: [{ 'test-name': 'Heating', passed: true, score: 5 }],
    });
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
    expect(stdout + stderr).not.toContain(identity);
  });

  it('fails, and leaves no result that would be taken for a mark, where something of ours has failed', () => {
    rmSync(join(checkout(), 'result.json'), { force: true });
    const failing = join(folder, 'failing.mjs');
    writeFileSync(failing, 'process.exitCode = 3;');
    expect(autograde({ FIVEFOLD_CLI: failing }).status).toBe(3);
    expect(existsSync(join(checkout(), 'result.json'))).toBe(false);
  });
});

it('knows a time when it sees one', async () => {
  const { exportCommand } = await import('../../src/cli/export.ts');
  const told: string[] = [];
  const command = exportCommand()
    .exitOverride()
    .configureOutput({ writeErr: (text) => void told.push(text) });
  const args = ['card.json', '--format', 'classroom50', '--submitted-at', 'yesterday'];
  await expect(command.parseAsync(args, { from: 'user' })).rejects.toThrow('2027-02-01T12:00:00Z');
  expect(told.join('')).toContain('--submitted-at');
});
