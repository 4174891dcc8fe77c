import { RequestError } from 'octokit';
import type { Repository } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { isNotFound, toGitHubError } from '../github/failure.ts';
import { listTree, readBlob, type TreeEntry } from '../github/objects.ts';
import { MAX_RECORDS_BYTES, MAX_TREE_REQUEST_BYTES } from './limits.ts';
import { overtaken } from './problem.ts';

/** The results branch as it stood when it was read. */
export interface Tip {
  readonly branch: Branch;
  /** Absent while there is no such branch yet. */
  readonly commit?: { readonly sha: string; readonly tree: string };
  /** By path. */
  readonly files: ReadonlyMap<string, TreeEntry>;
  /** When it was read: ISO 8601, by GitHub's clock. */
  readonly readAt: string;
}

export interface Branch {
  readonly github: GitHub;
  readonly repository: Repository;
  readonly name: string;
}

/** What a commit changes: the text of a file by its path, `null` for one that goes. */
export type Changes = ReadonlyMap<string, string | null>;

/**
 * Read where the branch stands: three requests, however many files it has.
 *
 * @throws {FivefoldError} `github/*`
 */
export async function readTip(branch: Branch): Promise<Tip> {
  const { github, repository, name } = branch;
  try {
    const { sha, readAt } = await findRef(branch);
    if (sha === undefined) return { branch, files: new Map(), readAt };
    const place = { owner: repository.owner, repo: repository.name };
    const { data } = await github.rest.git.getCommit({ ...place, commit_sha: sha });
    const { entries } = await listTree(github, { repository, sha });
    return { branch, commit: { sha, tree: data.tree.sha }, files: byPath(entries), readAt };
  } catch (error) {
    throw toGitHubError(error, `branch ${name} of ${repository.owner}/${repository.name}`);
  }
}

async function findRef({ github, repository: { owner, name: repo }, name }: Branch) {
  try {
    const { data, headers } = await github.rest.git.getRef({ owner, repo, ref: `heads/${name}` });
    return { sha: data.object.sha, readAt: timeIn(headers) };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return { sha: undefined, readAt: timeIn((error as RequestError).response?.headers ?? {}) };
  }
}

/** By the clock of GitHub, which every answer tells: machines that sweep need not agree on the time. */
function timeIn({ date }: { readonly date?: string | number | undefined }): string {
  const ms = date === undefined ? Date.now() : Date.parse(`${date}`);
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

function byPath(entries: readonly TreeEntry[]): ReadonlyMap<string, TreeEntry> {
  return new Map(entries.filter(({ type }) => type === 'blob').map((entry) => [entry.path, entry]));
}

/** The text of a file of the branch, or `undefined` where there is none. */
export async function readText({ branch, files }: Tip, path: string): Promise<string | undefined> {
  const entry = files.get(path);
  if (!entry) return undefined;
  return new TextDecoder().decode(await readBlob(branch.github, branch.repository, entry, MAX_RECORDS_BYTES));
}

/**
 * One commit on top of the one that was read, and on no other: if the branch has moved meanwhile, GitHub refuses to move
 * it elsewhere (it would be no fast-forward), and nothing is written.
 *
 * @throws {FivefoldError} `cohort/overtaken` the branch is not where it was; `github/*`
 */
export async function commit(tip: Tip, changes: Changes, message: string): Promise<Tip> {
  const { github, repository, name } = tip.branch;
  const { owner, name: repo } = repository;
  try {
    const tree = await writeTree(tip, changes);
    const parents = tip.commit ? [tip.commit.sha] : [];
    const written = await again(() => github.rest.git.createCommit({ owner, repo, message, tree, parents }));
    const readAt = await move(tip, written.data.sha);
    const { entries } = await listTree(github, { repository, sha: written.data.sha });
    return { branch: tip.branch, commit: { sha: written.data.sha, tree }, files: byPath(entries), readAt };
  } catch (error) {
    throw toGitHubError(error, `branch ${name} of ${owner}/${repo}`);
  }
}

/** In requests of bounded size, each on top of the tree before. Objects are named by what they hold: repeating is safe. */
async function writeTree(tip: Tip, changes: Changes): Promise<string> {
  const { github, repository } = tip.branch;
  const place = { owner: repository.owner, repo: repository.name };
  let base = tip.commit?.tree;
  for (const batch of batches(changes)) {
    const tree = batch.map(([path, text]) => ({
      path,
      mode: '100644' as const,
      type: 'blob' as const,
      ...(text === null ? { sha: null } : { content: text }),
    }));
    const on = base === undefined ? {} : { base_tree: base };
    const { data } = await again(() => github.rest.git.createTree({ ...place, ...on, tree }));
    base = data.sha;
  }
  if (base === undefined) throw new RangeError('a first commit needs a file');
  return base;
}

function batches(changes: Changes): readonly (readonly [string, string | null])[][] {
  const made: [string, string | null][][] = [];
  let room = 0;
  for (const change of changes) {
    const size = Buffer.byteLength(change[1] ?? '');
    if (size > room || made.length === 0) {
      made.push([]);
      room = MAX_TREE_REQUEST_BYTES;
    }
    made.at(-1)?.push([...change]);
    room -= size;
  }
  return made;
}

/** Make or move the branch; answers when, by GitHub's clock. */
async function move({ branch, commit: before }: Tip, sha: string): Promise<string> {
  const { github, repository, name } = branch;
  const place = { owner: repository.owner, repo: repository.name };
  try {
    const { headers } = before
      ? await github.rest.git.updateRef({ ...place, ref: `heads/${name}`, sha, force: false })
      : await github.rest.git.createRef({ ...place, ref: `refs/heads/${name}`, sha });
    return timeIn(headers);
  } catch (error) {
    // A write whose answer was lost may have taken effect: where the branch stands now decides.
    const now = await findRef(branch);
    if (now.sha === sha) return now.readAt;
    if (now.sha !== before?.sha || isRefused(error)) throw overtaken();
    throw error;
  }
}

/** 409 and 422: not a fast-forward, or made by somebody else just now. */
function isRefused(error: unknown): boolean {
  return error instanceof RequestError && (error.status === 409 || error.status === 422);
}

const TRIES = 4;

/** The client does not repeat a POST that failed half way; this one may be repeated. */
async function again<T>(request: () => Promise<T>): Promise<T> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await request();
    } catch (error) {
      if (left === 0 || !(error instanceof RequestError) || error.status < 500) throw error;
    }
  }
}
