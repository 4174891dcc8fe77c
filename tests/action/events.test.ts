import { describe, expect, it } from 'vitest';
import { freshName, useGitHub } from '../github/world.ts';
import {
  gradePullRequest,
  oneModel,
  openSubmission,
  practiceExam,
  runIn,
  scorecardOf,
  scoresOf,
} from './world.ts';

const github = useGitHub();
const PRACTICE = 'Practice only';

/** GitHub's payloads, as far as they are read. */
const repositoryOf = (fullName: string, time: object) => {
  const [login, name] = fullName.split('/');
  return { name, owner: { login }, ...time };
};
const pushEvent = (repository: string, after: string) => ({
  ref: 'refs/heads/main',
  after,
  deleted: false,
  repository: repositoryOf(repository, { pushed_at: 1_793_610_000 }),
  sender: { login: 'ada' },
});
const dispatchEvent = (repository: string, inputs: object | null = null) => ({
  inputs,
  repository: repositoryOf(repository, { updated_at: '2026-11-03T00:00:00Z' }),
  sender: { login: 'academy' },
});

const issueRequests = (repository: string) =>
  github().requests.filter(({ path }) => path.startsWith(`/repos/${repository}/issues`));

async function checkOf(repository: string, sha: string) {
  const [check, ...more] = await github().checkRuns(repository, sha);
  expect(more).toEqual([]);
  return check as { conclusion: string; output: { summary: string } } | undefined;
}

describe('a push to a repository of the candidate’s own', () => {
  it('is graded as practice: a check run on the commit that was pushed, a job summary, no comment', async () => {
    const repository = `ada/${freshName()}`;
    const files = { ...(await practiceExam()).files, ...(await oneModel()) };
    const sha = await github().createRepository(repository, files);
    const result = await runIn(github(), repository, {
      event: 'push',
      payload: pushEvent(repository, sha),
      sha,
    });
    expect(result.exitCode, result.log).toBe(0);
    const card = scorecardOf(result);
    expect(scoresOf(card).tabular).toBeGreaterThanOrEqual(2);
    expect(card.submission).toMatchObject({
      event: 'push',
      head: { sha },
      base: { sha },
      candidate: 'ada',
      submittedAt: '2026-11-02T09:00:00Z',
    });
    const check = await checkOf(repository, sha);
    expect(check?.conclusion).toBe('failure');
    expect(check?.output.summary).toContain(PRACTICE);
    expect(result.summary).toContain(PRACTICE);
    expect(issueRequests(repository)).toEqual([]);
  });

  it('is held against an exam of another repository where the input says so', async () => {
    const exam = `academy/${freshName()}`;
    const examSha = await github().createRepository(exam, (await practiceExam()).files);
    const repository = `ada/${freshName()}`;
    const sha = await github().createRepository(repository, await oneModel());
    const payload = pushEvent(repository, sha);
    for (const [asked, exitCode] of [
      [`${exam}@main`, 0],
      [`${exam}@${examSha}`, 0],
      [`${exam}@gone`, 1],
    ] as const) {
      const inputs = { 'exam-repository': asked };
      const result = await runIn(github(), repository, { event: 'push', payload, sha, inputs });
      expect(result.exitCode, result.log).toBe(exitCode);
      if (exitCode === 0) expect(scoresOf(scorecardOf(result)).tabular).toBeGreaterThanOrEqual(2);
      else expect(result.summary).toContain('exam repository');
    }
  });
});

describe('a workflow_dispatch', () => {
  it('grades a pull request again, with the exam as it is now and not as it was', async () => {
    const pull = await openSubmission(github(), await oneModel(), { 'exam.yml': 'version: 1\n' });
    expect((await gradePullRequest(github(), pull)).exitCode).toBe(1);

    const sha = await github().push(pull.repository, 'main', (await practiceExam()).files);
    const payload = dispatchEvent(pull.repository, { 'pull-request': String(pull.number) });
    const result = await runIn(github(), pull.repository, { event: 'workflow_dispatch', payload, sha });
    expect(result.exitCode, result.log).toBe(0);
    expect(scorecardOf(result).submission).toMatchObject({
      event: 'workflow_dispatch',
      base: { sha },
      head: { sha: pull.head },
      candidate: 'ada',
    });
    const comments = await github().comments(pull.repository, pull.number);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toContain('of 25');
    expect(comments[0]?.body).not.toContain(PRACTICE);
  });

  it('without a pull request grades its own commit, as practice', async () => {
    const repository = `ada/${freshName()}`;
    const files = { ...(await practiceExam()).files, ...(await oneModel()) };
    const sha = await github().createRepository(repository, files);
    const payload = dispatchEvent(repository);
    const result = await runIn(github(), repository, { event: 'workflow_dispatch', payload, sha });
    expect(scoresOf(scorecardOf(result)).tabular).toBeGreaterThanOrEqual(2);
    expect((await checkOf(repository, sha))?.output.summary).toContain(PRACTICE);
  });

  it('for a pull request that is not there says which one', async () => {
    const repository = `academy/${freshName()}`;
    const sha = await github().createRepository(repository, (await practiceExam()).files);
    const inputs = { 'pull-request': '99' };
    const payload = dispatchEvent(repository);
    const result = await runIn(github(), repository, { event: 'workflow_dispatch', payload, sha, inputs });
    expect(result.exitCode).toBe(1);
    expect(result.log).toMatch(/^::error::GitHub has no pull request 99 in academy/m);
  });
});

describe('meanwhile', () => {
  it('a push makes the older result say that it is outdated, and by which commit', async () => {
    const pull = await openSubmission(github(), await oneModel());
    let newer = '';
    const before = async () => {
      newer = await github().push(pull.fork, 'submission', { 'notes.md': 'newer' });
    };
    github().faults.next({ path: new RegExp(`^/repos/${pull.repository}/git/blobs/`) }, { before });
    await gradePullRequest(github(), pull);
    const [comment] = await github().comments(pull.repository, pull.number);
    expect(comment?.body).toContain(`A newer commit, \`${newer.slice(0, 7)}\`, has been pushed since.`);
    expect((await checkOf(pull.repository, pull.head))?.conclusion).toBe('failure');
  });

  it('another run of the same commit leaves one comment', async () => {
    const pull = await openSubmission(github(), await oneModel());
    const results = await Promise.all([1, 2].map(() => gradePullRequest(github(), pull)));
    expect(new Set(results.map(({ outputs }) => outputs.scorecard)).size).toBe(1);
    expect(await github().comments(pull.repository, pull.number)).toHaveLength(1);
  });
});

describe('what is not graded', () => {
  it('a commit whose job is cancelled half-way: its check run ends, too, and blames nobody', async () => {
    const pull = await openSubmission(github(), await oneModel());
    const cancel = new AbortController();
    const trees = new RegExp(`^/repos/${pull.repository}/git/trees/`);
    const before = async () => {
      cancel.abort();
      await new Promise((resolve) => setTimeout(resolve, 10_000).unref());
    };
    github().faults.next({ path: trees }, { before });
    const result = await gradePullRequest(github(), pull, { cancel: cancel.signal });
    expect(result).toMatchObject({ exitCode: 1, outputs: {} });
    const check = await checkOf(pull.repository, pull.head);
    expect(check).toMatchObject({ status: 'completed', conclusion: 'neutral' });
    expect(check?.output.summary).toContain('cancelled');
  });

  it('a closed pull request: no output, no comment, no check run, no failed job', async () => {
    const pull = await openSubmission(github(), await oneModel());
    await github().closePullRequest(pull.repository, pull.number);
    const result = await gradePullRequest(github(), pull);
    expect(result).toMatchObject({ exitCode: 0, outputs: {}, summary: '' });
    expect(result.log).toContain(`Pull request #${pull.number} is closed.`);
    expect(await github().comments(pull.repository, pull.number)).toEqual([]);
    expect(await github().checkRuns(pull.repository, pull.head)).toEqual([]);
  });

  it('an event that is none of ours, and an empty token, are told apart', async () => {
    const repository = `academy/${freshName()}`;
    const issues = await runIn(github(), repository, { event: 'issues', payload: {} });
    expect(issues).toMatchObject({ exitCode: 1, outputs: {} });
    expect(issues.log).toContain('[event/unsupported]');
    const payload = pushEvent(repository, 'a'.repeat(40));
    const without = await runIn(github(), repository, { event: 'push', payload, inputs: { token: '' } });
    expect(without.log).toContain('The input `token` is empty.');
  });
});
