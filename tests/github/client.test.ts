import { describe, expect, test } from 'vitest';
import { connect } from '../../src/github/client.ts';
import { client, freshName, HURRIED, useGitHub } from './world.ts';

const world = useGitHub();

async function repository() {
  const github = world();
  const name = freshName();
  await github.createRepository(`academy/${name}`, { 'README.md': 'x' });
  const path = new RegExp(`^/repos/academy/${name}`);
  const count = () => github.requests.filter((request) => path.test(request.path)).length;
  return { github, owner: 'academy', repo: name, path, count };
}

describe('patience', () => {
  test('waits as retry-after asks, says so, and succeeds', async () => {
    const { github, owner, repo, path } = await repository();
    const lines: string[] = [];
    github.faults.next({ path }, { status: 503, headers: { 'retry-after': '1' } });
    await client(github, undefined, (line) => lines.push(line)).rest.repos.get({ owner, repo });
    expect(lines).toEqual([expect.stringContaining('HTTP 503; trying again in 1 s')]);
  });

  test('honours a retry-after that is a date', async () => {
    const { github, owner, repo, path, count } = await repository();
    const date = new Date(Date.now() - 1_000).toUTCString();
    github.faults.next({ path }, { status: 429, headers: { 'retry-after': date } });
    await client(github).rest.repos.get({ owner, repo });
    expect(count()).toBe(2);
  });

  test('waits for the reset of an exhausted rate limit', async () => {
    const { github, owner, repo, path, count } = await repository();
    const reset = `${Math.floor(Date.now() / 1_000) - 1}`;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    github.faults.next(
      { path },
      { status: 403, headers, body: { message: 'API rate limit exceeded for installation' } },
    );
    await client(github).rest.repos.get({ owner, repo });
    expect(count()).toBe(2);
  });

  test('gives up when GitHub asks for a longer wait than we have', async () => {
    const { github, owner, repo, path, count } = await repository();
    github.faults.next({ path }, { status: 429, headers: { 'retry-after': '3600' } });
    await expect(client(github).rest.repos.get({ owner, repo })).rejects.toMatchObject({ status: 429 });
    expect(count()).toBe(1);
  });

  test('repeats a server error a bounded number of times', async () => {
    const { github, owner, repo, path, count } = await repository();
    github.faults.next({ path }, { status: 502 }, 10);
    await expect(client(github).rest.repos.get({ owner, repo })).rejects.toMatchObject({ status: 502 });
    expect(count()).toBe(1 + HURRIED.retries);
    github.faults.clear();
  });

  test('repeats a request whose connection was cut', async () => {
    const { github, owner, repo, path, count } = await repository();
    github.faults.next({ path }, { drop: true });
    await client(github).rest.repos.get({ owner, repo });
    expect(count()).toBe(2);
  });

  test.each([401, 403, 404, 422])('does not repeat HTTP %i', async (status) => {
    const { github, owner, repo, path, count } = await repository();
    github.faults.next({ path }, { status });
    await expect(client(github).rest.repos.get({ owner, repo })).rejects.toMatchObject({ status });
    expect(count()).toBe(1);
  });

  test('does not repeat a POST that may have taken effect', async () => {
    const { github, owner, repo, path, count } = await repository();
    const posting = { owner, repo, issue_number: 1, body: 'x' };
    github.faults.next({ path }, { status: 502 });
    await expect(client(github).rest.issues.createComment(posting)).rejects.toMatchObject({ status: 502 });
    expect(count()).toBe(1);
  });
});

describe('the client', () => {
  test('sends its token to the address it was given, which may end in a slash', async () => {
    const { github, owner, repo } = await repository();
    const token = github.userToken('ada');
    await connect({ apiUrl: `${github.url}/`, token, patience: HURRIED }).rest.repos.get({ owner, repo });
    const { headers, path } = github.requests.at(-1) ?? {};
    expect(path).toBe(`/repos/${owner}/${repo}`);
    expect(headers?.authorization).toBe(`token ${token}`);
  });

  test('works with the patience it has in production, too', async () => {
    const { github, owner, repo } = await repository();
    const { data } = await connect({ apiUrl: github.url }).rest.repos.get({ owner, repo });
    expect(data.full_name).toBe(`${owner}/${repo}`);
  });

  test('tells no secret when it waits', async () => {
    const { github, owner, repo, path } = await repository();
    const token = github.userToken('ada');
    const lines: string[] = [];
    github.faults.next({ path }, { status: 500 });
    await client(github, token, (line) => lines.push(line)).rest.repos.get({ owner, repo });
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain(token);
  });
});
