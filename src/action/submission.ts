import { FivefoldError } from '../domain/errors.ts';
import type { CommitRef, SubmissionRef } from '../domain/submission.ts';
import { fromPullRequest, type GradingEvent } from '../event/index.ts';
import { findExam } from '../exam/fetch.ts';
import type { GitHub } from '../github/client.ts';
import { nameOf, toGitHubError } from '../github/failure.ts';

/** Whose commit is to be looked at. */
export async function submissionOf(
  event: Exclude<GradingEvent, { kind: 'ignored' }>,
  github: GitHub,
): Promise<SubmissionRef> {
  if (event.kind === 'submission') return event.ref;
  const { owner, name: repo } = event.repository;
  try {
    const { data } = await github.rest.pulls.get({ owner, repo, pull_number: event.number });
    // Submitted when it was last updated, and not when somebody commented: the head may be newer than the comment.
    return fromPullRequest(event.event, data, { baseSha: event.sha, startedAt: event.startedAt });
  } catch (error) {
    throw toGitHubError(error, `pull request ${event.number} in ${nameOf(event.repository)}`);
  }
}

/**
 * Whoever may write the workflow may read the key: in a repository of the candidate's own, and on `pull_request`, which
 * runs the workflow as the pull request has it.
 */
export function isPractice({ event, pullRequest }: SubmissionRef): boolean {
  return event === 'pull_request' || !pullRequest;
}

/** The commit whose exam counts: of the repository that is named, else the base of the submission. */
export async function examCommit(
  github: GitHub,
  ref: SubmissionRef,
  examRepository: string,
): Promise<CommitRef> {
  if (examRepository) return findExam(github, examRepository);
  if (ref.event === 'pull_request_target' && ref.thread?.intoOtherBranch) throw otherBase();
  return ref.base;
}

/** Whoever opens a pull request chooses the branch it goes into: an old one may hold an easier exam, or a draft. */
function otherBase(): FivefoldError {
  return new FivefoldError({
    code: 'event/other-base',
    message: 'This pull request does not go into the default branch, whose exam is the one that counts.',
    hint: 'Change its base to the default branch (Edit, beside its title); then push, or close and reopen it.',
  });
}
