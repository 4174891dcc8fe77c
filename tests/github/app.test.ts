import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { connectAs, readAccount } from '../../src/cli/github.ts';
import { connectApp } from '../../src/github/app.ts';
import { freshName, HURRIED, useGitHub } from './world.ts';

const world = useGitHub({ apps: ['course-grader'] });
const APP = 'course-grader';

async function installed() {
  const github = world();
  const credentials = github.registerApp(APP, { contents: 'read', checks: 'write' }, ['academy']);
  const repo = freshName('student');
  const sha = await github.createRepository(`academy/${repo}`, { 'README.md': 'x' }, { private: true });
  return { github, credentials, repo, sha, options: { apiUrl: github.url, patience: HURRIED } };
}

describe('a GitHub App', () => {
  it('reads private repositories of the account where it is installed, and signs what it writes with its name', async () => {
    const { github, credentials, repo, sha, options } = await installed();
    const client = await connectApp(credentials, 'academy', options);
    const { data } = await client.rest.repos.get({ owner: 'academy', repo });
    expect(data.private).toBe(true);
    await client.rest.checks.create({ owner: 'academy', repo, name: 'Fivefold', head_sha: sha });
    expect(await github.checkRuns(`academy/${repo}`, sha)).toMatchObject([{ app: { slug: APP } }]);
  });

  it('may do there what it was granted, and nothing else', async () => {
    const { credentials, repo, sha, options } = await installed();
    const client = await connectApp(credentials, 'academy', options);
    const writing = client.rest.git.createRef({ owner: 'academy', repo, ref: 'refs/heads/x', sha });
    await expect(writing).rejects.toMatchObject({ status: 403 });
  });

  it('asks for one token for many requests', async () => {
    const { github, credentials, repo, options } = await installed();
    const client = await connectApp(credentials, 'academy', options);
    const before = github.requests.length;
    for (let i = 0; i < 3; i++) await client.rest.repos.get({ owner: 'academy', repo });
    const asked = github.requests.slice(before).map(({ path }) => path);
    expect(asked.filter((path) => path.endsWith('/access_tokens'))).toHaveLength(1);
    expect(asked).toHaveLength(4);
  });

  it('takes a key whose line breaks a secret store has spelled out', async () => {
    const { credentials, repo, options } = await installed();
    const privateKey = credentials.privateKey.replaceAll('\n', '\\n');
    const client = await connectApp({ ...credentials, privateKey }, 'academy', options);
    expect((await client.rest.repos.get({ owner: 'academy', repo })).status).toBe(200);
  });

  it('says where to install it when it is not', async () => {
    const { credentials, options } = await installed();
    await expect(connectApp(credentials, 'ada', options)).rejects.toMatchObject({
      code: 'github/not-found',
      hint: expect.stringContaining('Install the App in ada'),
    });
  });

  it.each([
    [
      'another App’s key',
      () =>
        generateKeyPairSync('rsa', { modulusLength: 2048 })
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString(),
    ],
    ['no key at all', () => 'hunter2-is-not-a-key'],
  ])('is refused with %s, which is quoted nowhere', async (_, make) => {
    const { credentials, options } = await installed();
    const privateKey = make();
    const error = await connectApp({ ...credentials, privateKey }, 'academy', options).catch(
      (cause) => cause,
    );
    expect(error).toMatchObject({ code: 'github/forbidden', hint: expect.stringContaining('.pem') });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(privateKey.slice(0, 12));
  });
});

describe('who asks, by the environment', () => {
  it('is the App where there is one, else whoever has a token; secrets of ours do not stay behind', () => {
    const environment = {
      FIVEFOLD_APP_ID: '7',
      FIVEFOLD_APP_KEY: 'pem',
      FIVEFOLD_TOKEN: 'fine-grained',
      GITHUB_TOKEN: 'workflow',
      GITHUB_API_URL: 'http://127.0.0.1:9',
    };
    expect(readAccount(environment)).toEqual({
      app: { appId: '7', privateKey: 'pem' },
      token: 'fine-grained',
      apiUrl: 'http://127.0.0.1:9',
    });
    expect(Object.keys(environment)).toEqual(['FIVEFOLD_APP_ID', 'GITHUB_TOKEN', 'GITHUB_API_URL']);
  });

  it('takes secrets that a workflow has not got for none', () => {
    const empty = { FIVEFOLD_APP_ID: '', FIVEFOLD_APP_KEY: '', FIVEFOLD_TOKEN: '', GITHUB_TOKEN: 'workflow' };
    expect(readAccount(empty)).toEqual({ token: 'workflow' });
  });

  it('leads to a client of either kind', async () => {
    const { github, credentials, repo } = await installed();
    const asApp = await connectAs({ app: credentials, apiUrl: github.url }, 'academy');
    const asUser = await connectAs({ token: github.userToken('academy'), apiUrl: github.url }, 'academy');
    for (const client of [asApp, asUser])
      expect((await client.rest.repos.get({ owner: 'academy', repo })).data.name).toBe(repo);
    const quiet = vi.fn();
    await connectAs({ apiUrl: github.url }, 'academy', quiet);
    expect(quiet).not.toHaveBeenCalled();
  });
});
