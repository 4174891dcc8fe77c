import { RequestError } from 'octokit';
import type { Problem } from '../domain/errors.ts';
import { isForbidden, isNotFound } from '../github/failure.ts';

/** How one write to GitHub ended. None of them is an exception: the scores are in the job summary, too. */
export type Written =
  | { readonly kind: 'written'; readonly url: string }
  /** A newer result stands there already, and stays. */
  | { readonly kind: 'superseded'; readonly url: string }
  /** Nothing to write there: a push has no pull request. */
  | { readonly kind: 'not-applicable' }
  | Refused;

export type Refused =
  /** `permission` as it is spelled under `permissions:` of a workflow. */
  | { readonly kind: 'forbidden'; readonly permission: WritePermission; readonly problem: Problem }
  | { readonly kind: 'failed'; readonly problem: Problem };

export type WritePermission = 'pull-requests: write' | 'checks: write';

export interface PublishOutcome {
  readonly comment: Written;
  readonly check: Written;
  /** The pull request has a newer head than the one that was graded. */
  readonly outdated: boolean;
}

/** Turn whatever a write threw into an outcome that names the permission it needs. */
export function refused(error: unknown, permission: WritePermission): Refused {
  if (isForbidden(error) || isNotFound(error)) {
    const message = `The token may not write here: it lacks \`${permission}\`.`;
    const hint = `Add \`${permission}\` to the \`permissions\` of the workflow; the result is in the job summary.`;
    return { kind: 'forbidden', permission, problem: { code: 'publish/forbidden', message, hint } };
  }
  const status = error instanceof RequestError ? ` (HTTP ${error.status})` : '';
  const message = `GitHub did not accept the result${status}.`;
  const hint = 'Run the grading again; the result is in the job summary.';
  return { kind: 'failed', problem: { code: 'publish/failed', message, hint } };
}

/** A conversation that somebody locked takes no comment, whatever the token may do. */
export function locked(): Refused {
  const message = 'The conversation of the pull request is locked, and takes no comment.';
  const hint = 'Unlock it and grade again; the scores are in the check run and in the job summary.';
  return { kind: 'failed', problem: { code: 'publish/locked', message, hint } };
}

/** What to tell the people who run the workflow, one problem for each write that did not happen. */
export function problemsOf({ comment, check }: PublishOutcome): readonly Problem[] {
  return [comment, check].flatMap((written) => ('problem' in written ? [written.problem] : []));
}
