import pMap from 'p-map';
import { MAX_CONCURRENT_REQUESTS, MAX_SIBLINGS } from '../domain/limits.ts';
import type { SubmissionRef } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';

/** Another pull request of the same candidate, in the same repository. */
export interface Sibling {
  readonly number: number;
  /** The global id, which a record is sealed for. */
  readonly id: number;
  /** SHA of its head. */
  readonly head: string;
}

/** GitHub shows every deleted account by this name: they are not one person. */
const SOMEBODY_DELETED = 'ghost';

/**
 * The candidate's other pull requests, oldest first, closed ones included: whoever opens another has not begun another
 * exam. Each carries what the ones before it brought, so that a few tell of all.
 */
export async function siblingsOf(
  github: GitHub,
  { base, pullRequest, candidate }: SubmissionRef,
): Promise<readonly Sibling[]> {
  if (candidate === SOMEBODY_DELETED) return [];
  const { owner, name: repo } = base.repository;
  const theirs = { creator: candidate, state: 'all', sort: 'created', direction: 'asc' } as const;
  const { data } = await github.rest.issues.listForRepo({ owner, repo, ...theirs, per_page: 100 });
  const numbers = data
    .filter((issue) => issue.pull_request && issue.number !== pullRequest?.number)
    .map(({ number }) => number);
  const read = async (number: number): Promise<Sibling> => {
    const pull = await github.rest.pulls.get({ owner, repo, pull_number: number });
    return { number, id: pull.data.id, head: pull.data.head.sha };
  };
  return pMap(numbers.slice(0, MAX_SIBLINGS), read, { concurrency: MAX_CONCURRENT_REQUESTS });
}
