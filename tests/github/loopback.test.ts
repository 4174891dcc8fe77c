import { afterEach, describe, expect, test } from 'vitest';
import { connect } from '../../src/github/client.ts';
import { client, freshName, HURRIED, useGitHub } from './world.ts';

const world = useGitHub({ apps: ['fivefold-classroom'] });

async function submitted() {
  const github = world();
  const repo = freshName();
  const base = `academy/${repo}`;
  await github.createRepository(base, { 'exam.yml': 'version: 1' });
  const fork = await github.fork(base, 'ada');
  const sha = await github.push(fork, 'mine', { 'models/a/model.h5': 'bytes' });
  const number = await github.openPullRequest(base, fork, 'mine');
  return { github, base, fork, repo, owner: 'academy', sha, number };
}

describe('the loopback GitHub', () => {
  afterEach(() => world().takeViolations());

  test("serves a fork's commit through the repository it was forked from", async () => {
    const { github, owner, repo, sha } = await submitted();
    const { data } = await client(github).rest.git.getCommit({ owner, repo, commit_sha: sha });
    expect(data.sha).toBe(sha);
  });

  test('follows the branch of a pull request, and serves it as refs/pull/N/head', async () => {
    const { github, fork, owner, repo, number } = await submitted();
    const sha = await github.push(fork, 'mine', { 'models/b/model.h5': 'more' });
    const api = client(github);
    expect((await api.rest.pulls.get({ owner, repo, pull_number: number })).data.head.sha).toBe(sha);
    const ref = await api.rest.git.getRef({ owner, repo, ref: `pull/${number}/head` });
    expect(ref.data.object.sha).toBe(sha);
  });

  test('lists the files of a pull request from a fork', async () => {
    const { github, owner, repo, number } = await submitted();
    const { data } = await client(github).rest.pulls.listFiles({ owner, repo, pull_number: number });
    expect(data.map(({ filename, status }) => [filename, status])).toEqual([['models/a/model.h5', 'added']]);
  });

  test('keeps the commits of a deleted fork, whose pull request has no head repository', async () => {
    const { github, fork, base, owner, repo, number, sha } = await submitted();
    await github.deleteFork(fork, base, 'mine');
    const api = client(github);
    const { data } = await api.rest.pulls.get({ owner, repo, pull_number: number });
    expect([data.head.repo, data.head.sha]).toEqual([null, sha]);
    expect((await api.rest.git.getTree({ owner, repo, tree_sha: sha })).data.tree).toHaveLength(2);
  });

  test('lets a token do what its permissions say, and names the one that is missing', async () => {
    const { github, base, owner, repo, number } = await submitted();
    const reader = client(github, github.token(base, { pull_requests: 'read' }));
    await expect(
      reader.rest.issues.createComment({ owner, repo, issue_number: number, body: 'x' }),
    ).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
      response: {
        headers: { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' },
      },
    });
  });

  test('shows comments of an installation token as written by a bot', async () => {
    const { github, base, owner, repo, number } = await submitted();
    const api = client(github, github.token(base, { pull_requests: 'write' }, 'fivefold-classroom'));
    const { data } = await api.rest.issues.createComment({ owner, repo, issue_number: number, body: 'x' });
    expect(data.user).toMatchObject({ login: 'fivefold-classroom[bot]', type: 'Bot' });
  });

  test("lets nobody change another's comment or check run, and no user make a check run", async () => {
    const { github, base, owner, repo, number, sha } = await submitted();
    const id = await github.comment(base, number, 'academy', 'official');
    const mallory = client(github, github.userToken('mallory'));
    await expect(
      mallory.rest.issues.updateComment({ owner, repo, comment_id: id, body: 'x' }),
    ).rejects.toMatchObject({ status: 403 });
    const run = { owner, repo, name: 'Fivefold', head_sha: sha };
    await expect(mallory.rest.checks.create(run)).rejects.toMatchObject({ status: 403 });
    const actions = client(github, github.token(base, { checks: 'write' }));
    const { data } = await actions.rest.checks.create(run);
    const other = client(github, github.token(base, { checks: 'write' }, 'fivefold-classroom'));
    await expect(other.rest.checks.update({ owner, repo, check_run_id: data.id })).rejects.toMatchObject({
      status: 403,
    });
  });

  test('refuses a comment of more than 65,536 characters', async () => {
    const { github, base, owner, repo, number } = await submitted();
    const api = client(github, github.token(base, { pull_requests: 'write' }));
    const write = (length: number) =>
      api.rest.issues.createComment({ owner, repo, issue_number: number, body: 'é'.repeat(length) });
    await write(65_536);
    await expect(write(65_537)).rejects.toMatchObject({ status: 422 });
  });

  test('counts the texts of a check run in bytes, as GitHub does', async () => {
    const { github, base, owner, repo, sha } = await submitted();
    const api = client(github, github.token(base, { checks: 'write' }));
    const write = (summary: string) =>
      api.rest.checks.create({ owner, repo, name: 'F', head_sha: sha, output: { title: 't', summary } });
    await write('x'.repeat(65_535));
    await expect(write('é'.repeat(40_000))).rejects.toMatchObject({ status: 422 });
  });

  test('sends release assets by a redirect to their storage', async () => {
    const { github, base, owner, repo } = await submitted();
    const bytes = Uint8Array.of(0, 255, 1, 254);
    await github.createRelease(base, 'v1', { 'hidden.age': bytes });
    const api = client(github);
    const { data: release } = await api.rest.repos.getReleaseByTag({ owner, repo, tag: 'v1' });
    const { data } = await api.rest.repos.getReleaseAsset({
      owner,
      repo,
      asset_id: release.assets[0]?.id ?? 0,
      headers: { accept: 'application/octet-stream' },
    });
    expect(new Uint8Array(data as unknown as ArrayBuffer)).toEqual(bytes);
  });

  test('refuses tokens that nobody handed out', async () => {
    const { github, owner, repo } = await submitted();
    const api = connect({ apiUrl: github.url, token: 'ghs_guess', patience: HURRIED });
    await expect(api.rest.repos.get({ owner, repo })).rejects.toMatchObject({ status: 401 });
  });
});

describe("GitHub's own description", () => {
  test.each([
    ['an unknown route', 'GET /repos/academy/x/grades', {}],
    ['an unknown query parameter', 'GET /repos/academy/x/issues/1/comments', { order: 'asc' }],
    ['a page of more than 100', 'GET /repos/academy/x/issues/1/comments', { per_page: 101 }],
    ['a missing field', 'POST /repos/academy/x/issues/1/comments', { text: 'x' }],
    ['a field of another type', 'POST /repos/academy/x/issues/1/comments', { body: 1 }],
    [
      'an unknown conclusion',
      'PATCH /repos/academy/x/check-runs/1',
      { status: 'completed', conclusion: 'great' },
    ],
    ['51 annotations', 'PATCH /repos/academy/x/check-runs/1', { output: annotated(51) }],
    ['an unknown media type', 'GET /user', { headers: { accept: 'application/vnd.gitlab+json' } }],
  ])('refuses %s', async (_, route, parameters) => {
    const github = world();
    await expect(client(github).request(route, parameters)).rejects.toMatchObject({ status: 400 });
    expect(github.takeViolations()).not.toEqual([]);
  });

  function annotated(count: number) {
    const annotation = { path: 'a', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'm' };
    return { summary: 's', annotations: Array.from({ length: count }, () => annotation) };
  }
});
