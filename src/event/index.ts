import type { z } from 'zod';
import { FivefoldError } from '../domain/errors.ts';
import type { Repository, SubmissionRef } from '../domain/submission.ts';
import {
  commentEvent,
  dispatchEvent,
  pullRequest,
  pullRequestEvent,
  pullRequestNumber,
  pushEvent,
  sha,
} from './schema.ts';

/** What an event asks for. */
export type GradingEvent =
  | { readonly kind: 'submission'; readonly ref: SubmissionRef }
  /** A pull request by number: read it from the API, then {@link fromPullRequest}. */
  | {
      readonly kind: 'pull-request';
      readonly event: 'workflow_dispatch' | 'issue_comment';
      readonly number: number;
      readonly repository: Repository;
      /** The commit on which the workflow was started, whose exam a person means who grades again. */
      readonly sha?: string;
      /** When its author commented `/start`. */
      readonly startedAt?: string;
    }
  /** Nothing to grade, and nothing wrong. */
  | { readonly kind: 'ignored'; readonly reason: string };

export interface EventOptions {
  /** The action's input `pull-request`, for `workflow_dispatch`; wins over an input of the same name in the payload. */
  readonly pullRequest?: string;
  /**
   * `GITHUB_SHA`: the commit on which a `workflow_dispatch` or an `issue_comment` runs. A dispatch without a pull
   * request grades it.
   */
  readonly sha?: string;
}

/**
 * What to grade, from a webhook payload. Pure: no clock, no network, no environment.
 *
 * The time of a submission is GitHub's, never a commit date, which the candidate chooses: the creation of a pull
 * request when it is opened, its last update when commits are pushed to it, the repository's `pushed_at` for a push.
 * Drafts are submissions like others: to open one is how an exam with a time limit begins.
 *
 * @throws {FivefoldError} `event/unsupported` an event we do not grade; `event/malformed` not such a payload
 */
export function readEvent(name: string, payload: unknown, options: EventOptions = {}): GradingEvent {
  switch (name) {
    case 'pull_request_target':
    case 'pull_request':
      return readPullRequestEvent(name, payload);
    case 'issue_comment':
      return readCommentEvent(payload, options);
    case 'push':
      return readPushEvent(payload);
    case 'workflow_dispatch':
      return readDispatchEvent(payload, options);
    default:
      throw unsupported(name);
  }
}

export interface PullRequestOptions {
  /** The time of submission when the caller knows it better; otherwise the last update. */
  readonly at?: string | undefined;
  /**
   * The commit of the exam when the caller knows it better. GitHub's own stands still until the candidate pushes, so
   * that a correction of the exam would never arrive.
   */
  readonly baseSha?: string | undefined;
  /** When the candidate commented `/start`. */
  readonly startedAt?: string | undefined;
  /** The head before this push. */
  readonly previousHead?: string | undefined;
}

/**
 * A pull request as it stands in a payload or as `GET /repos/{owner}/{repo}/pulls/{number}` answers it.
 *
 * @throws {FivefoldError} `event/malformed`
 */
export function fromPullRequest(
  event: SubmissionRef['event'],
  value: unknown,
  options: PullRequestOptions = {},
): SubmissionRef {
  const { number, id, base, head, user, ...times } = parse(pullRequest, value, 'pull request');
  const { startedAt, previousHead } = options;
  const baseRepository = toRepository(base.repo);
  return {
    event,
    base: { repository: baseRepository, sha: options.baseSha ?? base.sha },
    // The commits of a deleted fork stay reachable through the base repository.
    head: { repository: head.repo ? toRepository(head.repo) : baseRepository, sha: head.sha },
    pullRequest: { number },
    thread: {
      id,
      openedAt: times.created_at,
      ...(startedAt !== undefined && { startedAt }),
      ...(previousHead !== undefined && { previousHead }),
      ...(base.ref !== base.repo.default_branch && { intoOtherBranch: true }),
      ...(head.repo && isSame(toRepository(head.repo), baseRepository) && { fromSameRepository: true }),
    },
    candidate: user?.login ?? GHOST,
    submittedAt: options.at ?? times.updated_at,
  };
}

/** How GitHub shows the author of a deleted account. */
const GHOST = 'ghost';

function readPullRequestEvent(name: 'pull_request_target' | 'pull_request', payload: unknown): GradingEvent {
  const { action, pull_request: pull, before } = parse(pullRequestEvent, payload, `${name} event`);
  if (pull.state === 'closed') return ignored(`Pull request #${pull.number} is closed.`);
  const at = action === 'opened' ? pull.created_at : pull.updated_at;
  return { kind: 'submission', ref: fromPullRequest(name, pull, { at, previousHead: before }) };
}

/** The one comment that means something. Anything else that people write is between them. */
const START = /^\/start\s*$/;

/**
 * `/start`, by whoever opened the pull request: nobody starts the clock of somebody else. What a comment says is
 * compared with that one word and goes nowhere.
 */
function readCommentEvent(payload: unknown, { sha: commit }: EventOptions): GradingEvent {
  const { action, comment, issue, repository } = parse(commentEvent, payload, 'issue_comment event');
  const { number } = issue;
  // An edited comment has the time at which it said something else.
  if (action !== 'created') return ignored('The comment was edited or deleted.');
  if (!issue.pull_request) return ignored(`#${number} is not a pull request.`);
  if (!START.test(comment.body)) return ignored('The comment is not `/start`.');
  if (issue.state === 'closed') return ignored(`Pull request #${number} is closed.`);
  if (!comment.user || comment.user.login !== issue.user?.login)
    return ignored(`Only who opened pull request #${number} can start it.`);
  return {
    kind: 'pull-request',
    event: 'issue_comment',
    number,
    repository: toRepository(repository),
    startedAt: comment.created_at,
    ...(commit !== undefined && { sha: parse(sha, commit, 'commit id') }),
  };
}

function readPushEvent(payload: unknown): GradingEvent {
  const { ref, after, deleted, repository, sender } = parse(pushEvent, payload, 'push event');
  if (deleted || /^0+$/.test(after)) return ignored('The push deleted a branch.');
  if (!ref.startsWith('refs/heads/')) return ignored('The push was not to a branch.');
  const submittedAt = repository.pushed_at;
  return ownCommit('push', { repository, sha: after, candidate: sender.login, submittedAt });
}

function readDispatchEvent(payload: unknown, options: EventOptions): GradingEvent {
  const event = parse(dispatchEvent, payload, 'workflow_dispatch event');
  const commit = options.sha ? parse(sha, options.sha, 'commit id') : undefined;
  const wanted = options.pullRequest || event.inputs?.['pull-request'];
  if (wanted) {
    const number = parse(pullRequestNumber, wanted, 'pull request number', 'event/unsupported');
    const repository = toRepository(event.repository);
    const asked = { kind: 'pull-request', event: 'workflow_dispatch', number, repository } as const;
    return { ...asked, ...(commit !== undefined && { sha: commit }) };
  }
  if (commit === undefined) return ignored('Neither a pull request nor a commit was named.');
  const { repository, sender } = event;
  const submittedAt = repository.updated_at;
  return ownCommit('workflow_dispatch', { repository, sha: commit, candidate: sender.login, submittedAt });
}

interface OwnCommit {
  readonly repository:
    | z.output<typeof pushEvent>['repository']
    | z.output<typeof dispatchEvent>['repository'];
  readonly sha: string;
  readonly candidate: string;
  readonly submittedAt: string;
}

/** A commit graded in its own repository: exam and submission are one commit. Practice, by the trust table. */
function ownCommit(event: SubmissionRef['event'], { repository, sha, ...rest }: OwnCommit): GradingEvent {
  const commit = { repository: toRepository(repository), sha };
  return { kind: 'submission', ref: { event, base: commit, head: commit, ...rest } };
}

function toRepository({ owner, name }: { owner: { login: string }; name: string }): Repository {
  return { owner: owner.login, name };
}

function isSame(a: Repository, b: Repository): boolean {
  return a.owner === b.owner && a.name === b.name;
}

function ignored(reason: string): GradingEvent {
  return { kind: 'ignored', reason };
}

function parse<T>(
  schema: z.ZodType<T>,
  value: unknown,
  what: string,
  code: 'event/malformed' | 'event/unsupported' = 'event/malformed',
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') || what;
  throw new FivefoldError({
    code,
    message: `The ${what} cannot be read: ${issue?.message ?? 'unknown form'}.`,
    hint: code === 'event/malformed' ? 'Report this with the name of the event.' : 'Give a number, like `7`.',
    where,
  });
}

function unsupported(name: string): FivefoldError {
  return new FivefoldError({
    code: 'event/unsupported',
    message: `Fivefold does not grade on the event \`${/^\w+$/.test(name) ? name : 'unknown'}\`.`,
    hint: 'Run it on `pull_request_target`, `pull_request`, `issue_comment`, `push` or `workflow_dispatch`.',
  });
}
