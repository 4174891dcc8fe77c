import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LoopbackGitHub, type Permissions, startGitHub } from '../../scripts/loopback/index.ts';
import { readSubmission } from '../../scripts/rehearsal/candidate.ts';
import { drawPracticeExam } from '../../scripts/rehearsal/practice-exam.ts';
import { plantExam } from '../canary/exam.ts';
import { ROOT, readWorkflow } from './read.ts';
import { describeWithAct, runAct } from './run-act.ts';

/** The check of a candidate's own push as it happens on GitHub: a runner, the workflow, the built action, no key. */
const WORKFLOW = 'template/.github/workflows/check.yml';
const REPOSITORY = 'ada/exam';

let github: LoopbackGitHub;
let action: string;
let sha: string;

beforeAll(async () => {
  action = await mkdtemp(join(tmpdir(), 'fivefold-released-'));
  await cp(join(ROOT, 'action.yml'), join(action, 'action.yml'));
  await cp(join(ROOT, 'dist'), join(action, 'dist'), { recursive: true });
  github = await startGitHub({ users: ['ada'], validate: true });
  const { files } = await plantExam(await drawPracticeExam({ secret: 'check-workflow' }));
  const path = 'models/tabular/model.keras';
  sha = await github.createRepository(REPOSITORY, {
    ...files,
    [path]: (await readSubmission('keras3'))[path] ?? '',
  });
});
afterAll(async () => {
  await rm(action, { recursive: true, force: true });
  await github?.close();
});

/** `pull-requests` in a workflow is `pull_requests` in the API. */
function permissions(): Permissions {
  const stated = readWorkflow(WORKFLOW).workflow.jobs.check?.permissions ?? {};
  return Object.fromEntries(Object.entries(stated).map(([name, level]) => [name.replace('-', '_'), level]));
}

describeWithAct("a candidate's own push", () => {
  it('is checked without a secret, with the permissions that the workflow states, and not graded', async () => {
    const [owner = '', name = ''] = REPOSITORY.split('/');
    const repository = { name, owner: { login: owner }, pushed_at: 1_793_610_000 };
    const result = await runAct({
      workflow: WORKFLOW,
      event: 'push',
      payload: { ref: 'refs/heads/main', after: sha, deleted: false, repository, sender: { login: 'ada' } },
      repository: REPOSITORY,
      sha,
      apiUrl: github.url,
      token: github.token(REPOSITORY, permissions()),
      secrets: {},
      action,
    });
    expect(result.jobResult, result.transcript).toBe('success');
    expect(Object.keys(result.outputs)).toEqual(['page']);
    expect(result.log).toContain(
      'kept {"name":"fivefold-check","title":"Practice exam: Checked on public data: 1 of 5 models run"}',
    );
    expect(result.summary).toContain('1 of 5 models run');
    expect(result.summary).toContain('This is not a grade.');
    const [run, ...others] = await github.checkRuns(REPOSITORY, sha);
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      name: 'Fivefold check (no grade)',
      status: 'completed',
      conclusion: 'success',
    });
  });
});
