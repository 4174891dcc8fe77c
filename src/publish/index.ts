import type { SubmissionRef } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { finishCheck, type StartedCheck, startCheck } from './check.ts';
import { type Memory, writeComment } from './comment.ts';
import { loginOf } from './identity.ts';
import { locked, type PublishOutcome, refused, type Written } from './outcome.ts';
import type { Report } from './report.ts';

export { CHECK_NAME, finishCheck, SELF_CHECK_NAME, type StartedCheck, startCheck } from './check.ts';
export type { Memory } from './comment.ts';
export { type Ledgers, type Recalled, recallHistory } from './history.ts';
export { type Ledger, ledgerOf } from './ledger.ts';
export { type PublishOutcome, problemsOf, type WritePermission, type Written } from './outcome.ts';
export type { Annotation, CheckReport, CommentNotes, Report } from './report.ts';
export { publishSummary } from './summary.ts';

export interface PublishOptions {
  /** The check run that {@link startCheck} began; begun now when absent. */
  readonly started?: StartedCheck;
  /** Slug of the App whose installation token this is, when it is another than GitHub Actions. */
  readonly appSlug?: string;
  /** The history to keep in the comment and the check run. Without one, what stands there stays. */
  readonly memory?: Memory | undefined;
  /** The submission was not accepted: when it came is not to be remembered. */
  readonly isPostponed?: boolean;
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
  const { memory, isPostponed = false } = options;
  const record = memory?.ledger.seal(memory.history);
  const check = await finishCheck(github, ref, started, report.check, { record, isPostponed });
  const appSlug = options.appSlug ?? (started.kind === 'started' ? started.appSlug : undefined);
  try {
    const { current, isLocked } = await currentState(github, ref);
    const login = () => loginOf(github, appSlug);
    const written = await writeComment(github, ref, report, { login, current, memory });
    const comment = isLocked && written.kind === 'forbidden' ? locked() : written;
    return { comment, check, outdated: current !== ref.head.sha };
  } catch (error) {
    return { comment: refused(error, 'pull-requests: write'), check, outdated: false };
  }
}

/**
 * Write the comment once more, with what was found out since. The check run stays as it is, and so does the record. Never throws.
 */
export async function republish(
  github: GitHub,
  ref: SubmissionRef,
  report: Report,
  started: StartedCheck,
): Promise<Written> {
  try {
    const { current } = await currentState(github, ref);
    const login = () => loginOf(github, started.kind === 'started' ? started.appSlug : undefined);
    return await writeComment(github, ref, report, { login, current });
  } catch (error) {
    return refused(error, 'pull-requests: write');
  }
}

/** Where the pull request points now: a push may have arrived while its predecessor was graded. */
async function currentState(
  github: GitHub,
  { pullRequest, base, head }: SubmissionRef,
): Promise<{ readonly current: string; readonly isLocked: boolean }> {
  if (!pullRequest) return { current: head.sha, isLocked: false };
  const { owner, name: repo } = base.repository;
  const { data } = await github.rest.pulls.get({ owner, repo, pull_number: pullRequest.number });
  return { current: data.head.sha, isLocked: data.locked };
}
