import type { LoopbackGitHub, NewFiles } from '../../scripts/loopback/index.ts';
import { readSubmission, type Variant } from '../../scripts/rehearsal/candidate.ts';
import {
  drawPracticeExam,
  type PracticeExam,
  type PracticeOptions,
} from '../../scripts/rehearsal/practice-exam.ts';
import { type ActionResult, runAction } from '../../scripts/rehearsal/runner.ts';
import type { Scorecard } from '../../src/domain/scorecard.ts';
import { plantExam } from '../canary/exam.ts';
import { freshName } from '../github/world.ts';

const PERMISSIONS = { contents: 'read', pull_requests: 'write', checks: 'write' } as const;

let drawn: Promise<PracticeExam> | undefined;

/** The same exam for a whole test file: drawing one takes seconds. */
export function practiceExam(options: PracticeOptions = {}): Promise<PracticeExam> {
  drawn ??= drawPracticeExam({ secret: 'tests', ...options }).then(plantExam);
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

/** One small model, for tests of everything else. */
export async function oneModel(): Promise<NewFiles> {
  const path = 'models/tabular/model.keras';
  return { [path]: (await readSubmission('keras3'))[path] ?? '' };
}

export interface Circumstances {
  readonly event?: string;
  readonly identity?: string;
  readonly permissions?: Parameters<LoopbackGitHub['token']>[1];
  readonly inputs?: Readonly<Record<string, string>>;
  /** In place of what GitHub would send for a pull request that was just opened. */
  readonly payload?: unknown;
  /** `GITHUB_SHA`. */
  readonly sha?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cancel?: AbortSignal;
  /** What runs, when it is not the built action. */
  readonly entry?: string;
}

/** Run the built action on a pull request. */
export async function gradePullRequest(
  github: LoopbackGitHub,
  { repository, number }: PullRequest,
  circumstances: Circumstances = {},
): Promise<ActionResult> {
  const payload = circumstances.payload ?? (await github.pullRequestEvent(repository, number));
  return runIn(github, repository, { event: 'pull_request_target', ...circumstances, payload });
}

/** Run the built action on any event of a repository. */
export async function runIn(
  github: LoopbackGitHub,
  repository: string,
  circumstances: Circumstances & { readonly event: string },
): Promise<ActionResult> {
  const {
    event,
    payload,
    identity,
    permissions = PERMISSIONS,
    inputs = {},
    sha,
    env,
    cancel,
    entry,
  } = circumstances;
  const token = github.token(repository, permissions);
  const key = identity ?? (await practiceExam()).identity;
  return runAction({
    apiUrl: github.url,
    repository,
    event,
    payload,
    inputs: { token, identity: key, ...inputs },
    ...(sha !== undefined && { sha }),
    ...(env && { env }),
    ...(cancel && { cancel }),
    ...(entry !== undefined && { entry }),
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
