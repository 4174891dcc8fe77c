import type { LoopbackGitHub, NewFiles } from '../../scripts/loopback/index.ts';
import { readSubmission, type Variant } from '../../scripts/rehearsal/candidate.ts';
import {
  drawPracticeExam,
  type PracticeExam,
  type PracticeOptions,
} from '../../scripts/rehearsal/practice-exam.ts';
import { type ActionResult, runAction } from '../../scripts/rehearsal/runner.ts';
import type { Scorecard } from '../../src/domain/scorecard.ts';
import { freshName } from '../github/world.ts';

const PERMISSIONS = { contents: 'read', pull_requests: 'write', checks: 'write' } as const;

let drawn: Promise<PracticeExam> | undefined;

/** The same exam for a whole test file: drawing one takes seconds. */
export function practiceExam(options: PracticeOptions = {}): Promise<PracticeExam> {
  drawn ??= drawPracticeExam({ secret: 'tests', ...options });
  return drawn;
}

export interface PullRequest {
  readonly repository: string;
  readonly number: number;
  readonly head: string;
  readonly fork: string;
}

/** An exam repository, a fork with these files, and a pull request. */
export async function openSubmission(
  github: LoopbackGitHub,
  files: NewFiles,
  exam: NewFiles = {},
): Promise<PullRequest> {
  const repository = `academy/${freshName()}`;
  await github.createRepository(repository, { ...(await practiceExam()).files, ...exam });
  const fork = await github.fork(repository, 'ada');
  const head = await github.push(fork, 'submission', files);
  return { repository, fork, head, number: await github.openPullRequest(repository, fork, 'submission') };
}

export async function models(variant: Variant = 'keras3'): Promise<NewFiles> {
  return readSubmission(variant);
}

export interface Circumstances {
  readonly event?: string;
  readonly identity?: string;
  readonly permissions?: Parameters<LoopbackGitHub['token']>[1];
  readonly inputs?: Readonly<Record<string, string>>;
}

/** Run the built action on a pull request. */
export async function gradePullRequest(
  github: LoopbackGitHub,
  { repository, number }: PullRequest,
  { event = 'pull_request_target', identity, permissions = PERMISSIONS, inputs = {} }: Circumstances = {},
): Promise<ActionResult> {
  const token = github.token(repository, permissions);
  const key = identity ?? (await practiceExam()).identity;
  const payload = await github.pullRequestEvent(repository, number);
  return runAction({
    apiUrl: github.url,
    repository,
    event,
    payload,
    inputs: { token, identity: key, ...inputs },
  });
}

export function scorecardOf({ outputs, log }: ActionResult): Scorecard {
  if (!outputs.scorecard) throw new Error(`no scorecard:\n${log}`);
  return JSON.parse(outputs.scorecard) as Scorecard;
}

/** `{ tabular: 5, … }` */
export function scoresOf(card: Scorecard): Readonly<Record<string, number | null>> {
  return Object.fromEntries(card.tasks.map(({ task, score }) => [task, score]));
}
