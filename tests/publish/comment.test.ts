import { describe, expect, test } from 'vitest';
import { MAX_COMMENT_BYTES } from '../../src/domain/limits.ts';
import type { SubmissionRef } from '../../src/domain/submission.ts';
import { readEvent } from '../../src/event/index.ts';
import { publish } from '../../src/publish/index.ts';
import { client, freshName } from '../github/world.ts';
import {
  APP,
  api,
  base,
  comments,
  fork,
  github,
  number,
  ref,
  report,
  runs,
  submitted,
  usePullRequest,
  WRITER,
} from './world.ts';

usePullRequest();

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

  test('[T-48] is found behind 250 others', async () => {
    const chatter = Array.from({ length: 125 }, (_, i) => github.comment(base, number, 'ada', `${i}`));
    await Promise.all(chatter);
    await publish(api(), ref, report('first'));
    await Promise.all(chatter.map((_, i) => github.comment(base, number, 'ada', `${i}`)));
    await publish(api(), ref, report('second'));
    const own = (await comments()).filter(({ author }) => author !== 'ada');
    expect(own).toMatchObject([{ body: expect.stringContaining('second') }]);
  });

  test('[T-42] planted by somebody else is left alone', async () => {
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

  test('[T-42] is recognised only by a marker at its very start', async () => {
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

  describe('of two runs that both find none', () => {
    const whenWritten = () => ({ method: 'POST', path: new RegExp(`${base}/issues/${number}/comments$`) });

    test('is one comment: the later result goes into the older comment', async () => {
      let first = 0;
      const before = async () => {
        await publish(api(), ref, report('one'));
        first = (await comments())[0]?.id ?? 0;
      };
      github.faults.next(whenWritten(), { before });
      const { comment } = await publish(api(), ref, report('two'));
      expect(comment).toEqual({ kind: 'written', url: expect.stringContaining(`#issuecomment-${first}`) });
      expect(await comments()).toMatchObject([{ id: first, body: expect.stringMatching(/two$/) }]);
    });

    test('keeps the result of the newer commit', async () => {
      const before = async () => {
        await github.push(fork, 'mine', { 'models/b/model.h5': 'x' });
        await publish(api(), await submitted('2026-11-02T00:00:00Z'), report('newer'));
      };
      await github.push(fork, 'mine', { 'models/c/model.h5': 'x' });
      github.faults.next(whenWritten(), { before });
      const { comment } = await publish(api(), ref, report('older'));
      expect(comment.kind).toBe('superseded');
      expect(await comments()).toMatchObject([{ body: expect.stringMatching(/newer$/) }]);
    });
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
