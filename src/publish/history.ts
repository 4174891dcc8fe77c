import pMap from 'p-map';
import { FivefoldError } from '../domain/errors.ts';
import { type History, NO_HISTORY } from '../domain/history.ts';
import { MAX_COMMITS_SEARCHED, MAX_CONCURRENT_REQUESTS } from '../domain/limits.ts';
import type { SubmissionRef } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { isForbidden, isNotFound, toGitHubError } from '../github/failure.ts';
import { recordsOn, type StartedCheck } from './check.ts';
import { type InComment, recordInComment } from './comment.ts';
import { loginOf } from './identity.ts';
import { type Ledger, merge } from './ledger.ts';
import { type Sibling, siblingsOf } from './siblings.ts';

/** A history, and whether the comment told it. */
export interface Recalled {
  readonly history: History;
  /**
   * `restored`: the comment was missing, out of date or altered, and check runs know better. `lost`: it was altered, and
   * no check run knows anything.
   */
  readonly state: 'intact' | 'restored' | 'lost';
  /** Numbers of the candidate's other pull requests whose submissions are part of the history. */
  readonly others: readonly number[];
}

/** The ledger of a pull request, by its global id. */
export type Ledgers = (pullRequest: number) => Ledger;

/**
 * What is remembered of a pull request: by its comment, and by the check runs on its head and on the head before, which
 * nobody can edit. Where the comment tells nothing, the check runs of its other commits are asked as well. What the
 * candidate submitted to other pull requests counts here, too.
 *
 * @throws {FivefoldError} `github/unreachable`: without its history no submission may be graded, or it would be told a
 * score that it should not learn
 */
export async function recallHistory(
  github: GitHub,
  ref: SubmissionRef,
  started: StartedCheck,
  ledgers: Ledgers,
): Promise<Recalled> {
  const { pullRequest, thread } = ref;
  if (!pullRequest || !thread) return { history: NO_HISTORY, state: 'intact', others: [] };
  try {
    const login = () => loginFor(github, started);
    const own = await recallOwn(github, ref, started, { ledger: ledgers(thread.id), login });
    const siblings = await unlessHidden(() => siblingsOf(github, ref), []);
    const recall = (sibling: Sibling) =>
      recallSibling(github, ref, sibling, { ledger: ledgers(sibling.id), login });
    const found = await pMap(siblings, recall, { concurrency: MAX_CONCURRENT_REQUESTS });
    const history = found.reduce(merge, own.history);
    const others = siblings.filter((_, i) => found[i]?.attempts.length).map(({ number }) => number);
    return { history, state: own.state, others };
  } catch (error) {
    throw toGitHubError(error, `the earlier results on pull request ${pullRequest.number}`);
  }
}

const HIDDEN: InComment = { isFull: false };

/** Without room for our comment, only check runs would remember, and whoever pushes by force can leave those behind. */
function manyComments(): FivefoldError {
  return new FivefoldError({
    code: 'event/many-comments',
    message:
      'The pull request has so many comments that there is no room for one of ours, which remembers its submissions.',
    hint: 'Open another pull request from the same branch, and close this one.',
  });
}

interface Reader {
  readonly ledger: Ledger;
  readonly login: () => Promise<string>;
}

async function recallOwn(
  github: GitHub,
  ref: SubmissionRef,
  started: StartedCheck,
  { ledger, login }: Reader,
): Promise<Omit<Recalled, 'others'>> {
  const { record, isFull } = await unlessHidden(() => recordInComment(github, ref, login), HIDDEN);
  if (isFull) throw manyComments();
  const told = record === undefined ? undefined : ledger.open(record);
  const witnesses = await recordsOfChecks(github, ref, started, told !== undefined);
  return judge(told, openAll(ledger, witnesses), record !== undefined);
}

/** Its comment and the check runs on its head; nobody needs to be told about that comment here. */
async function recallSibling(
  github: GitHub,
  ref: SubmissionRef,
  { number, head }: Sibling,
  { ledger, login }: Reader,
): Promise<History> {
  const elsewhere = { ...ref, pullRequest: { number } };
  const { record } = await unlessHidden(() => recordInComment(github, elsewhere, login), HIDDEN);
  const records = await unlessHidden(() => recordsOn(github, ref, head), []);
  return openAll(ledger, record === undefined ? records : [record, ...records]).reduce(merge, NO_HISTORY);
}

function openAll(ledger: Ledger, records: readonly string[]): readonly History[] {
  return records.map((record) => ledger.open(record)).filter((history) => history !== undefined);
}

function judge(
  told: History | undefined,
  known: readonly History[],
  hasRecord: boolean,
): Omit<Recalled, 'others'> {
  const newest = Math.max(0, ...known.map(({ revision }) => revision));
  const history = [...known, ...(told ? [told] : [])].reduce(merge, NO_HISTORY);
  if (told && told.revision >= newest) return { history, state: 'intact' };
  if (known.length > 0) return { history, state: 'restored' };
  return { history, state: hasRecord ? 'lost' : 'intact' };
}

async function recordsOfChecks(
  github: GitHub,
  ref: SubmissionRef,
  started: StartedCheck,
  isTold: boolean,
): Promise<readonly string[]> {
  const ask = (sha: string) => unlessHidden(() => recordsOn(github, ref, sha), []);
  const atHead = started.kind === 'started' ? started.records : await ask(ref.head.sha);
  const before = ref.thread?.previousHead;
  const others = isTold ? [] : await unlessHidden(() => commitsOf(github, ref), []);
  const shas = new Set([...(before === undefined ? [] : [before]), ...others]);
  shas.delete(ref.head.sha);
  const records = await pMap(shas, ask, { concurrency: MAX_CONCURRENT_REQUESTS });
  return [...atHead, ...records.flat()];
}

/** The newest commits of the pull request, oldest first. */
async function commitsOf(github: GitHub, { base, pullRequest }: SubmissionRef): Promise<readonly string[]> {
  if (!pullRequest) return [];
  const { owner, name: repo } = base.repository;
  const place = { owner, repo, pull_number: pullRequest.number, per_page: 100 };
  const commits = await github.paginate(github.rest.pulls.listCommits, place);
  return commits.slice(-MAX_COMMITS_SEARCHED).map(({ sha }) => sha);
}

function loginFor(github: GitHub, started: StartedCheck): Promise<string> {
  return loginOf(github, started.kind === 'started' ? started.appSlug : undefined);
}

/** What a token may not see it cannot have written: a place without a record. Any other failure is one. */
async function unlessHidden<T>(read: () => Promise<T>, nothing: T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isForbidden(error) || isNotFound(error)) return nothing;
    throw error;
  }
}
