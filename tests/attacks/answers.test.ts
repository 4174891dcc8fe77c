import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CommitRef, SubmissionRef } from '../../src/domain/submission.ts';
import { readTree } from '../../src/github/objects.ts';
import { fetchHiddenSet } from '../../src/hidden/index.ts';
import { fetchSubmission } from '../../src/submission/index.ts';
import { client, freshName, useGitHub } from '../github/world.ts';
import { HDF5, KERAS, TASKS } from '../submission/files.ts';
import { checkOn, commentOn, gradePull, openPull } from './world.ts';

/** What GitHub answers when repositories are large, moved or rationed, and when answers lead elsewhere. */
const world = useGitHub();
let owner: string;
let name: string;

beforeEach(() => {
  world().faults.clear();
  [owner, name] = ['academy', freshName()];
});

async function submitted(files: Parameters<ReturnType<typeof world>['push']>[2]): Promise<SubmissionRef> {
  const base = await world().createRepository(`${owner}/${name}`, { 'exam.yml': 'x' });
  const fork = await world().fork(`${owner}/${name}`, 'ada');
  return refTo(base, await world().push(fork, 'mine', files));
}

function refTo(base: string, head: string): SubmissionRef {
  return {
    event: 'pull_request_target',
    base: { repository: { owner, name }, sha: base },
    head: { repository: { owner: 'ada', name }, sha: head },
    candidate: 'ada',
    submittedAt: '2026-11-01T00:00:00Z',
  };
}

const MODELS = { 'models/alpha/model.keras': KERAS, 'models/beta/model.h5': HDF5 };
const fetchAll = (ref: SubmissionRef) => fetchSubmission(client(world()), ref, TASKS);

describe('[T-47] a commit of 10,000 files', () => {
  it('is listed at once, and only what is a model is read', async () => {
    const ref = await submitted(MODELS);
    const head = await litter(ref, 10_000);
    const before = world().requests.length;
    const submission = await fetchAll(refTo(ref.base.sha, head));
    expect([...submission.values()].map(({ kind }) => kind)).toEqual(['model', 'model']);
    expect(world().requests.length - before).toBe(3);
  });

  it('of which GitHub lists only a part is rejected with advice: what is absent may still be there', async () => {
    const ref = await submitted(MODELS);
    const path = new RegExp(`/${name}/git/trees/`);
    const part = {
      json: (tree: { tree: readonly object[] }) => ({
        ...tree,
        tree: tree.tree.slice(0, 2),
        truncated: true,
      }),
    };
    world().faults.next({ path }, part);
    for (const outcome of (await fetchAll(ref)).values())
      expect(outcome).toMatchObject({ kind: 'rejected', problem: { code: 'submission/tree-truncated' } });
  });

  /** The same small file under many names, beside the models. */
  async function litter({ head }: SubmissionRef, files: number): Promise<string> {
    const ada = client(world(), world().userToken('ada'));
    const fork = { owner: 'ada', repo: name };
    const { data: blob } = await ada.rest.git.createBlob({ ...fork, content: 'x' });
    const entry = { mode: '100644', type: 'blob', sha: blob.sha } as const;
    const tree = Array.from({ length: files }, (_, i) => ({ ...entry, path: `data/${i % 100}/${i}.txt` }));
    const { data: parent } = await ada.rest.git.getCommit({ ...fork, commit_sha: head.sha });
    const { data: made } = await ada.rest.git.createTree({ ...fork, tree, base_tree: parent.tree.sha });
    const commit = { ...fork, message: 'Data', tree: made.sha, parents: [head.sha] };
    return (await ada.rest.git.createCommit(commit)).data.sha;
  }
});

describe('[T-51] a tree in which a model is elsewhere', () => {
  const named = (path: string) => ({
    'submission.yml': `version: 1\nmodels:\n  alpha: ${JSON.stringify(path)}\n`,
  });

  it.each([
    ['models/alpha/../../.git/config', 'submission/path-unsafe'],
    ['https://evil.example/model.keras', 'submission/path-unsafe'],
    ['Models/Alpha/model.keras', 'submission/file-missing'],
  ])('by submission.yml, at %s, costs its own task', async (path, code) => {
    const submission = await fetchAll(await submitted({ ...MODELS, ...named(path) }));
    expect(submission.get('alpha')).toMatchObject({ kind: 'rejected', problem: { code } });
    expect(submission.get('beta')).toMatchObject({ kind: 'model' });
  });

  it('or under two names that differ in case: neither is guessed', async () => {
    const twice = { 'models/alpha/Model.keras': KERAS, 'models/Alpha/model.keras': KERAS };
    const submission = await fetchAll(await submitted({ ...MODELS, ...twice }));
    expect(submission.get('alpha')).toMatchObject({ problem: { code: 'submission/several-models' } });
    expect(submission.get('beta')).toMatchObject({ kind: 'model' });
  });
});

describe('[T-50] an answer that leads elsewhere', () => {
  const received: IncomingHttpHeaders[] = [];
  const foreign = createServer((request, response) => {
    received.push(request.headers);
    response.setHeader('content-type', 'application/json').end('{"tree":[],"truncated":false,"assets":[]}');
  });
  let elsewhere: string;
  beforeAll(async () => {
    await new Promise<void>((ready) => foreign.listen(0, '127.0.0.1', ready));
    elsewhere = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}`;
  });
  afterAll(() => foreign.close());

  it.each([301, 302, 307, 308])('to a foreign host (%i) takes no token there', async (status) => {
    const { base } = await submitted(MODELS);
    const token = world().token(`${owner}/${name}`, { contents: 'read' });
    received.length = 0;
    const path = new RegExp(`^/repos/${owner}/${name}/git/trees/`);
    world().faults.next({ path }, { status, headers: { location: `${elsewhere}/tree` } });
    await readTree(client(world(), token), base);
    expect(received).toHaveLength(1);
    expect(JSON.stringify(received)).not.toContain(token);
    expect(received[0]).not.toHaveProperty('authorization');
  });

  it('to the storage of a release, on another host, takes no token there, and what arrives is held to its hash', async () => {
    const { base } = await submitted(MODELS);
    await world().createRelease(`${owner}/${name}`, 'v1', { 'set.age': Uint8Array.of(1, 2, 3) });
    const token = world().token(`${owner}/${name}`, { contents: 'read' });
    received.length = 0;
    const path = new RegExp(`^/repos/${owner}/${name}/releases/assets/`);
    world().faults.next({ path }, { status: 302, headers: { location: `${elsewhere}/set.age?signature=s` } });
    const asset = { sha256: '0'.repeat(64), asset: { tag: 'v1', name: 'set.age' } };
    await fetchHiddenSet(client(world(), token), base, asset);
    expect(received).toHaveLength(1);
    expect(received[0]).not.toHaveProperty('authorization');
  });

  it('in a circle ends, and is nobody’s fault', async () => {
    const ref = await submitted(MODELS);
    const path = new RegExp(`/${name}/git/trees/`);
    const location = `${world().url}/repos/${owner}/${name}/git/trees/${ref.head.sha}?recursive=1`;
    world().faults.next({ path }, { status: 301, headers: { location } }, 500);
    expect((await fetchAll(ref)).get('alpha')).toMatchObject({
      kind: 'failed',
      problem: { code: 'submission/unreachable' },
    });
  });

  it('to the new name of a repository is followed with the token, which may read it', async () => {
    const { sha } = (await submittedPrivately()) satisfies CommitRef;
    const former = `${owner}/former-${name}`;
    world().rename(former, `${owner}/${name}`);
    const token = world().token(`${owner}/${name}`, { contents: 'read' });
    const moved = { repository: { owner, name: `former-${name}` }, sha };
    expect((await readTree(client(world(), token), moved)).entries).toHaveLength(1);
  });

  async function submittedPrivately(): Promise<CommitRef> {
    const sha = await world().createRepository(`${owner}/${name}`, { 'exam.yml': 'x' }, { private: true });
    return { repository: { owner, name }, sha };
  }
});

describe('[T-54] a rate limit that somebody else has used up', () => {
  const spent = {
    status: 403,
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' },
    body: { message: 'API rate limit exceeded for installation ID 1.' },
  };

  it('before models are read: no score, nobody’s fault, and it is said', async () => {
    const pull = await openPull(world());
    world().faults.next({ path: new RegExp(`^/repos/${pull.repository}/git/blobs/`) }, spent, 50);
    const result = await gradePull(world(), pull);
    expect((await checkOn(world(), pull))?.conclusion).toBe('neutral');
    expect(await commentOn(world(), pull)).toContain('not your fault');
    expect(result.outputs.passed ?? '').toBe('');
  });

  it('after grading: the result is in the job summary, and the log says that it was not published', async () => {
    const pull = await openPull(world());
    const path = new RegExp(`^/repos/${pull.repository}/(?:pulls|issues|check-runs)/\\d+$|/comments$`);
    const before = async () => world().faults.next({ path }, spent, 50);
    world().faults.next(
      { path: new RegExp(`^/repos/${pull.repository}/git/trees/${pull.head}`) },
      { before },
    );
    const result = await gradePull(world(), pull);
    expect(result.summary).toContain('of 5');
    expect(result.log.match(/\[publish\/failed\]/g)).toHaveLength(2);
    expect(await commentOn(world(), pull)).toBe('');
  });
});
