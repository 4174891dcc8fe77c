import { RequestError } from 'octokit';
import type { History } from '../domain/history.ts';
import { MAX_COMMENT_BYTES, MAX_COMMENTS_BEFORE_OURS } from '../domain/limits.ts';
import type { SubmissionRef } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { clip } from './clip.ts';
import { type Ledger, merge } from './ledger.ts';
import { type Marked, type Marker, markerOf, readMarked, writeMarked } from './marker.ts';
import { refused, type Written } from './outcome.ts';
import type { Report } from './report.ts';

/** A pull request, as parameters of a request. */
interface Place {
  readonly owner: string;
  readonly repo: string;
  readonly issue_number: number;
}

interface Sticky extends Marked {
  readonly id: number;
  readonly url: string;
}

/** A history to be written, and the ledger that seals it. */
export interface Memory {
  readonly history: History;
  readonly ledger: Ledger;
}

interface WriteOptions {
  /** Who we are: the marker of a comment by anybody else is a forgery and is ignored. */
  readonly login: () => Promise<string>;
  /** The head of the pull request now. */
  readonly current: string;
  /** Without one, the record that stands there stays. */
  readonly memory?: Memory | undefined;
}

/**
 * Write the one comment of a pull request: change it if it is there, make it otherwise. Its history is merged with the
 * one that stands there by now, which another run may have written since ours was read.
 */
export async function writeComment(
  github: GitHub,
  ref: SubmissionRef,
  report: Report,
  { login, current, memory }: WriteOptions,
): Promise<Written> {
  if (!ref.pullRequest) return { kind: 'not-applicable' };
  const place = placeOf(ref, ref.pullRequest.number);
  const { owner, repo } = place;
  const outdated = current !== ref.head.sha;
  const text = report.comment(outdated ? { outdated: { newerSha: current } } : {});
  const write = async (): Promise<Written> => {
    const find = async () => (await search(github, place, await login())).sticky;
    const sticky = await find();
    const record = recordAfter(sticky?.record, memory);
    const isOlder = sticky && outdated && isNewer(sticky.marker, ref, current);
    const body = bodyOf({ ...(isOlder ? sticky : { marker: markerOf(ref), text }), record });
    if (!sticky) return (await createFirst(github, place, body, find)) ?? write();
    // Of the older of two results only the attempt is written, into the record of the newer.
    if (isOlder && record === sticky.record) return { kind: 'superseded', url: sticky.url };
    await github.rest.issues.updateComment({ owner, repo, comment_id: sticky.id, body });
    return { kind: isOlder ? 'superseded' : 'written', url: sticky.url };
  };
  try {
    // A failed POST may have taken effect; looking again finds what it made, so that there is never a second one.
    return await write().catch((error: unknown) => (isServerError(error) ? write() : reject(error)));
  } catch (error) {
    return refused(error, 'pull-requests: write');
  }
}

/** What a pull request remembers. */
export interface InComment {
  /** The sealed history in our comment, as it stands there. */
  readonly record?: string;
  /** There is none of ours, and others have left no room for one. */
  readonly isFull: boolean;
}

export async function recordInComment(
  github: GitHub,
  ref: SubmissionRef,
  login: () => Promise<string>,
): Promise<InComment> {
  if (!ref.pullRequest) return { isFull: false };
  const { sticky, others } = await search(github, placeOf(ref, ref.pullRequest.number), await login());
  if (!sticky) return { isFull: others >= MAX_COMMENTS_BEFORE_OURS };
  return { isFull: false, ...(sticky.record !== undefined && { record: sticky.record }) };
}

function placeOf({ base }: SubmissionRef, issue_number: number): Place {
  return { owner: base.repository.owner, repo: base.repository.name, issue_number };
}

function bodyOf({ record, ...marked }: Omit<Marked, 'record'> & { record: string | undefined }): string {
  return clip(writeMarked({ ...marked, ...(record !== undefined && { record }) }), MAX_COMMENT_BYTES);
}

/** The record to write where another, or none, stands. */
function recordAfter(standing: string | undefined, memory: Memory | undefined): string | undefined {
  if (!memory) return standing;
  const known = standing === undefined ? undefined : memory.ledger.open(standing);
  return memory.ledger.seal(known ? merge(memory.history, known) : memory.history);
}

/** Is the comment that stands there about a newer commit than ours? */
function isNewer({ head, at }: Marker, ref: SubmissionRef, current: string): boolean {
  return head === current || (head !== ref.head.sha && Date.parse(at) > Date.parse(ref.submittedAt));
}

/** The oldest of our own comments, over all pages, and how many others stand before it. */
async function search(
  github: GitHub,
  place: Place,
  login: string,
): Promise<{ readonly sticky?: Sticky; readonly others: number }> {
  let others = 0;
  const pages = github.paginate.iterator(github.rest.issues.listComments, { ...place, per_page: 100 });
  for await (const { data } of pages) {
    for (const { id, html_url: url, user, body } of data) {
      const marked = user?.login === login ? readMarked(body) : undefined;
      if (marked) return { sticky: { id, url, ...marked }, others };
      others += 1;
    }
  }
  return { others };
}

/**
 * Make the comment. Another run may have found none either and made one just now: the older of the two stays, ours goes,
 * and there is nothing to return.
 */
async function createFirst(
  github: GitHub,
  { owner, repo, issue_number }: Place,
  body: string,
  find: () => Promise<Sticky | undefined>,
): Promise<Written | undefined> {
  const { data } = await github.rest.issues.createComment({ owner, repo, issue_number, body });
  const first = await find();
  if (!first || first.id === data.id) return { kind: 'written', url: data.html_url };
  await github.rest.issues.deleteComment({ owner, repo, comment_id: data.id });
  return undefined;
}

function isServerError(error: unknown): boolean {
  return error instanceof RequestError && error.status >= 500;
}

function reject(error: unknown): never {
  throw error;
}
