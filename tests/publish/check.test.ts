import { describe, expect, test } from 'vitest';
import { MAX_CHECK_TEXT_BYTES } from '../../src/domain/limits.ts';
import { CHECK_NAME, problemsOf, publish, startCheck } from '../../src/publish/index.ts';
import { freshName } from '../github/world.ts';
import {
  APP,
  api,
  base,
  comments,
  github,
  ref,
  report,
  runs,
  submitted,
  usePullRequest,
  WRITER,
} from './world.ts';

usePullRequest();

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

  test('[T-44] of another maker does not tell when the commit was submitted', async () => {
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

  test('[T-44] of the same name by another App is left alone', async () => {
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
