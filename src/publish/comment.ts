import { RequestError } from 'octokit';
import { MAX_COMMENT_BYTES } from '../domain/limits.ts';
import type { SubmissionRef } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { clip } from './clip.ts';
import { type Marker, markerOf, readMarker, writeMarker } from './marker.ts';
import { refused, type Written } from './outcome.ts';
import type { Report } from './report.ts';

/** A pull request, as parameters of a request. */
interface Place {
  readonly owner: string;
  readonly repo: string;
  readonly issue_number: number;
}

interface Sticky {
  readonly id: number;
  readonly url: string;
  readonly marker: Marker;
}

/**
 * Write the one comment of a pull request: change it if it is there, make it otherwise.
 *
 * @param login who we are: the marker of a comment by anybody else is a forgery and is ignored
 * @param current the head of the pull request now
 */
export async function writeComment(
  github: GitHub,
  ref: SubmissionRef,
  report: Report,
  { login, current }: { readonly login: () => Promise<string>; readonly current: string },
): Promise<Written> {
  if (!ref.pullRequest) return { kind: 'not-applicable' };
  const { owner, name: repo } = ref.base.repository;
  const place = { owner, repo, issue_number: ref.pullRequest.number };
  const outdated = current !== ref.head.sha;
  const text = report.comment(outdated ? { outdated: { newerSha: current } } : {});
  const body = clip(writeMarker(markerOf(ref)) + text, MAX_COMMENT_BYTES);
  const write = async (): Promise<Written> => {
    const find = async () => findComment(github, place, await login());
    const sticky = await find();
    if (!sticky) return (await createFirst(github, place, body, find)) ?? write();
    if (outdated && isNewer(sticky.marker, ref, current)) return { kind: 'superseded', url: sticky.url };
    const { data } = await github.rest.issues.updateComment({ owner, repo, comment_id: sticky.id, body });
    return { kind: 'written', url: data.html_url };
  };
  try {
    // A failed POST may have taken effect; looking again finds what it made, so that there is never a second one.
    return await write().catch((error: unknown) => (isServerError(error) ? write() : reject(error)));
  } catch (error) {
    return refused(error, 'pull-requests: write');
  }
}

/** Is the comment that stands there about a newer commit than ours? */
function isNewer({ head, at }: Marker, ref: SubmissionRef, current: string): boolean {
  return head === current || (head !== ref.head.sha && Date.parse(at) > Date.parse(ref.submittedAt));
}

/** The oldest of our own comments, over all pages. */
async function findComment(github: GitHub, place: Place, login: string): Promise<Sticky | undefined> {
  const pages = github.paginate.iterator(github.rest.issues.listComments, { ...place, per_page: 100 });
  for await (const { data } of pages) {
    for (const { id, html_url: url, user, body } of data) {
      const marker = user?.login === login ? readMarker(body) : undefined;
      if (marker) return { id, url, marker };
    }
  }
  return undefined;
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
