import { createHash } from 'node:crypto';
import { RequestError } from 'octokit';
import { FivefoldError } from '../domain/errors.ts';
import type { CommitRef, Repository } from '../domain/submission.ts';
import type { GitHub } from './client.ts';
import { nameOf, toGitHubError } from './failure.ts';
import { type Body, readBounded } from './stream.ts';

/** One line of a recursive git tree. Paths are whatever the author of the commit wrote: hostile. */
export interface TreeEntry {
  readonly path: string;
  /** `100644` and `100755` files, `120000` symlink, `160000` submodule, `040000` folder. */
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  /** Bytes; blobs only. */
  readonly size?: number;
}

export interface Tree {
  readonly entries: readonly TreeEntry[];
  /** GitHub lists at most 100,000 entries or 7 MB. */
  readonly truncated: boolean;
}

/** A commit never changes: exam.yml and every hidden set come from one reading of the exam's tree. */
const treesOf = new WeakMap<GitHub, Map<string, Promise<Tree>>>();

/**
 * The whole tree of one commit, in one request; asked for again, it is not read again.
 *
 * @throws {FivefoldError} `github/not-found`, `github/forbidden`, `github/unreachable`
 */
export function readTree(github: GitHub, commit: CommitRef): Promise<Tree> {
  const trees = treesOf.get(github) ?? new Map<string, Promise<Tree>>();
  treesOf.set(github, trees);
  const key = `${nameOf(commit.repository)}@${commit.sha}`;
  const tree = trees.get(key) ?? listTree(github, commit);
  trees.set(key, tree);
  // A failure may pass; only trees are kept.
  tree.catch(() => trees.delete(key));
  return tree;
}

/** As {@link readTree}, for a commit that is read once and need not be kept: there may be many. */
export async function listTree(github: GitHub, { repository, sha }: CommitRef): Promise<Tree> {
  const { owner, name: repo } = repository;
  try {
    const { data } = await github.rest.git.getTree({ owner, repo, tree_sha: sha, recursive: '1' });
    return { entries: data.tree.filter(isTreeEntry), truncated: data.truncated };
  } catch (error) {
    throw toGitHubError(error, `commit ${sha.slice(0, 7)} in ${nameOf(repository)}`);
  }
}

/**
 * The bytes of one file, checked against its git object id: whatever lies between us and the commit, these are the
 * bytes that were committed.
 *
 * @param maxBytes bound on the size, enforced before the request where the tree knows it, and while bytes arrive
 * @throws {FivefoldError} `github/too-large`, `github/hash-mismatch`, or as {@link readTree}
 */
export async function readBlob(
  github: GitHub,
  repository: Repository,
  entry: TreeEntry,
  maxBytes: number,
): Promise<Uint8Array> {
  const what = `file ${entry.sha.slice(0, 7)} of ${nameOf(repository)}`;
  if ((entry.size ?? 0) > maxBytes) throw tooLarge(what, maxBytes);
  const attempt = async (): Promise<Uint8Array> => {
    const bytes = await download(github, repository, entry.sha, maxBytes);
    if (bytes === undefined) throw tooLarge(what, maxBytes);
    if (blobId(bytes, entry.sha.length) !== entry.sha) throw mismatch(what);
    return bytes;
  };
  try {
    return await attempt().catch((error: unknown) => (isBrokenTransfer(error) ? attempt() : reject(error)));
  } catch (error) {
    throw toGitHubError(error, what);
  }
}

/** The client's own retries end where a body begins; a body that breaks off or arrives damaged gets one more. */
function isBrokenTransfer(error: unknown): boolean {
  if (error instanceof FivefoldError) return error.code === 'github/hash-mismatch';
  return !(error instanceof RequestError);
}

function reject(error: unknown): never {
  throw error;
}

/** The raw media type spares a third of the transfer; servers that ignore it answer JSON with base64. */
async function download(github: GitHub, { owner, name: repo }: Repository, sha: string, maxBytes: number) {
  const { data, headers } = await github.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
    owner,
    repo,
    file_sha: sha,
    headers: { accept: 'application/vnd.github.raw+json' },
    // Octokit would decode `charset=utf-8` as text and so destroy binary files, and would not stop at a bound.
    request: { parseSuccessResponseBody: false },
  });
  const body = data as unknown as Body;
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return readBounded(body, maxBytes);
  const json = await readBounded(body, jsonBytes(maxBytes));
  return json && fromBase64(json, maxBytes);
}

/** Base64 with line breaks takes 61 characters for 45 bytes; the rest is field names. */
function jsonBytes(bytes: number): number {
  return Math.ceil(bytes * 1.4) + 4_096;
}

function fromBase64(json: Uint8Array, maxBytes: number): Uint8Array | undefined {
  const { content } = JSON.parse(new TextDecoder().decode(json)) as { content: string };
  const bytes = new Uint8Array(Buffer.from(content, 'base64'));
  return bytes.length > maxBytes ? undefined : bytes;
}

/** Git's own id of a file: SHA-1, or SHA-256 in repositories whose ids have 64 digits. */
export function blobId(bytes: Uint8Array, idLength = 40): string {
  const hash = createHash(idLength === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function isTreeEntry(entry: Partial<Record<keyof TreeEntry, unknown>>): entry is TreeEntry {
  return (
    typeof entry.path === 'string' &&
    typeof entry.mode === 'string' &&
    typeof entry.sha === 'string' &&
    (entry.type === 'blob' || entry.type === 'tree' || entry.type === 'commit')
  );
}

function tooLarge(what: string, maxBytes: number): FivefoldError {
  return new FivefoldError({
    code: 'github/too-large',
    message: `The ${what} has more than ${maxBytes} bytes.`,
    hint: 'Make the file smaller.',
  });
}

function mismatch(what: string): FivefoldError {
  return new FivefoldError({
    code: 'github/hash-mismatch',
    message: `The bytes that arrived for ${what} are not those that were committed.`,
    hint: 'Run the grading again: the transfer was damaged on its way.',
  });
}
