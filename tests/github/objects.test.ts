import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { blobId, readBlob, readTree } from '../../src/github/objects.ts';
import { client, freshName, useGitHub } from './world.ts';

const world = useGitHub();
/** Bytes that no text encoding survives. */
const BINARY = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7919) % 256);

async function committed(bytes = BINARY) {
  const github = world();
  const name = freshName();
  const sha = await github.createRepository(`academy/${name}`, { 'models/a/model.h5': bytes });
  const repository = { owner: 'academy', name };
  const { entries } = await readTree(client(github), { repository, sha });
  const entry = entries.find(({ type }) => type === 'blob');
  if (!entry) throw new Error('no blob in the tree');
  return { github, repository, sha, entry, blobs: new RegExp(`^/repos/academy/${name}/git/blobs/`) };
}

describe('a tree', () => {
  test('lists folders, files with their sizes, symlinks and submodules', async () => {
    const github = world();
    const name = freshName();
    const sha = await github.createRepository(`academy/${name}`, {
      'a/file': BINARY,
      link: { symlink: 'a/file' },
      module: { submodule: 'f'.repeat(40) },
    });
    const { entries, truncated } = await readTree(client(github), {
      repository: { owner: 'academy', name },
      sha,
    });
    expect(truncated).toBe(false);
    expect(entries.map(({ path, mode, type }) => [path, mode, type])).toEqual([
      ['a', '040000', 'tree'],
      ['a/file', '100644', 'blob'],
      ['link', '120000', 'blob'],
      ['module', '160000', 'commit'],
    ]);
    expect(entries[1]?.size).toBe(BINARY.length);
  });

  test('that does not exist is not found', async () => {
    const { github, repository } = await committed();
    const reading = readTree(client(github), { repository, sha: '0'.repeat(40) });
    await expect(reading).rejects.toMatchObject({ code: 'github/not-found' });
  });
});

describe('a blob', () => {
  test('arrives byte for byte through the raw media type', async () => {
    const { github, repository, entry } = await committed();
    expect(await readBlob(client(github), repository, entry, 100_000)).toEqual(BINARY);
    expect(github.requests.at(-1)?.headers.accept).toContain('raw');
  });

  test('arrives byte for byte from a server that answers base64', async () => {
    const { github, repository, entry } = await committed();
    github.servesRaw = false;
    expect(await readBlob(client(github), repository, entry, 100_000)).toEqual(BINARY);
    github.servesRaw = true;
  });

  test('[T-58] of another content than was committed is refused, after a second attempt', async () => {
    const { github, repository, entry, blobs } = await committed();
    github.faults.next({ path: blobs }, { bytes: (body) => body.with(0, (body[0] ?? 0) ^ 1) }, 2);
    await expect(readBlob(client(github), repository, entry, 100_000)).rejects.toMatchObject({
      code: 'github/hash-mismatch',
    });
  });

  test('that arrives damaged once is read again', async () => {
    const { github, repository, entry, blobs } = await committed();
    github.faults.next({ path: blobs }, { bytes: (body) => body.with(0, (body[0] ?? 0) ^ 1) });
    expect(await readBlob(client(github), repository, entry, 100_000)).toEqual(BINARY);
  });

  test('whose transfer breaks off once is read again', async () => {
    const { github, repository, entry, blobs } = await committed();
    github.faults.next({ path: blobs }, { hangUpAfter: 1_000 });
    expect(await readBlob(client(github), repository, entry, 100_000)).toEqual(BINARY);
  });

  test('over the bound is not even requested', async () => {
    const { github, repository, entry } = await committed();
    const before = github.requests.length;
    await expect(readBlob(client(github), repository, entry, 69_999)).rejects.toMatchObject({
      code: 'github/too-large',
    });
    expect(github.requests).toHaveLength(before);
  });

  test.each([true, false])('[T-58] that is larger than its tree says is cut off (raw: %s)', async (raw) => {
    const { github, repository, entry } = await committed();
    github.servesRaw = raw;
    const lie = { ...entry, size: 10 };
    await expect(readBlob(client(github), repository, lie, 69_999)).rejects.toMatchObject({
      code: 'github/too-large',
    });
    github.servesRaw = true;
  });

  test('[T-49] of a private repository is withheld from a token without access', async () => {
    const github = world();
    const name = freshName('secret');
    const sha = await github.createRepository(`academy/${name}`, { a: 'x' }, { private: true });
    const commit = { repository: { owner: 'academy', name }, sha };
    const stranger = client(github, github.token('academy/elsewhere', { contents: 'read' }));
    await expect(readTree(stranger, commit)).rejects.toMatchObject({ code: 'github/not-found' });
    const unable = client(github, github.token(`academy/${name}`, { checks: 'write' }));
    await expect(readTree(unable, commit)).rejects.toMatchObject({ code: 'github/forbidden' });
    const able = client(github, github.token(`academy/${name}`, { contents: 'read' }));
    expect((await readTree(able, commit)).entries).toHaveLength(1);
  });
});

describe('a git object id', () => {
  test("is git's own", () => {
    expect(blobId(new TextEncoder().encode('test content\n'))).toBe(
      'd670460b4b4aece5915caf5c68d12f560a9fe3e4',
    );
  });

  test('has 64 digits in SHA-256 repositories', () => {
    const expected = createHash('sha256').update('blob 0\0').digest('hex');
    expect(blobId(new Uint8Array(), 64)).toBe(expected);
  });
});
