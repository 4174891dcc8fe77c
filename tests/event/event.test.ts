import { describe, expect, test } from 'vitest';
import { fromPullRequest, readEvent } from '../../src/event/index.ts';

const BASE = 'b'.repeat(40);
const HEAD = 'a'.repeat(40);
const academy = { name: 'exam', owner: { login: 'academy' } };
const fork = { name: 'exam', owner: { login: 'ada' } };

const pull = {
  id: 1_234_567,
  number: 7,
  state: 'open',
  created_at: '2026-11-01T09:00:00Z',
  updated_at: '2026-11-02T10:00:00Z',
  user: { login: 'ada' },
  base: { sha: BASE, ref: 'main', repo: { ...academy, default_branch: 'main' } },
  head: { sha: HEAD, repo: fork },
};
const opened = { action: 'opened', pull_request: pull };
const push = {
  ref: 'refs/heads/main',
  after: HEAD,
  repository: { ...fork, pushed_at: 1_793_610_000 },
  sender: { login: 'ada' },
  head_commit: { timestamp: '1999-01-01T00:00:00Z' },
};
const dispatch = {
  inputs: null,
  repository: { ...academy, updated_at: '2026-11-03T00:00:00Z' },
  sender: { login: 'grace' },
};

describe('a pull request event', () => {
  test.each(['pull_request_target', 'pull_request'] as const)(
    '%s names base, head, who and when',
    (event) => {
      expect(readEvent(event, opened)).toEqual({
        kind: 'submission',
        ref: {
          event,
          base: { repository: { owner: 'academy', name: 'exam' }, sha: BASE },
          head: { repository: { owner: 'ada', name: 'exam' }, sha: HEAD },
          pullRequest: { number: 7 },
          thread: { id: 1_234_567, openedAt: '2026-11-01T09:00:00Z' },
          candidate: 'ada',
          submittedAt: '2026-11-01T09:00:00Z',
        },
      });
    },
  );

  test.each(['synchronize', 'reopened', 'labeled'])('%s was submitted at its last update', (action) => {
    expect(readEvent('pull_request_target', { ...opened, action })).toMatchObject({
      ref: { submittedAt: '2026-11-02T10:00:00Z' },
    });
  });

  test('of a push remembers the head before, which may be in no branch any more', () => {
    const event = readEvent('pull_request_target', { ...opened, action: 'synchronize', before: BASE });
    expect(event).toMatchObject({ ref: { thread: { previousHead: BASE } } });
  });

  test('of a draft is a submission like others: it starts the clock', () => {
    const draft = { ...opened, pull_request: { ...pull, draft: true } };
    expect(readEvent('pull_request_target', draft)).toEqual(readEvent('pull_request_target', opened));
  });

  test('of a deleted fork is read through the base repository', () => {
    const orphan = { ...opened, pull_request: { ...pull, head: { sha: HEAD, repo: null } } };
    expect(readEvent('pull_request_target', orphan)).toMatchObject({
      ref: { head: { repository: { owner: 'academy', name: 'exam' }, sha: HEAD } },
    });
  });

  test('[T-52] into another branch than the default one is marked: whose exam that is, its author has chosen', () => {
    const draft = { ...pull, base: { ...pull.base, ref: 'draft' } };
    const event = readEvent('pull_request_target', { ...opened, pull_request: draft });
    expect(event).toMatchObject({ ref: { thread: { intoOtherBranch: true } } });
  });

  test('[T-46] from a branch of the exam repository itself is marked; from a deleted fork it is not', () => {
    const from = (repo: object | null) => ({
      ...opened,
      pull_request: { ...pull, head: { sha: HEAD, repo } },
    });
    expect(readEvent('pull_request_target', from(academy))).toMatchObject({
      ref: { thread: { fromSameRepository: true } },
    });
    expect(readEvent('pull_request_target', from(null))).not.toMatchObject({
      ref: { thread: { fromSameRepository: true } },
    });
  });

  test('of a deleted account belongs to the ghost', () => {
    const event = { ...opened, pull_request: { ...pull, user: null } };
    expect(readEvent('pull_request', event)).toMatchObject({ ref: { candidate: 'ghost' } });
  });

  test('of a closed pull request is ignored', () => {
    const closed = { action: 'closed', pull_request: { ...pull, state: 'closed' } };
    expect(readEvent('pull_request_target', closed)).toEqual({
      kind: 'ignored',
      reason: 'Pull request #7 is closed.',
    });
  });

  test.each([
    ['no pull request', { action: 'opened' }],
    ['a commit id that is none', { ...opened, pull_request: { ...pull, head: { sha: '../x', repo: fork } } }],
    [
      'an owner that is a path',
      {
        ...opened,
        pull_request: {
          ...pull,
          base: { ...pull.base, repo: { ...pull.base.repo, owner: { login: '../..' } } },
        },
      },
    ],
    [
      'a repository that is a path',
      {
        ...opened,
        pull_request: { ...pull, base: { ...pull.base, repo: { ...pull.base.repo, name: '..' } } },
      },
    ],
    ['a time that is none', { ...opened, pull_request: { ...pull, created_at: 'yesterday' } }],
    ['null', null],
  ])('[T-41] with %s is malformed', (_, payload) => {
    expect(() => readEvent('pull_request_target', payload)).toThrow(
      expect.objectContaining({ code: 'event/malformed' }),
    );
  });
});

describe('a push', () => {
  test("[T-57] is graded in its own repository, at GitHub's time and not the commit's", () => {
    const commit = { repository: { owner: 'ada', name: 'exam' }, sha: HEAD };
    expect(readEvent('push', push)).toEqual({
      kind: 'submission',
      ref: {
        event: 'push',
        base: commit,
        head: commit,
        candidate: 'ada',
        submittedAt: '2026-11-02T09:00:00Z',
      },
    });
  });

  test.each([
    ['a deleted branch', { deleted: true, after: '0'.repeat(40) }],
    ['a tag', { ref: 'refs/tags/v1' }],
  ])('of %s is ignored', (_, change) => {
    expect(readEvent('push', { ...push, ...change })).toMatchObject({ kind: 'ignored' });
  });
});

describe('a workflow_dispatch', () => {
  test.each([
    ['the input of the action', dispatch, { pullRequest: '7' }],
    ['the input of the workflow', { ...dispatch, inputs: { 'pull-request': '#7' } }, {}],
  ])('asks for a pull request by %s', (_, payload, options) => {
    expect(readEvent('workflow_dispatch', payload, options)).toEqual({
      kind: 'pull-request',
      event: 'workflow_dispatch',
      number: 7,
      repository: { owner: 'academy', name: 'exam' },
    });
  });

  test('that names a pull request remembers the commit on which it runs', () => {
    expect(readEvent('workflow_dispatch', dispatch, { pullRequest: '7', sha: BASE })).toMatchObject({
      kind: 'pull-request',
      sha: BASE,
    });
  });

  test('without a pull request grades its own commit', () => {
    expect(readEvent('workflow_dispatch', dispatch, { sha: HEAD })).toMatchObject({
      kind: 'submission',
      ref: { event: 'workflow_dispatch', head: { sha: HEAD }, candidate: 'grace' },
    });
  });

  test('with neither is ignored', () => {
    expect(readEvent('workflow_dispatch', dispatch)).toMatchObject({ kind: 'ignored' });
  });

  test.each(['0', '-1', '7; rm -rf /', '1e3', 'seven'])(
    'with the pull request %j is refused',
    (pullRequest) => {
      expect(() => readEvent('workflow_dispatch', dispatch, { pullRequest })).toThrow(
        expect.objectContaining({ code: 'event/unsupported' }),
      );
    },
  );
});

describe('a comment', () => {
  const comment = { body: '/start', created_at: '2026-11-02T11:00:00Z', user: { login: 'ada' } };
  const issue = { number: 7, state: 'open', user: { login: 'ada' }, pull_request: {} };
  const said = (change: object = {}, about: object = {}) => ({
    action: 'created',
    comment: { ...comment, ...change },
    issue: { ...issue, ...about },
    repository: academy,
  });
  const read = (payload: object) => readEvent('issue_comment', payload, { sha: BASE });

  test.each(['/start', '/start\n', '/start  \r\n'])('%j of who opened the pull request starts it', (body) => {
    expect(read(said({ body }))).toEqual({
      kind: 'pull-request',
      event: 'issue_comment',
      number: 7,
      repository: { owner: 'academy', name: 'exam' },
      startedAt: '2026-11-02T11:00:00Z',
      sha: BASE,
    });
  });

  test.each(['edited', 'deleted'])(
    '[T-56] that was %s is ignored: its time is of what it said first',
    (action) => {
      expect(read({ ...said(), action })).toMatchObject({ kind: 'ignored' });
    },
  );

  test.each([
    ['says something else', { body: 'When does it /start?' }, {}],
    ['says more', { body: '/start; rm -rf /' }, {}],
    ['is somebody else’s', { user: { login: 'mallory' } }, {}],
    ['is a deleted account’s', { user: null }, { user: null }],
    ['is on an issue', {}, { pull_request: undefined }],
    ['is on a closed pull request', {}, { state: 'closed' }],
  ])('[T-56] that %s is ignored', (_, change, about) => {
    expect(read(said(change, about))).toMatchObject({ kind: 'ignored' });
  });
});

test('an event that is not graded is named', () => {
  expect(() => readEvent('issues', {})).toThrow(
    expect.objectContaining({
      code: 'event/unsupported',
      message: 'Fivefold does not grade on the event `issues`.',
    }),
  );
});

test('a pull request read from the API makes the same reference as its event', () => {
  const { ref } = readEvent('pull_request_target', { action: 'synchronize', pull_request: pull }) as {
    ref: unknown;
  };
  expect(fromPullRequest('pull_request_target', pull)).toEqual(ref);
  const later = { at: '2026-11-05T00:00:00Z', baseSha: 'c'.repeat(40), startedAt: '2026-11-05T00:00:00Z' };
  expect(fromPullRequest('workflow_dispatch', pull, later)).toMatchObject({
    submittedAt: later.at,
    thread: { startedAt: later.startedAt },
    base: { sha: later.baseSha },
  });
});
