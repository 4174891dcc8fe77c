import type { SubmissionRef } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { finishCheck, type StartedCheck, startCheck } from './check.ts';
import { writeComment } from './comment.ts';
import { loginOf } from './identity.ts';
import { type PublishOutcome, refused } from './outcome.ts';
import type { Report } from './report.ts';

export { CHECK_NAME, finishCheck, SELF_CHECK_NAME, type StartedCheck, startCheck } from './check.ts';
export { type PublishOutcome, problemsOf, type WritePermission, type Written } from './outcome.ts';
export type { Annotation, CheckReport, CommentNotes, Report } from './report.ts';
export { publishSummary } from './summary.ts';

export interface PublishOptions {
  /** The check run that {@link startCheck} began; begun now when absent. */
  readonly started?: StartedCheck;
  /** Slug of the App whose installation token this is, when it is another than GitHub Actions. */
  readonly appSlug?: string;
}

/**
 * Publish a result: one comment on the pull request, one check run on the graded commit. Never throws; what could not
 * be written, and which permission it needs, is in the outcome.
 */
export async function publish(
  github: GitHub,
  ref: SubmissionRef,
  report: Report,
  options: PublishOptions = {},
): Promise<PublishOutcome> {
  const started = options.started ?? (await startCheck(github, ref));
  const check = await finishCheck(github, ref, started, report.check);
  const appSlug = options.appSlug ?? (started.kind === 'started' ? started.appSlug : undefined);
  try {
    const current = await currentHead(github, ref);
    const login = () => loginOf(github, appSlug);
    const comment = await writeComment(github, ref, report, { login, current });
    return { comment, check, outdated: current !== ref.head.sha };
  } catch (error) {
    return { comment: refused(error, 'pull-requests: write'), check, outdated: false };
  }
}

/** Where the pull request points now: a push may have arrived while its predecessor was graded. */
async function currentHead(github: GitHub, { pullRequest, base, head }: SubmissionRef): Promise<string> {
  if (!pullRequest) return head.sha;
  const { owner, name: repo } = base.repository;
  const { data } = await github.rest.pulls.get({ owner, repo, pull_number: pullRequest.number });
  return data.head.sha;
}
