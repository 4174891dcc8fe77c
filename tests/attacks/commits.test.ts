import { describe, expect, it } from 'vitest';
import type { Json } from '../../scripts/loopback/index.ts';
import { type PullRequest, scorecardOf, scoresOf } from '../action/world.ts';
import { client, useGitHub } from '../github/world.ts';
import { checkOn, commentOn, examFiles, gradePull, openPull, trained, untrained } from './world.ts';

/** Which commit is graded, and with which exam, while somebody pulls at both. */
const github = useGitHub();

/** Something that happens while the grading reads or writes at this place. */
function meanwhile({ repository }: PullRequest, place: string, before: () => Promise<unknown>): void {
  github().faults.next({ path: new RegExp(`^/repos/${repository}/${place}`) }, { before });
}

/** Ids of the exam's own objects: its commit, and the files in it. */
async function objectsOf({ repository }: PullRequest): Promise<readonly string[]> {
  const [owner = '', repo = ''] = repository.split('/');
  const { data } = await instructor().rest.git.getTree({ owner, repo, tree_sha: 'main', recursive: '1' });
  const { data: main } = await instructor().rest.git.getRef({ owner, repo, ref: 'heads/main' });
  return [main.object.sha, ...data.tree.map(({ sha }) => sha)];
}

const instructor = () => client(github(), github().userToken('academy'));
const placeOf = ({ repository, number }: PullRequest) => {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo, number, pull_number: number, issue_number: number };
};

describe('[T-40] a head that is force-pushed', () => {
  it('before each thing that is read of it: the commit of the event is graded, and no other', async () => {
    const pull = await openPull(github());
    let newer = '';
    const push = async () => {
      const files = { ...(await untrained()), newer };
      newer = await github().push(pull.fork, 'submission', files, { force: true });
    };
    meanwhile(pull, 'git/trees/', push);
    meanwhile(pull, 'git/blobs/', push);
    const card = scorecardOf(await gradePull(github(), pull));
    expect(card.submission?.head.sha).toBe(pull.head);
    expect(scoresOf(card).tabular).toBeGreaterThanOrEqual(2);
    expect((await checkOn(github(), pull))?.status).toBe('completed');
    const comment = await commentOn(github(), pull);
    expect(comment).toContain(`A newer commit, \`${newer.slice(0, 7)}\``);
    expect(comment).not.toContain('Practice only');
    expect(await github().checkRuns(pull.repository, newer)).toEqual([]);
  });
});

describe('[T-45] a fork that is deleted', () => {
  it('before anything of it is read: the commit of the event is graded, through the base repository', async () => {
    const pull = await openPull(github());
    meanwhile(pull, 'git/trees/', () => github().deleteFork(pull.fork, pull.repository, 'submission'));
    const result = await gradePull(github(), pull);
    expect(scoresOf(scorecardOf(result)).tabular, result.log).toBeGreaterThanOrEqual(2);
    expect(await commentOn(github(), pull)).toContain('of 5');
  });

  it.each(['git/trees/', 'git/blobs/'])('with all its %s: nobody’s fault, and no zero', async (place) => {
    const pull = await openPull(github());
    const exam = await objectsOf(pull);
    const gone = new RegExp(`^/repos/[^/]+/[^/]+/${place}(?!${exam.join('|')})`);
    github().faults.next({ path: gone }, { status: 404 }, 50);
    const result = await gradePull(github(), pull);
    github().faults.clear();
    expect(scorecardOf(result).tasks[0]).toMatchObject({ score: null, kind: 'failed' });
    expect((await checkOn(github(), pull))?.conclusion).toBe('neutral');
    expect(await commentOn(github(), pull)).toContain('not your fault');
  });
});

describe('[T-46] a pull request from a branch of the exam repository itself', () => {
  it('is graded, and marked as practice: whoever pushes there can reach the key', async () => {
    const pull = await openPull(github());
    const head = await github().push(pull.repository, 'mine', await trained());
    const own = { ...pull, head, fork: pull.repository };
    const number = await github().openPullRequest(pull.repository, pull.repository, 'mine');
    const result = await gradePull(github(), { ...own, number });
    expect(scoresOf(scorecardOf(result)).tabular, result.log).toBeGreaterThanOrEqual(2);
    for (const text of [await commentOn(github(), { ...own, number }), result.summary])
      expect(text).toContain('Practice only');
  });
});

describe('[T-49] a private exam and its private forks', () => {
  it('are read with the token of the exam repository alone', async () => {
    const pull = await openPull(github(), { private: true });
    const permissions = {
      contents: 'read',
      pull_requests: 'write',
      checks: 'write',
      issues: 'read',
    } as const;
    const result = await gradePull(github(), pull, { permissions });
    expect(scoresOf(scorecardOf(result)).tabular, result.log).toBeGreaterThanOrEqual(2);
    expect(github().requests.some(({ path }) => path.startsWith(`/repos/${pull.fork}/`))).toBe(false);
  });
});

describe('[T-52] an exam of the candidate’s choice', () => {
  it('in their own commit is not looked at: the exam of the base counts', async () => {
    const easy = Buffer.from((await examFiles())['exam.yml'] as string).toString();
    const mine = { 'exam.yml': easy.replace(/"2".*/, '"2": -1e9, "3": -1e8, "4": -1e7, "5": -1e6 }') };
    const files = { ...(await untrained()), ...mine, '.github/workflows/grade.yml': 'on: push' };
    const card = scorecardOf(await gradePull(github(), await openPull(github(), { files })));
    expect(scoresOf(card).tabular).toBe(1);
    expect(card.tasks[0]?.thresholds[5]).toBe(0.958);
  });

  it('on another branch of the exam repository is refused, in words, before anything is graded', async () => {
    const pull = await openPull(github());
    await github().push(pull.repository, 'draft', { 'notes.md': 'an easier exam' });
    await instructor().rest.pulls.update({ ...placeOf(pull), base: 'draft' });
    const event = await github().pullRequestEvent(pull.repository, pull.number, 'synchronize');
    const base = { ...((event.pull_request as Json).base as Json), ref: 'draft' };
    const payload = { ...event, pull_request: { ...(event.pull_request as Json), base } };
    const result = await gradePull(github(), pull, { payload });
    expect(result.outputs).toEqual({});
    expect(await commentOn(github(), pull)).toContain('does not go into the default branch');
    expect((await checkOn(github(), pull))?.conclusion).toBe('failure');

    const inputs = { 'exam-repository': `${pull.repository}@main` };
    const named = await gradePull(github(), pull, { payload, inputs });
    expect(scoresOf(scorecardOf(named)).tabular).toBeGreaterThanOrEqual(2);
  });
});

describe('[T-53] a pull request that meanwhile', () => {
  it('is closed and retargeted, is told its result, by the exam that the event named', async () => {
    const pull = await openPull(github());
    meanwhile(pull, 'git/blobs/', async () => {
      await github().push(pull.repository, 'draft', { 'exam.yml': 'version: 1\n' });
      await instructor().rest.pulls.update({ ...placeOf(pull), base: 'draft' });
      await github().closePullRequest(pull.repository, pull.number);
    });
    expect(scoresOf(scorecardOf(await gradePull(github(), pull))).tabular).toBeGreaterThanOrEqual(2);
    expect(await commentOn(github(), pull)).toContain('of 5');
  });

  it('is locked, has its result in the check run and the summary, and the log says why', async () => {
    const pull = await openPull(github());
    const { repository, number } = pull;
    const lock = { json: (value: object) => ({ ...value, locked: true }) };
    github().faults.next({ method: 'GET', path: new RegExp(`^/repos/${repository}/pulls/${number}$`) }, lock);
    const path = new RegExp(`^/repos/${repository}/issues/${number}/comments$`);
    const body = { message: 'Unable to create comment because issue is locked.' };
    github().faults.next({ method: 'POST', path }, { status: 403, body });
    const result = await gradePull(github(), pull);
    expect(result.exitCode).toBe(0);
    expect(result.summary).toContain('of 5');
    expect(result.log).toContain('[publish/locked]');
    expect((await checkOn(github(), pull))?.status).toBe('completed');
  });
});
