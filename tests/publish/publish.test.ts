import { beforeEach, describe, expect, test } from 'vitest';
import type { LoopbackGitHub, Permissions } from '../../scripts/loopback/index.ts';
import { MAX_CHECK_TEXT_BYTES, MAX_COMMENT_BYTES } from '../../src/domain/limits.ts';
import type { SubmissionRef } from '../../src/domain/submission.ts';
import { readEvent } from '../../src/event/index.ts';
import { CHECK_NAME, problemsOf, publish, type Report, startCheck } from '../../src/publish/index.ts';
import { client, freshName, useGitHub } from '../github/world.ts';

const APP = 'fivefold-classroom';
const world = useGitHub({ apps: [APP] });
let github: LoopbackGitHub;
let base: string;
let fork: string;
let number: number;
let ref: SubmissionRef;

const WRITER: Permissions = { checks: 'write', pull_requests: 'write' };
const api = (permissions = WRITER, app?: string) => client(github, github.token(base, permissions, app));

beforeEach(async () => {
  github = world();
  github.faults.clear();
  base = `academy/${freshName()}`;
  await github.createRepository(base, { 'exam.yml': 'x' });
  fork = await github.fork(base, 'ada');
  await github.push(fork, 'mine', { 'models/a/model.h5': 'x' });
  number = await github.openPullRequest(base, fork, 'mine');
  ref = await submitted();
});

/** The pull request as it stands now, as the event of a push at a given time. */
async function submitted(at = '2026-11-01T00:00:00Z'): Promise<SubmissionRef> {
  const event = readEvent('pull_request_target', await github.pullRequestEvent(base, number));
  if (event.kind !== 'submission') throw new Error('nothing to grade');
  return { ...event.ref, submittedAt: at };
}

function report(text: string, check: Partial<Report['check']> = {}): Report {
  return {
    comment: ({ outdated }) => (outdated ? `${text} (outdated by ${outdated.newerSha.slice(0, 7)})` : text),
    check: { title: text, summary: text, conclusion: 'success', ...check },
  };
}

const comments = () => github.comments(base, number);
const runs = (of = ref) => github.checkRuns(base, of.head.sha);

describe('the comment', () => {
  test('is written by github-actions[bot], and says where', async () => {
    const { comment } = await publish(api(), ref, report('21 of 25'));
    const [written, ...more] = await comments();
    expect(written).toMatchObject({
      author: 'github-actions[bot]',
      body: expect.stringMatching(/^<!-- fivefold .*-->\n21 of 25$/),
    });
    expect(more).toEqual([]);
    expect(comment).toEqual({
      kind: 'written',
      url: expect.stringContaining(`#issuecomment-${written?.id}`),
    });
  });

  test('is changed by the next result, not followed by another', async () => {
    await publish(api(), ref, report('first'));
    const [first] = await comments();
    await github.push(fork, 'mine', { 'models/b/model.h5': 'x' });
    await publish(api(), await submitted('2026-11-02T00:00:00Z'), report('second'));
    expect(await comments()).toEqual([{ ...first, body: expect.stringContaining('second') }]);
  });

  test('is found behind 250 others', async () => {
    const chatter = Array.from({ length: 125 }, (_, i) => github.comment(base, number, 'ada', `${i}`));
    await Promise.all(chatter);
    await publish(api(), ref, report('first'));
    await Promise.all(chatter.map((_, i) => github.comment(base, number, 'ada', `${i}`)));
    await publish(api(), ref, report('second'));
    const own = (await comments()).filter(({ author }) => author !== 'ada');
    expect(own).toMatchObject([{ body: expect.stringContaining('second') }]);
  });

  test('planted by somebody else is left alone', async () => {
    await publish(api(), ref, report('real'));
    const [{ body = '' } = {}] = await comments();
    const other = `academy/${freshName()}`;
    await github.createRepository(other, { 'exam.yml': 'x' });
    const otherFork = await github.fork(other, 'mallory');
    await github.push(otherFork, 'mine', { a: 'x' });
    const planted = await github.openPullRequest(other, otherFork, 'mine');
    await github.comment(other, planted, 'mallory', body);
    const token = github.token(other, WRITER);
    const event = readEvent('pull_request_target', await github.pullRequestEvent(other, planted));
    if (event.kind !== 'submission') throw new Error('nothing to grade');
    await publish(client(github, token), event.ref, report('21 of 25'));
    const found = await github.comments(other, planted);
    expect(found.map(({ author }) => author)).toEqual(['mallory', 'github-actions[bot]']);
    expect(found[0]?.body).toBe(body);
  });

  test('is recognised only by a marker at its very start', async () => {
    const marker = `<!-- fivefold head=${'a'.repeat(40)} at=2026-01-01T00:00:00Z -->`;
    await github.comment(base, number, 'github-actions[bot]', `> ${marker}`);
    await publish(api(), ref, report('real'));
    expect(await comments()).toHaveLength(2);
  });

  test.each([
    ['of another App', () => api(WRITER, APP), `${APP}[bot]`],
    ['of a person', () => client(github, github.userToken('academy')), 'academy'],
  ])('%s is found again under its own name', async (_, connected, author) => {
    await publish(connected(), ref, report('first'));
    await publish(connected(), ref, report('second'));
    expect(await comments()).toMatchObject([{ author, body: expect.stringContaining('second') }]);
  });

  test('of an App that may not make check runs is found again by its slug', async () => {
    const connected = api({ pull_requests: 'write' }, APP);
    await publish(connected, ref, report('first'), { appSlug: APP });
    await publish(connected, ref, report('second'), { appSlug: APP });
    expect(await comments()).toMatchObject([{ body: expect.stringContaining('second') }]);
  });

  test('is not made twice when the answer to the first attempt is lost', async () => {
    const path = new RegExp(`${base}/issues/${number}/comments$`);
    github.faults.next({ method: 'POST', path }, { afterwards: { status: 502 } });
    const { comment } = await publish(api(), ref, report('once'));
    expect(comment.kind).toBe('written');
    expect(await comments()).toHaveLength(1);
  });

  test('is cut to GitHub’s limit in bytes, between characters', async () => {
    const { comment } = await publish(api(), ref, report('🎓'.repeat(40_000)));
    expect(comment.kind).toBe('written');
    const [{ body = '' } = {}] = await comments();
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_COMMENT_BYTES);
    expect(Buffer.byteLength(body)).toBeGreaterThan(MAX_COMMENT_BYTES - 8);
    expect(body.isWellFormed()).toBe(true);
    expect(body).toContain('Cut');
  });

  test('is not written for a push', async () => {
    const { pullRequest: _, ...pushed } = { ...ref, event: 'push' as const };
    const { comment, check } = await publish(api(), pushed, report('x'));
    expect([comment.kind, check.kind]).toEqual(['not-applicable', 'written']);
  });
});

describe('a push that arrives while its predecessor is graded', () => {
  async function pushNewer(): Promise<SubmissionRef> {
    await github.push(fork, 'mine', { 'models/c/model.h5': `${Math.random()}` });
    return submitted('2026-11-02T00:00:00Z');
  }

  test('makes the older result say that it is outdated, and by what', async () => {
    const newer = await pushNewer();
    const outcome = await publish(api(), ref, report('old'));
    expect(outcome.outdated).toBe(true);
    const [comment] = await comments();
    expect(comment?.body).toContain(`old (outdated by ${newer.head.sha.slice(0, 7)})`);
  });

  test('keeps its own comment when the older result comes later', async () => {
    const newer = await pushNewer();
    await publish(api(), newer, report('new'));
    const { comment } = await publish(api(), ref, report('old'));
    expect(comment.kind).toBe('superseded');
    expect(await comments()).toMatchObject([{ body: expect.stringMatching(/new$/) }]);
  });

  test('keeps the newer of two outdated results', async () => {
    const second = await pushNewer();
    await github.push(fork, 'mine', { 'models/d/model.h5': 'x' });
    await publish(api(), second, report('second'));
    await publish(api(), ref, report('first'));
    expect(await comments()).toMatchObject([{ body: expect.stringContaining('second (outdated') }]);
  });

  test('replaces an outdated result', async () => {
    const newer = await pushNewer();
    await publish(api(), ref, report('old'));
    await publish(api(), newer, report('new'));
    expect(await comments()).toMatchObject([{ body: expect.stringMatching(/new$/) }]);
  });

  test('leaves each commit its own check run', async () => {
    const newer = await pushNewer();
    await publish(api(), newer, report('new'));
    await publish(api(), ref, report('old'));
    expect([await runs(ref), await runs(newer)]).toMatchObject([
      [{ output: { title: 'old' } }],
      [{ output: { title: 'new' } }],
    ]);
  });
});

describe('the check run', () => {
  test('is in progress from the start, then completed', async () => {
    const started = await startCheck(api(), ref);
    expect(await runs()).toMatchObject([{ name: CHECK_NAME, status: 'in_progress', conclusion: null }]);
    const { check } = await publish(api(), ref, report('done', { conclusion: 'failure', text: 'why' }), {
      started,
    });
    expect(check.kind).toBe('written');
    expect(await runs()).toMatchObject([
      {
        status: 'completed',
        conclusion: 'failure',
        output: { title: 'done', summary: 'done', text: 'why' },
      },
    ]);
  });

  test.each(['success', 'failure', 'neutral', 'action_required'] as const)(
    'may conclude in %s',
    async (conclusion) => {
      await publish(api(), ref, report('x', { conclusion }));
      expect(await runs()).toMatchObject([{ conclusion }]);
    },
  );

  test('remembers when the commit was first submitted, so that grading it again does not make it late', async () => {
    await publish(api(), ref, report('in time'));
    const again = await startCheck(api(), await submitted('2026-11-09T00:00:00Z'));
    expect(again).toMatchObject({ kind: 'started', submittedAt: ref.submittedAt });
  });

  test('of another maker does not tell when the commit was submitted', async () => {
    const { owner, name: repo } = ref.base.repository;
    const forged = { name: CHECK_NAME, head_sha: ref.head.sha, external_id: 'fivefold yesterday' };
    await api().rest.checks.create({ owner, repo, ...forged });
    expect(await startCheck(api(), ref)).toMatchObject({ submittedAt: ref.submittedAt });
  });

  test('is taken over by a re-run', async () => {
    await publish(api(), ref, report('first', { conclusion: 'failure' }));
    await publish(api(), ref, report('second'));
    expect(await runs()).toMatchObject([{ conclusion: 'success', output: { title: 'second' } }]);
  });

  test('with annotations is followed by a new one, since annotations cannot be taken back', async () => {
    const annotations = [{ path: 'models/a/model.h5', level: 'failure', message: 'empty' }] as const;
    await publish(api(), ref, report('first', { annotations }));
    await publish(api(), ref, report('second', { annotations }));
    expect(await runs()).toMatchObject([
      { output: { title: 'second' }, annotations: [{ message: 'empty' }] },
      { output: { title: 'first' } },
    ]);
  });

  test('of the same name by another App is left alone', async () => {
    await publish(api(WRITER, APP), ref, report('theirs'));
    await publish(api(), ref, report('ours'));
    const found = (await runs()).map(({ app, output }) => [app, output]);
    expect(found).toMatchObject([
      [{ slug: 'github-actions' }, { title: 'ours' }],
      [{ slug: APP }, { title: 'theirs' }],
    ]);
  });

  test('carries 120 annotations in batches of 50', async () => {
    const annotations = Array.from({ length: 120 }, (_, i) => ({
      path: 'models/a/model.h5',
      level: 'warning' as const,
      message: `remark ${i}`,
      title: 't'.repeat(300),
    }));
    await publish(api(), ref, report('x', { annotations }));
    const messages = annotations.map(({ message }) => ({ message }));
    expect(await runs()).toMatchObject([{ annotations: messages }]);
  });

  test('has its texts cut to GitHub’s limit in bytes', async () => {
    const long = 'ü'.repeat(MAX_CHECK_TEXT_BYTES);
    const { check } = await publish(api(), ref, report('x', { summary: long, text: long }));
    expect(check.kind).toBe('written');
  });
});

describe('a token that may not write', () => {
  test('makes no exception: the outcome names both permissions', async () => {
    const outcome = await publish(api({}), ref, report('x'));
    expect(outcome).toMatchObject({
      comment: { kind: 'forbidden', permission: 'pull-requests: write' },
      check: { kind: 'forbidden', permission: 'checks: write' },
    });
    expect(problemsOf(outcome).map(({ code }) => code)).toEqual(['publish/forbidden', 'publish/forbidden']);
    expect(await comments()).toEqual([]);
  });

  test('for checks alone still comments, and the other way round', async () => {
    const commenting = await publish(api({ pull_requests: 'write' }), ref, report('x'));
    expect([commenting.comment.kind, commenting.check.kind]).toEqual(['written', 'forbidden']);
    const checking = await publish(api({ checks: 'write', pull_requests: 'read' }), ref, report('x'));
    expect([checking.comment.kind, checking.check.kind]).toEqual(['forbidden', 'written']);
  });

  test('of a private repository is told the same', async () => {
    const secret = `academy/${freshName('secret')}`;
    const head = await github.createRepository(secret, { a: 'x' }, { private: true });
    const repository = { owner: 'academy', name: secret.split('/')[1] ?? '' };
    const { pullRequest: _, ...pushed } = ref;
    const elsewhere = { ...pushed, base: { repository, sha: head }, head: { repository, sha: head } };
    const { check } = await publish(api(), elsewhere, report('x'));
    expect(check).toMatchObject({ kind: 'forbidden', permission: 'checks: write' });
  });
});

test('GitHub down: both have failed, and nothing is thrown', async () => {
  github.faults.next({ path: new RegExp(base) }, { status: 503 }, 100);
  const outcome = await publish(api(), ref, report('x'));
  expect(problemsOf(outcome).map(({ code }) => code)).toEqual(['publish/failed', 'publish/failed']);
});
