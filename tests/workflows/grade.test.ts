import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type LoopbackGitHub, type Permissions, startGitHub } from '../../scripts/loopback/index.ts';
import { readSubmission } from '../../scripts/rehearsal/candidate.ts';
import { drawPracticeExam } from '../../scripts/rehearsal/practice-exam.ts';
import { PRACTICE_TASKS } from '../../src/generate/index.ts';
import { digestOf } from '../../src/proof/index.ts';
import { plantExam } from '../canary/exam.ts';
import { ROOT, readWorkflow } from './read.ts';
import { type ActRun, describeWithAct, runAct } from './run-act.ts';

/** The whole grading as it happens on GitHub: a runner, the workflow, the built action, five models, an API. */
const EXAM = 'school/exam';

let github: LoopbackGitHub;
let action: string;
let setUp: Omit<ActRun, 'workflow' | 'event' | 'payload'>;
let pullRequest: { readonly number: number; readonly head: string };

beforeAll(async () => {
  action = await mkdtemp(join(tmpdir(), 'fivefold-released-'));
  // What a runner downloads and runs, and nothing else: without node_modules, for one.
  await cp(join(ROOT, 'action.yml'), join(action, 'action.yml'));
  await cp(join(ROOT, 'dist'), join(action, 'dist'), { recursive: true });

  github = await startGitHub({ users: ['school', 'ada'], validate: true });
  const { files, identity, signingKey } = await plantExam(
    await drawPracticeExam({ secret: 'workflow-test' }),
  );
  const sha = await github.createRepository(EXAM, files);
  const fork = await github.fork(EXAM, 'ada');
  const head = await github.push(fork, 'models', await readSubmission('keras3'));
  pullRequest = { number: await github.openPullRequest(EXAM, fork, 'models'), head };

  // The token may do what grade.yml asks for, and nothing more: this tests those permissions, too.
  const token = github.token(EXAM, permissionsOf('.github/workflows/grade.yml'));
  const secrets = { FIVEFOLD_IDENTITY: identity, FIVEFOLD_SIGNING_KEY: signingKey };
  setUp = { repository: EXAM, sha, apiUrl: github.url, token, secrets, action };
});
afterAll(async () => {
  await rm(action, { recursive: true, force: true });
  await github?.close();
});

/** Times are no part of a result: they differ from run to run. */
function withoutTimes<T extends { readonly body?: string | undefined }>(comment: T): T {
  const body = comment.body?.replaceAll(/[\d.]+ ms a row|^\| time \| .*$/gm, 'timed');
  return { ...comment, ...(body !== undefined && { body }) };
}

/** `pull-requests` in a workflow is `pull_requests` in the API. */
function permissionsOf(path: string): Permissions {
  const stated = readWorkflow(path).workflow.jobs.grade?.permissions ?? {};
  return Object.fromEntries(Object.entries(stated).map(([name, level]) => [name.replace('-', '_'), level]));
}

/** In place of actions/attest, which asks Sigstore: an action that says what it was given. */
const ATTEST = {
  'action.yml': `
    name: attest
    inputs: { subject-name: {}, subject-digest: {}, predicate-type: {}, predicate: {} }
    runs: { using: node24, main: main.mjs }`,
  'main.mjs': `
    const given = ['SUBJECT-NAME', 'SUBJECT-DIGEST', 'PREDICATE'].map((name) => process.env['INPUT_' + name]);
    console.log('attested ' + JSON.stringify(given));`,
};

async function attestStandIn(): Promise<Readonly<Record<string, string>>> {
  const folder = join(action, 'attest');
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(ATTEST)) await writeFile(join(folder, name), text);
  const { jobs } = readWorkflow('template/.github/workflows/grade.yml').workflow;
  return { [jobs.attest?.steps?.[0]?.uses ?? '']: folder };
}

describeWithAct('a pull request from a fork', () => {
  it('is graded by the workflow of an exam repository, with the permissions that the workflow states', async () => {
    const result = await runAct({
      ...setUp,
      workflow: 'template/.github/workflows/grade.yml',
      event: 'pull_request_target',
      payload: await github.pullRequestEvent(EXAM, pullRequest.number),
      variables: { FIVEFOLD_ATTEST: 'true' },
      standIns: await attestStandIn(),
    });
    expect(result.jobResult, result.transcript).toBe('success');
    const { outputs } = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));
    expect(Object.keys(result.outputs).sort()).toEqual(Object.keys(outputs).sort());
    expect(Number(result.outputs.score)).toBeGreaterThanOrEqual(PRACTICE_TASKS.length);

    const [, kept = '{}'] = /^kept (.*)$/m.exec(result.log) ?? [];
    expect(JSON.parse(kept)).toEqual({
      name: 'fivefold-report',
      title: expect.stringMatching(/^Practice exam: (?:Not passed yet|Passed): /),
    });

    const [comment, ...others] = await github.comments(EXAM, pullRequest.number);
    expect(others).toEqual([]);
    expect(comment?.body).toContain('Diagnosis on the public sample');
    expect(comment?.author).toBe('github-actions[bot]');
    for (const task of PRACTICE_TASKS) expect(comment?.body).toContain(task.title);
    const { proof = '', scorecard = '' } = result.outputs;
    expect(comment?.body).toContain(proof);
    const attested: string[] = JSON.parse(/^attested (.*)$/m.exec(result.log)?.[1] ?? '[]');
    expect(attested).toEqual(['proof.jws', digestOf(proof), scorecard]);
    expect(await github.checkRuns(EXAM, pullRequest.head)).toMatchObject([{ status: 'completed' }]);
  });

  it('is graded again when a person asks for it by number, with the same scores in the same comment', async () => {
    const { repository, sender } = await github.pullRequestEvent(EXAM, pullRequest.number);
    const before = await github.comments(EXAM, pullRequest.number);
    const result = await runAct({
      ...setUp,
      workflow: '.github/workflows/grade.yml',
      event: 'workflow_dispatch',
      payload: { inputs: { 'pull-request': String(pullRequest.number) }, repository, sender },
    });
    expect(result.jobResult, result.transcript).toBe('success');
    const after = await github.comments(EXAM, pullRequest.number);
    expect(after.map(withoutTimes)).toEqual(before.map(withoutTimes));
  });
});
