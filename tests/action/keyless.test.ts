import { describe, expect, it } from 'vitest';
import type { NewFiles } from '../../scripts/loopback/index.ts';
import { writeNpz } from '../../src/formats/npz.ts';
import { drawTask, PRACTICE_SEED } from '../../src/generate/index.ts';
import { freshName, useGitHub } from '../github/world.ts';
import {
  gradePullRequest,
  oneModel,
  openSubmission,
  type PullRequest,
  practiceExam,
  runIn,
} from './world.ts';

/** What the action does where nobody holds a key: it checks, on public data, and grades nothing. */
const github = useGitHub();
const CHECK = 'Fivefold check (no grade)';
const READ_ONLY = { contents: 'read', pull_requests: 'read', checks: 'read' } as const;
const SAMPLE = 'tasks/tabular/sample.npz';

/** Public rows beside the exam, whoever else publishes some. */
function withSample(content?: Uint8Array | string): NewFiles {
  const { inputs, labels } = drawTask('tabular', PRACTICE_SEED, 'sample', 50);
  return { [SAMPLE]: content ?? writeNpz({ inputs, labels }) };
}

async function pushed(files: NewFiles) {
  const repository = `ada/${freshName()}`;
  const sha = await github().createRepository(repository, { ...(await practiceExam()).files, ...files });
  const [login, name] = repository.split('/');
  const payload = {
    ref: 'refs/heads/main',
    after: sha,
    deleted: false,
    repository: { name, owner: { login }, pushed_at: 1_793_610_000 },
    sender: { login: 'ada' },
  };
  const result = await runIn(github(), repository, { event: 'push', payload, sha, identity: '' });
  return { result, runs: await github().checkRuns(repository, sha) };
}

async function comments({ repository, number }: PullRequest) {
  return github().comments(repository, number);
}

/** Nothing that could be taken for a score. */
function expectNoGrade(text: string): void {
  expect(text).toContain('This is not a grade.');
  expect(text).not.toMatch(/[●○]|of 25|passed/i);
}

describe('a plain pull_request from a fork', () => {
  it('is checked against the exam of the base, and told so in the job summary alone', async () => {
    const pull = await openSubmission(github(), await oneModel(), withSample());
    const circumstances = { event: 'pull_request', identity: '', permissions: READ_ONLY };
    const result = await gradePullRequest(github(), pull, circumstances);
    expect(result.exitCode, result.log).toBe(0);
    expect(result.outputs).toEqual({});
    expect(result.summary).toContain('## Checked on public data: 1 of 5 models run');
    expect(result.summary).toMatch(/R² [\d.-]+ on 50 public rows/);
    expectNoGrade(result.summary);
    expect(result.log).not.toContain('::warning');
    expect(await comments(pull)).toEqual([]);
    expect(await github().checkRuns(pull.repository, pull.head)).toEqual([]);
  });

  it('leaves the comment of a grading alone, even where the token could write', async () => {
    const pull = await openSubmission(github(), await oneModel());
    await gradePullRequest(github(), pull);
    const graded = await comments(pull);
    await gradePullRequest(github(), pull, { event: 'pull_request', identity: '' });
    expect(await comments(pull)).toEqual(graded);
    const runs = await github().checkRuns(pull.repository, pull.head);
    expect(runs.map(({ name }) => name).sort()).toEqual(['Fivefold', CHECK]);
  });
});

describe('a push to a repository of the candidate’s own', () => {
  it('gets a check run of another name than a grading’s, which succeeds when the models run', async () => {
    const { result, runs } = await pushed({ ...(await oneModel()), ...withSample() });
    expect(result, result.log).toMatchObject({ exitCode: 0, outputs: {} });
    expect(runs).toMatchObject([{ name: CHECK, status: 'completed', conclusion: 'success' }]);
    expectNoGrade(result.summary);
  });

  it('with a broken model is told what to fix, on the file', async () => {
    const path = 'models/tabular/model.keras';
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 123456\n`;
    const { result, runs } = await pushed({ [path]: pointer });
    expect(result.exitCode, result.log).toBe(0);
    expect(result.summary).toContain('git lfs');
    expect(runs).toMatchObject([
      { conclusion: 'failure', annotations: [{ path, annotation_level: 'failure' }] },
    ]);
  });

  it('with a public sample that is none blames nobody who submitted', async () => {
    const { result, runs } = await pushed({ ...(await oneModel()), ...withSample('not an npz') });
    expect(result.summary).toContain('not your fault');
    expect(result.log).toContain('[sample/unusable]');
    expect(runs).toMatchObject([{ conclusion: 'neutral' }]);
  });

  it('without an exam is no check at all', async () => {
    const { result, runs } = await pushed({ ...(await oneModel()), 'exam.yml': 'version: 1\n' });
    expect(result.exitCode).toBe(1);
    expect(runs).toMatchObject([{ name: CHECK, conclusion: 'neutral' }]);
  });
});
