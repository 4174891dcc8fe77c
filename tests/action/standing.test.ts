import { describe, expect, it } from 'vitest';
import type { Json, NewFiles } from '../../scripts/loopback/index.ts';
import { readSubmission } from '../../scripts/rehearsal/candidate.ts';
import type { ActionResult } from '../../scripts/rehearsal/runner.ts';
import { mintIdentity } from '../../src/hidden/index.ts';
import { client, freshName, useGitHub } from '../github/world.ts';
import {
  type Circumstances,
  gradePullRequest,
  type PullRequest,
  practiceExam,
  runIn,
  scorecardOf,
} from './world.ts';

/** Time, attempts and the best score so far, by the built action and over several submissions. */
const github = useGitHub();
const OPENED = '2026-11-23T09:00:00Z';

/** The practice exam with limits. */
async function limited(limits: string): Promise<NewFiles> {
  const { files } = await practiceExam();
  const exam = Buffer.from(files['exam.yml'] ?? '').toString();
  return { ...files, 'exam.yml': exam.replace(/^tasks:/m, `${limits}\ntasks:`) };
}

/** The same small network twice: as it was trained, and with every weight at zero, which predicts a constant. */
async function trained(): Promise<NewFiles> {
  const all = await readSubmission('tfjs');
  return Object.fromEntries(Object.entries(all).filter(([path]) => path.startsWith('models/tabular/')));
}
async function untrained(): Promise<NewFiles> {
  const files = Object.entries(await trained());
  const blank = (bytes: unknown) => new Uint8Array((bytes as Uint8Array).length);
  return Object.fromEntries(files.map(([path, bytes]) => [path, /json$/.test(path) ? bytes : blank(bytes)]));
}

interface Sitting extends PullRequest {
  /** Push, and grade the push as an event that came at a time of its own. */
  readonly submit: (at: string, files: NewFiles, circumstances?: Circumstances) => Promise<ActionResult>;
  /** Grade the head as it stands. */
  readonly grade: (action: string, at: string) => Promise<ActionResult>;
}

async function sit(limits: string, first: NewFiles, draft = false): Promise<Sitting> {
  const repository = `academy/${freshName()}`;
  await github().createRepository(repository, await limited(limits));
  const fork = await github().fork(repository, 'ada');
  const head = await github().push(fork, 'submission', first);
  const [owner = '', repo = ''] = repository.split('/');
  const candidate = client(github(), github().userToken('ada'));
  const opened = { owner, repo, title: 'My submission', head: 'ada:submission', base: 'main', draft };
  const { number } = (await candidate.rest.pulls.create(opened)).data;
  const pull = { repository, fork, head, number };
  let before = head;
  const gradeAt = async (action: string, at: string, previous?: string, circumstances?: Circumstances) => {
    const event = await github().pullRequestEvent(repository, number, action);
    const pullRequest = { ...(event.pull_request as Json), created_at: OPENED, updated_at: at };
    const payload = { ...event, pull_request: pullRequest, ...(previous && { before: previous }) };
    return gradePullRequest(github(), pull, { ...circumstances, payload });
  };
  const submit = async (at: string, files: NewFiles, circumstances?: Circumstances) => {
    const previous = before;
    before = await github().push(fork, 'submission', files);
    return gradeAt('synchronize', at, previous, circumstances);
  };
  return { ...pull, submit, grade: (action, at) => gradeAt(action, at) };
}

const instructor = () => client(github(), github().userToken('academy'));
const commentOf = async ({ repository, number }: PullRequest) => {
  const [comment, ...more] = await github().comments(repository, number);
  expect(more.filter(({ author }) => author !== 'ada')).toEqual([]);
  return comment ?? { id: 0, body: '', author: '' };
};
const checkOf = async ({ repository, number }: PullRequest) => {
  const { pull_request: pull } = await github().pullRequestEvent(repository, number);
  const [check] = await github().checkRuns(repository, (pull as { head: { sha: string } }).head.sha);
  return check as { conclusion: string; output: { title: string } };
};
const recordIn = (body: string) => /fivefold-history (\S+)/.exec(body)?.[1];
const tabular = (result: ActionResult) => scorecardOf(result).tasks.find(({ task }) => task === 'tabular');

describe('an exam of five hours', () => {
  it('begins with a draft, and says when it ends', async () => {
    const pull = await sit('time: { hours: 5 }', { 'models/README.md': 'soon' }, true);
    const result = await pull.grade('opened', OPENED);
    expect(result.exitCode, result.log).toBe(0);
    const { body } = await commentOf(pull);
    expect(body).toContain('## Nothing submitted yet');
    expect(body).toContain('began 2026-11-23 09:00 UTC, ends 2026-11-23 14:00 UTC (5 hours)');
    expect((await checkOf(pull)).conclusion).toBe('neutral');
  });

  it('grades what comes later, marks it everywhere, and counts only what was in time', async () => {
    const pull = await sit('time: { hours: 5 }', await untrained());
    const inTime = tabular(await pull.grade('opened', OPENED));
    expect(inTime).toMatchObject({ kind: 'scored', score: 1 });

    const result = await pull.submit('2026-11-23T14:00:01Z', await trained());
    const late = tabular(result);
    expect(late).toMatchObject({ kind: 'scored', best: { score: 1 }, bestLate: { score: late?.score } });
    expect(late?.score).toBeGreaterThanOrEqual(2);
    expect(scorecardOf(result)).toMatchObject({ points: 1, standing: { late: true } });
    expect(result.outputs.score).toBe('1');
    expect((await checkOf(pull)).output.title).toMatch(/^1\/25 .* · late$/);
    const { body } = await commentOf(pull);
    expect(body).toContain('Late: submitted 2026-11-23 14:00:01 UTC, after the end at 2026-11-23 14:00 UTC');
    expect(body).toContain(`late: ${late?.score} of 5`);

    const again = await pull.grade('reopened', '2026-11-25T00:00:00Z');
    expect(again.outputs.scorecard).toBe(result.outputs.scorecard);
  });

  it('[T-56] that waits for /start begins with the candidate’s comment, not with anybody else’s', async () => {
    const pull = await sit('time: { hours: 5, start: comment }', { 'models/README.md': 'soon' }, true);
    await pull.grade('opened', OPENED);
    expect((await commentOf(pull)).body).toContain('Comment `/start` to begin');

    const { repository, number } = pull;
    const sha = await github().push(repository, 'main', {});
    const say = async (login: string, created_at: string) => {
      const issue = { number, state: 'open', user: { login: 'ada' }, pull_request: {} };
      const comment = { body: '/start', created_at, user: { login } };
      const [owner, name] = repository.split('/');
      const payload = { action: 'created', comment, issue, repository: { name, owner: { login: owner } } };
      return runIn(github(), repository, { event: 'issue_comment', payload, sha });
    };
    const refused = await say('mallory', '2026-11-23T09:30:00Z');
    expect(refused).toMatchObject({ exitCode: 0, outputs: {} });
    const started = await say('ada', '2026-11-23T10:00:00Z');
    expect(started.exitCode, started.log).toBe(0);
    await say('ada', '2026-11-23T12:00:00Z');
    expect((await commentOf(pull)).body).toContain('began 2026-11-23 10:00 UTC, ends 2026-11-23 15:00 UTC');
  });
});

describe('one attempt a day', () => {
  it('a second is not looked at, kindly, and is on the next day; the same commit again costs nothing', async () => {
    const pull = await sit('attempts: { perDay: 1 }', await untrained());
    await pull.grade('opened', OPENED);
    await pull.grade('reopened', '2026-11-23T09:30:00Z');

    const refused = await pull.submit('2026-11-23T10:00:00Z', await trained());
    expect(tabular(refused)).toMatchObject({ kind: 'postponed', best: { score: 1 } });
    expect(refused.exitCode).toBe(0);
    expect(await checkOf(pull)).toMatchObject({ conclusion: 'action_required' });
    expect((await commentOf(pull)).body).toContain('possible from 2026-11-24 00:00 UTC');
    const { head } = scorecardOf(refused).submission ?? {};
    const trees = () => github().requests.filter(({ path }) => path.endsWith(`/git/trees/${head?.sha}`));
    expect(trees()).toEqual([]);

    const accepted = await pull.grade('reopened', '2026-11-24T00:00:00Z');
    expect(tabular(accepted)?.score).toBeGreaterThanOrEqual(2);
    expect(trees()).not.toEqual([]);
    expect(scorecardOf(accepted).submission?.submittedAt).toBe('2026-11-24T00:00:00Z');
  });

  it('failures of ours cost none, and a wrong key loses no history', async () => {
    const pull = await sit('attempts: { perDay: 1 }', await untrained());
    const blobs = new RegExp(`^/repos/${pull.repository}/git/blobs/`);
    github().faults.next({ path: blobs }, { status: 502 }, 50);
    expect((await pull.grade('opened', OPENED)).outputs).toEqual({});
    github().faults.clear();

    const { identity } = await mintIdentity();
    const locked = await pull.submit('2026-11-23T10:00:00Z', await trained(), { identity });
    expect(tabular(locked)).toMatchObject({ kind: 'failed', problem: { code: 'hidden/key-wrong' } });
    const graded = await pull.grade('reopened', '2026-11-23T10:30:00Z');
    expect(tabular(graded)).toMatchObject({ kind: 'scored' });

    const before = recordIn((await commentOf(pull)).body);
    await pull.submit('2026-11-24T10:00:00Z', await untrained(), { identity });
    expect(recordIn((await commentOf(pull)).body)).toBe(before);
    const after = await pull.grade('reopened', '2026-11-24T10:30:00Z');
    expect(scorecardOf(after).standing).toMatchObject({ attempts: [{ counts: true }, { counts: true }] });
  });
});

describe('the best score so far', () => {
  it('counts and is shown; a worse one is not told, in no byte that leaves the grader', async () => {
    const pull = await sit('', await trained());
    const best = tabular(await pull.grade('opened', OPENED))?.score;
    const worse = await pull.submit('2026-11-23T10:00:00Z', await untrained());
    expect(tabular(worse)).toMatchObject({ kind: 'unimproved', score: null, best: { score: best } });
    expect(worse.outputs.score).toBe(String(best));
    const { body } = await commentOf(pull);
    const said = [
      body,
      worse.summary,
      worse.log,
      JSON.stringify(worse.outputs),
      JSON.stringify(await checkOf(pull)),
    ];
    expect(said.join('\n')).not.toContain('1 of 5');
    expect(body).toContain('no improvement');
    expect(body).toContain('<summary>All submissions</summary>');
  });

  it('[T-43] survives an edit and a deletion of the comment, and an older one put back; each is said once', async () => {
    const pull = await sit('', await trained());
    const best = tabular(await pull.grade('opened', OPENED))?.score;
    const first = await commentOf(pull);
    const [owner = '', repo = ''] = pull.repository.split('/');
    const write = async (body: string) =>
      instructor().rest.issues.updateComment({ owner, repo, comment_id: (await commentOf(pull)).id, body });
    const attacks = [
      () => write(first.body.replace(/(history )\S+/, '$1e30.e30')),
      async () =>
        instructor().rest.issues.deleteComment({ owner, repo, comment_id: (await commentOf(pull)).id }),
      () => write(first.body),
    ];
    for (const [i, attack] of attacks.entries()) {
      await attack();
      const result = await pull.submit(`2026-11-23T1${i}:00:00Z`, { ...(await untrained()), 'n.md': `${i}` });
      expect(tabular(result), `attack ${i}`).toMatchObject({ kind: 'unimproved', best: { score: best } });
      expect(scorecardOf(result).standing?.attempts).toHaveLength(i + 2);
      expect((await commentOf(pull)).body).toContain('It has been restored from the check runs.');
    }
    await pull.submit('2026-11-23T15:00:00Z', { 'n.md': 'quiet' });
    expect((await commentOf(pull)).body).not.toContain('restored');
  });
});
