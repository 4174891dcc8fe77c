import { beforeEach } from 'vitest';
import type { LoopbackGitHub, Permissions } from '../../scripts/loopback/index.ts';
import type { SubmissionRef } from '../../src/domain/submission.ts';
import { readEvent } from '../../src/event/index.ts';
import type { Report } from '../../src/publish/index.ts';
import { client, freshName, useGitHub } from '../github/world.ts';

export const APP = 'fivefold-classroom';

/** The pull request of the test that runs: made anew before each. */
export let github: LoopbackGitHub;
export let base: string;
export let fork: string;
export let number: number;
export let ref: SubmissionRef;

export const WRITER: Permissions = { checks: 'write', pull_requests: 'write' };
export const api = (permissions = WRITER, app?: string) =>
  client(github, github.token(base, permissions, app));

export function usePullRequest(): void {
  const world = useGitHub({ apps: [APP] });
  beforeEach(async () => {
    github = world();
    github.faults.clear();
    base = `academy/${freshName()}`;
    await github.createRepository(base, { 'exam.yml': 'x' });
    fork = await github.fork(base, 'ada');
    await github.push(fork, 'mine', { 'models/a/model.h5': 'x' });
    number = await github.openPullRequest(base, fork, 'mine');
    ref = await submitted();
  });
}

/** The pull request as it stands now, as the event of a push at a given time. */
export async function submitted(at = '2026-11-01T00:00:00Z'): Promise<SubmissionRef> {
  const event = readEvent('pull_request_target', await github.pullRequestEvent(base, number));
  if (event.kind !== 'submission') throw new Error('nothing to grade');
  return { ...event.ref, submittedAt: at };
}

export function report(text: string, check: Partial<Report['check']> = {}): Report {
  return {
    comment: ({ outdated }) => (outdated ? `${text} (outdated by ${outdated.newerSha.slice(0, 7)})` : text),
    check: { title: text, summary: text, conclusion: 'success', ...check },
  };
}

export const comments = () => github.comments(base, number);
export const runs = (of = ref) => github.checkRuns(base, of.head.sha);
