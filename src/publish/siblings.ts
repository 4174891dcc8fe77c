import pMap from 'p-map';
import { FivefoldError } from '../domain/errors.ts';
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
 * exam. Only the oldest are graded, so that each of them can be held against all the others.
 *
 * @throws {FivefoldError} `event/many-pull-requests` this one is not among them, and no instructor asked for it by hand
 */
export async function siblingsOf(github: GitHub, ref: SubmissionRef): Promise<readonly Sibling[]> {
  const { base, pullRequest, candidate, event } = ref;
  if (candidate === SOMEBODY_DELETED) return [];
  const { owner, name: repo } = base.repository;
  const oldest = await oldestOf(github, ref);
  const [first = 0, last = 0] = [oldest[0], oldest.at(-1)];
  const isBeyond = oldest.length > MAX_SIBLINGS && pullRequest && pullRequest.number > last;
  if (isBeyond && event !== 'workflow_dispatch') throw tooMany(first);
  const others = oldest.filter((number) => number !== pullRequest?.number).slice(0, MAX_SIBLINGS);
  const read = async (number: number): Promise<Sibling> => {
    const pull = await github.rest.pulls.get({ owner, repo, pull_number: number });
    return { number, id: pull.data.id, head: pull.data.head.sha };
  };
  return pMap(others, read, { concurrency: MAX_CONCURRENT_REQUESTS });
}

/** One more than are read, this one among them. GitHub lists them among issues, of which anybody may open a thousand. */
async function oldestOf(github: GitHub, { base, candidate }: SubmissionRef): Promise<readonly number[]> {
  const { owner, name: repo } = base.repository;
  const theirs = { creator: candidate, state: 'all', sort: 'created', direction: 'asc' } as const;
  const place = { owner, repo, ...theirs, per_page: 100 };
  const numbers: number[] = [];
  for await (const { data } of github.paginate.iterator(github.rest.issues.listForRepo, place)) {
    numbers.push(...data.filter((issue) => issue.pull_request).map(({ number }) => number));
    if (numbers.length > MAX_SIBLINGS) break;
  }
  return numbers.slice(0, MAX_SIBLINGS + 1);
}

function tooMany(first: number): FivefoldError {
  return new FivefoldError({
    code: 'event/many-pull-requests',
    message: `More than ${MAX_SIBLINGS} pull requests of yours are older than this one, and only so many are graded.`,
    hint: `Continue in one of them, such as #${first}, or ask your instructor to grade this one by hand.`,
  });
}
