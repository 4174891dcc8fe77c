import { beforeEach, describe, expect, test } from 'vitest';
import type { LoopbackGitHub, NewFiles } from '../../scripts/loopback/index.ts';
import { MAX_FILE_BYTES, MAX_SUBMISSION_BYTES } from '../../src/domain/limits.ts';
import type { SubmissionRef } from '../../src/domain/submission.ts';
import { fetchSubmission } from '../../src/submission/index.ts';
import { client, freshName, useGitHub } from '../github/world.ts';
import { HDF5, KERAS, modelJson, SHARD, TASKS } from './files.ts';

const world = useGitHub();
let github: LoopbackGitHub;
let name: string;

beforeEach(() => {
  github = world();
  github.faults.clear();
  github.sharesObjects = true;
  name = freshName();
});

async function submit(files: NewFiles): Promise<SubmissionRef> {
  const base = await github.createRepository(`academy/${name}`, { 'exam.yml': 'x' });
  const fork = await github.fork(`academy/${name}`, 'ada');
  const head = await github.push(fork, 'mine', files);
  return {
    event: 'pull_request_target',
    base: { repository: { owner: 'academy', name }, sha: base },
    head: { repository: { owner: 'ada', name }, sha: head },
    candidate: 'ada',
    submittedAt: '2026-11-01T00:00:00Z',
  };
}

interface GitTree {
  truncated: boolean;
  tree: { path: string; size?: number }[];
}

const MODELS = { 'models/alpha/model.keras': KERAS, 'models/beta/model.h5': HDF5 };
const trees = () => ({ path: new RegExp(`/${name}/git/trees/`) });
const blobs = () => ({ path: new RegExp(`/${name}/git/blobs/`) });
const fetchAll = (ref: SubmissionRef) => fetchSubmission(client(github), ref, TASKS);
const asked = () =>
  github.requests.filter(({ path }) => path.includes(`/${name}/git/`)).map(({ path }) => path);

describe('where a commit is read', () => {
  test('from the base repository alone, in one tree and one request for each file named', async () => {
    const ref = await submit({ ...MODELS, 'data/train.bin': SHARD, 'models/alpha/notes.md': 'x' });
    const submission = await fetchAll(ref);
    expect([...submission.values()].map(({ kind }) => kind)).toEqual(['model', 'model']);
    expect(asked().every((path) => path.startsWith('/repos/academy/'))).toBe(true);
    expect(asked()).toHaveLength(3);
  });

  test('from the fork where the base repository does not have it', async () => {
    github.sharesObjects = false;
    const submission = await fetchAll(await submit(MODELS));
    expect([...submission.values()].map(({ kind }) => kind)).toEqual(['model', 'model']);
    expect(asked()).toContainEqual(expect.stringMatching(/^\/repos\/ada\//));
  });

  test('[T-45] from the base repository when the fork has been deleted', async () => {
    const ref = await submit(MODELS);
    await github.openPullRequest(`academy/${name}`, `ada/${name}`, 'mine');
    await github.deleteFork(`ada/${name}`, `academy/${name}`, 'mine');
    expect((await fetchAll(ref)).get('alpha')).toMatchObject({ kind: 'model' });
  });
});

describe('limits', () => {
  test('a file over the limit is rejected with both numbers and never requested', async () => {
    const ref = await submit(MODELS);
    github.faults.next(trees(), { json: sized({ 'models/alpha/model.keras': MAX_FILE_BYTES + 1 }) });
    const submission = await fetchAll(ref);
    expect(submission.get('alpha')).toMatchObject({
      kind: 'rejected',
      problem: { code: 'submission/file-too-large', message: expect.stringMatching(/104857601.*104857600/) },
    });
    expect(submission.get('beta')).toMatchObject({ kind: 'model' });
    expect(asked()).toHaveLength(2);
  });

  test('[T-58] a file that is larger than the tree says is cut off', async () => {
    const ref = await submit({ 'models/alpha/model.json': `{${' '.repeat(17 * 1024 * 1024)}` });
    github.faults.next(trees(), { json: sized({ 'models/alpha/model.json': 10 }) });
    expect((await fetchAll(ref)).get('alpha')).toMatchObject({
      problem: { code: 'submission/file-too-large' },
    });
  });

  test('a task that exceeds the total is rejected, and the others keep their room', async () => {
    const shards = ['1', '2', '3', '4'];
    const alpha = Object.fromEntries(shards.map((shard) => [`models/alpha/${shard}.bin`, SHARD]));
    const ref = await submit({
      ...alpha,
      'models/alpha/model.json': modelJson(...shards.map((shard) => `${shard}.bin`)),
      'models/beta/model.h5': HDF5,
    });
    const sizes = Object.keys(alpha).map((path) => [path, MAX_SUBMISSION_BYTES / 3.5]);
    github.faults.next(trees(), { json: sized(Object.fromEntries(sizes)) });
    const submission = await fetchAll(ref);
    expect(submission.get('alpha')).toMatchObject({ problem: { code: 'submission/total-too-large' } });
    expect(submission.get('beta')).toMatchObject({ kind: 'model' });
  });

  test('[T-47] a truncated tree rejects the submission with advice', async () => {
    const ref = await submit(MODELS);
    github.faults.next(trees(), { json: (tree: GitTree) => ({ ...tree, truncated: true }) });
    expect((await fetchAll(ref)).get('alpha')).toMatchObject({
      kind: 'rejected',
      problem: { code: 'submission/tree-truncated', hint: expect.stringContaining('node_modules') },
    });
  });

  function sized(sizes: Readonly<Record<string, number>>) {
    return (listing: GitTree): GitTree => ({
      ...listing,
      tree: listing.tree.map((entry) => ({
        ...entry,
        ...(sizes[entry.path] && { size: sizes[entry.path] }),
      })),
    });
  }
});

describe('[T-58] paths in a hostile tree', () => {
  test.each(['models/alpha/../../../etc/passwd.h5', 'models/alpha/a\\b.h5', 'models/alpha/a\u0007.h5'])(
    '%j is rejected',
    async (path) => {
      const ref = await submit(MODELS);
      const rename = (listing: GitTree): GitTree => ({
        ...listing,
        tree: listing.tree.map((entry) =>
          entry.path === 'models/alpha/model.keras' ? { ...entry, path } : entry,
        ),
      });
      github.faults.next(trees(), { json: rename });
      const submission = await fetchAll(ref);
      expect(submission.get('alpha')).toMatchObject({ problem: { code: 'submission/path-unsafe' } });
      expect(submission.get('beta')).toMatchObject({ kind: 'model' });
    },
  );
});

describe('what fails on our side costs nothing', () => {
  test('GitHub down: every task has failed', async () => {
    const ref = await submit(MODELS);
    github.faults.next(trees(), { status: 502 }, 100);
    const submission = await fetchAll(ref);
    for (const outcome of submission.values())
      expect(outcome).toMatchObject({ kind: 'failed', problem: { code: 'submission/unreachable' } });
  });

  test('one file unreachable: only its task has failed', async () => {
    const ref = await submit(MODELS);
    const refuse = { path: new RegExp(`/${name}/git/blobs/${await idOf(ref, 'models/alpha/model.keras')}`) };
    github.faults.next(refuse, { status: 500 }, 100);
    const submission = await fetchAll(ref);
    expect(submission.get('alpha')).toMatchObject({ problem: { code: 'submission/unreachable' } });
    expect(submission.get('beta')).toMatchObject({ kind: 'model' });
  });

  test('[T-58] other bytes than were committed: failed, not rejected', async () => {
    const ref = await submit({ 'models/beta/model.h5': HDF5 });
    github.faults.next(blobs(), { bytes: (body) => body.with(9, 1) }, 2);
    expect((await fetchAll(ref)).get('beta')).toMatchObject({
      kind: 'failed',
      problem: { code: 'submission/hash-mismatch' },
    });
  });

  test('a commit that GitHub does not show: failed', async () => {
    const ref = await submit(MODELS);
    const gone = { ...ref, head: { ...ref.head, sha: 'd'.repeat(40) } };
    expect((await fetchAll(gone)).get('alpha')).toMatchObject({ kind: 'failed' });
  });

  async function idOf({ head }: SubmissionRef, path: string): Promise<string> {
    const { owner, name: repo } = head.repository;
    const { data } = await client(github).rest.git.getTree({
      owner,
      repo,
      tree_sha: head.sha,
      recursive: '1',
    });
    return data.tree.find((entry) => entry.path === path)?.sha ?? '';
  }
});
