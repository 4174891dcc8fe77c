/** Where students submit, and what stands there: one request for a hundred repositories of an organisation. */
import { RequestError } from 'octokit';
import type { Repository } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { isForbidden, isNotFound, nameOf } from '../github/failure.ts';
import { LISTING_PAYS } from './limits.ts';
import type { Place } from './record.ts';

/** A repository, as far as a listing tells. */
export interface Listed {
  readonly repository: Repository;
  readonly id: number;
  readonly createdAt: string;
  /** Absent while nothing was pushed. */
  readonly pushedAt?: string;
  readonly defaultBranch: string;
  readonly etag?: string;
}

/** Repositories by name and by number, of owners whose repositories are all known. */
export interface Directory {
  readonly byName: ReadonlyMap<string, Listed>;
  readonly byId: ReadonlyMap<number, Listed>;
  /** In lower case. */
  readonly owners: ReadonlySet<string>;
}

/** What GitHub tells of a repository. */
interface Told {
  readonly id: number;
  readonly name: string;
  readonly owner: { readonly login: string };
  readonly created_at?: string | null;
  readonly pushed_at?: string | null;
  readonly default_branch?: string;
}

/** List the repositories of every organisation in which several students submit. */
export async function listPlaces(github: GitHub, expected: readonly Repository[]): Promise<Directory> {
  const counts = Map.groupBy(expected, ({ owner }) => owner.toLowerCase());
  const worthwhile = [...counts].filter(([, places]) => places.length >= LISTING_PAYS);
  const byName = new Map<string, Listed>();
  const byId = new Map<number, Listed>();
  const owners = new Set<string>();
  for (const [owner] of worthwhile) {
    const all = github.paginate.iterator(github.rest.repos.listForOrg, {
      org: owner,
      type: 'all',
      per_page: 100,
    });
    try {
      for await (const { data } of all) {
        for (const told of data) {
          const listed = listedOf(told);
          byName.set(nameOf(listed.repository).toLowerCase(), listed);
          byId.set(listed.id, listed);
        }
      }
      owners.add(owner);
    } catch (error) {
      // A person, not an organisation, or one that this token may not list: its repositories are asked for one by one.
      if (!isNotFound(error) && !isForbidden(error)) throw error;
    }
  }
  return { byName, byId, owners };
}

/**
 * Where a student's repository is now. Its number decides, which stays when it is renamed, then its name.
 *
 * @returns `'unchanged'` GitHub says that it is as it was when `known` was written
 */
export async function findPlace(
  github: GitHub,
  directory: Directory,
  expected: Repository,
  known: Place | undefined,
): Promise<Listed | 'unchanged' | undefined> {
  const named = directory.byName.get(nameOf(expected).toLowerCase());
  const listed = (known && directory.byId.get(known.id)) ?? named;
  if (listed) return listed;
  if (!known && directory.owners.has(expected.owner.toLowerCase())) return undefined;
  const asked = await askFor(github, known?.repository ?? expected, known?.etag);
  if (asked || !known || isSame(known.repository, expected)) return asked;
  return askFor(github, expected);
}

/** Under a former name GitHub leads to where it is now. */
export async function askFor(
  github: GitHub,
  { owner, name: repo }: Repository,
  etag?: string,
): Promise<Listed | 'unchanged' | undefined> {
  try {
    const headers = etag === undefined ? {} : { 'if-none-match': etag };
    const { data, headers: answered } = await github.rest.repos.get({ owner, repo, headers });
    return { ...listedOf(data), ...(answered.etag !== undefined && { etag: answered.etag }) };
  } catch (error) {
    if (error instanceof RequestError && error.status === 304) return 'unchanged';
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function isSame(a: Repository, b: Repository): boolean {
  return nameOf(a).toLowerCase() === nameOf(b).toLowerCase();
}

function listedOf({ id, name, owner, created_at, pushed_at, default_branch = 'main' }: Told): Listed {
  return {
    repository: { owner: owner.login, name },
    id,
    createdAt: wholeSeconds(created_at ?? pushed_at ?? ''),
    defaultBranch: default_branch,
    ...(pushed_at && { pushedAt: wholeSeconds(pushed_at) }),
  };
}

function wholeSeconds(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z');
}

/** The login that an account has now, by its number, which stays. */
export async function loginNow(github: GitHub, account_id: number): Promise<string | undefined> {
  try {
    return (await github.rest.users.getById({ account_id })).data.login;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The tip of the branch that is graded, and when it was pushed: by GitHub's clock, since dates of commits are the candidate's. */
export interface Head {
  readonly sha: string;
  readonly at: string;
}

/** `undefined` where nothing was pushed yet. One request, or two where GitHub keeps no record of pushes. */
export async function headOf(
  github: GitHub,
  { repository, defaultBranch, pushedAt }: Listed,
): Promise<Head | undefined> {
  if (pushedAt === undefined) return undefined;
  const place = { owner: repository.owner, repo: repository.name };
  const ref = `refs/heads/${defaultBranch}`;
  const { data } = await github.rest.repos.listActivities({ ...place, ref, per_page: 1 });
  const [newest] = data;
  if (newest) return { sha: newest.after, at: wholeSeconds(newest.timestamp) };
  return tipOf(github, place, defaultBranch, pushedAt);
}

async function tipOf(
  github: GitHub,
  place: { readonly owner: string; readonly repo: string },
  branch: string,
  pushedAt: string,
): Promise<Head | undefined> {
  try {
    const { data } = await github.rest.git.getRef({ ...place, ref: `heads/${branch}` });
    return { sha: data.object.sha, at: pushedAt };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
