import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from './read.ts';
import { type ActRun, describeWithAct, runAct } from './run-act.ts';

/**
 * The workflows on a real runner, with a stand-in where the action would be: what reaches the action, and when it runs
 * at all. The whole grading through act is in grade.test.ts.
 */
const STAND_IN = `
import { appendFileSync, readFileSync } from 'node:fs';
const { env } = process;
const inputs = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('INPUT_')));
const identity = inputs.INPUT_IDENTITY;
console.log(JSON.stringify({
  inputs: { ...inputs, INPUT_IDENTITY: identity.length, INPUT_TOKEN: inputs.INPUT_TOKEN.length },
  event: env.GITHUB_EVENT_NAME, number: JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')).number,
  repository: env.GITHUB_REPOSITORY, api: env.GITHUB_API_URL, node: process.versions.node.split('.')[0],
}));
console.log('the key is ' + identity);
appendFileSync(env.GITHUB_OUTPUT, 'score=21\\n');
appendFileSync(env.GITHUB_STEP_SUMMARY, '# 21 of 25\\n');
`;
const SECRET = 'AGE-SECRET-KEY-STAND-IN';
const SHA = 'b'.repeat(40);

let action: string;
beforeAll(async () => {
  action = await mkdtemp(join(tmpdir(), 'fivefold-stand-in-'));
  await cp(join(ROOT, 'action.yml'), join(action, 'action.yml'));
  await mkdir(join(action, 'dist'));
  await writeFile(join(action, 'dist', 'package.json'), '{ "type": "module" }');
  await writeFile(join(action, 'dist', 'action.js'), STAND_IN);
});
afterAll(() => rm(action, { recursive: true, force: true }));

function runOn(workflow: string, change: Partial<ActRun> = {}) {
  return runAct({
    workflow,
    event: 'pull_request_target',
    payload: pullRequestPayload(),
    repository: 'school/exam',
    sha: SHA,
    apiUrl: 'http://127.0.0.1:9',
    token: 'stand-in-token',
    secrets: { FIVEFOLD_IDENTITY: SECRET },
    action,
    ...change,
  });
}

function pullRequestPayload(change: { draft?: boolean } = {}) {
  const pull = {
    number: 7,
    draft: false,
    head: { sha: 'a'.repeat(40), ref: 'models' },
    base: { sha: SHA, ref: 'main' },
  };
  return { action: 'opened', number: 7, pull_request: { ...pull, ...change } };
}

function commentPayload(body: string, comment: object = {}, issue: object = {}) {
  const user = { login: 'ada' };
  const about = { number: 7, state: 'open', user, pull_request: { url: 'http://127.0.0.1:9' } };
  return { action: 'created', comment: { body, user, ...comment }, issue: { ...about, ...issue } };
}

const WORKFLOWS = {
  'the grader, copied into an exam repository': '.github/workflows/grade.yml',
  'the template, which calls the grader': 'template/.github/workflows/grade.yml',
};

for (const [title, workflow] of Object.entries(WORKFLOWS)) {
  describeWithAct(title, () => {
    it('runs the action on Node 24 with the key, the token and the event', async () => {
      const { status, jobResult, log, outputs, summary, transcript } = await runOn(workflow);
      expect({ status, jobResult }, transcript).toEqual({ status: 0, jobResult: 'success' });
      expect(JSON.parse(log.split('\n')[0] ?? '')).toEqual({
        inputs: {
          INPUT_IDENTITY: SECRET.length,
          'INPUT_SIGNING-KEY': '',
          'INPUT_KEY-HELD-BY': '',
          INPUT_TOKEN: 'stand-in-token'.length,
          INPUT_EXAM: 'exam.yml',
          'INPUT_EXAM-REPOSITORY': '',
          'INPUT_PULL-REQUEST': '',
          INPUT_CACHE: '',
          INPUT_PAGE: 'fivefold-report',
        },
        event: 'pull_request_target',
        number: 7,
        repository: 'school/exam',
        api: 'http://127.0.0.1:9',
        node: '24',
      });
      expect({ outputs, summary }).toEqual({ outputs: { score: '21' }, summary: '# 21 of 25\n' });
    });

    it('never shows the key', async () => {
      const { log, transcript } = await runOn(workflow);
      expect(log).toContain('the key is ***');
      expect(transcript).not.toContain(SECRET);
    });

    it('hands on the number of the pull request that a person wants graded again', async () => {
      const payload = { inputs: { 'pull-request': '12' } };
      const { log, transcript } = await runOn(workflow, { event: 'workflow_dispatch', payload });
      expect(log, transcript).toContain('"INPUT_PULL-REQUEST":"12"');
    });

    it('grades a draft, too: opening one begins the exam', async () => {
      const { jobResult, transcript } = await runOn(workflow, {
        payload: pullRequestPayload({ draft: true }),
      });
      expect(jobResult, transcript).toBe('success');
    });

    it('runs on the comment /start of whoever opened the pull request', async () => {
      const run = await runOn(workflow, { event: 'issue_comment', payload: commentPayload('/start') });
      expect(run.jobResult, run.transcript).toBe('success');
    });

    it.each([
      ['that says something else', commentPayload('Good luck! `$(id)`')],
      ['by somebody else', commentPayload('/start', { user: { login: 'mallory' } })],
      ['on an issue', commentPayload('/start', {}, { pull_request: undefined })],
    ])('runs on no comment %s', async (_, payload) => {
      const run = await runOn(workflow, { event: 'issue_comment', payload });
      expect([run.status, run.jobResult, run.log], run.transcript).toEqual([0, undefined, '']);
    });
  });
}

describeWithAct("the grader in Fivefold's own repository", () => {
  it('grades nothing, because there is no exam', async () => {
    const run = await runOn('.github/workflows/grade.yml', { repository: 'fivefold/fivefold' });
    expect([run.status, run.jobResult, run.log], run.transcript).toEqual([0, undefined, '']);
  });
});
