import { z } from 'zod';
import type { Feedback } from '../domain/exam.ts';
import type { MetricName } from '../domain/metric.ts';
import type { Band, Scorecard, TaskResult, Verdict } from '../domain/scorecard.ts';
import type { CommitRef, Repository, SubmissionRef } from '../domain/submission.ts';

/** `full`: the key that graded was out of the candidate's reach. `practice`: it was not, and the score proves nothing. */
export type Trust = 'full' | 'practice';

/** What only the shell knows about a grading. */
export interface Circumstances {
  /** `https://github.com`, or the address of a GitHub Enterprise Server. */
  readonly serverUrl: string;
  /** The commit that holds the exam. */
  readonly exam: CommitRef;
  /** The key is within the candidate's reach. */
  readonly practiceOnly: boolean;
}

/** One task of a proof: the score that counts, and which commit has it. */
export interface TaskClaim {
  readonly task: string;
  readonly weight: number;
  readonly metric: MetricName;
  /** SHA-256 of the encrypted hidden set, in hex. */
  readonly hidden?: string;
  /** 0 without a model that runs, `null` where something of ours failed. */
  readonly score: number | null;
  readonly band?: Band;
  readonly value?: number;
  readonly commit?: string;
  /** ISO 8601, by GitHub's clock. */
  readonly at?: string;
}

/** What a proof says, all of it. Without a clock of ours, so that the same grading gives the same bytes. */
export interface ScoreClaims {
  readonly proof: 'fivefold/proof/1';
  /** The repository whose workflow graded and signed, as an address. */
  readonly iss: string;
  /** The candidate's profile, as an address. */
  readonly sub: string;
  readonly trust: Trust;
  readonly grader: { readonly name: 'fivefold'; readonly version: string };
  readonly exam: {
    readonly id: string;
    readonly title: string;
    /** SHA-256 of `exam.yml`, in hex. */
    readonly sha256: string;
    readonly repository: string;
    readonly commit: string;
    readonly passPercent: number;
    readonly feedback: Feedback;
  };
  /** The submission after which this was signed. What counts may come from earlier ones. */
  readonly submission: {
    readonly candidate: string;
    readonly repository: string;
    readonly commit: string;
    readonly pullRequest?: number;
    readonly at: string;
  };
  readonly tasks: readonly TaskClaim[];
  readonly points: number;
  readonly maxPoints: number;
  readonly percent: number;
  readonly verdict: Verdict;
}

/** Only what the scorecard reveals is here, since that was reduced to the exam's feedback level before. */
export function claimsOf(card: Scorecard, submission: SubmissionRef, around: Circumstances): ScoreClaims {
  const { grader, exam, points, maxPoints, percent, verdict } = card;
  const { base, head, pullRequest, candidate, submittedAt } = submission;
  const { id, title, sha256, passPercent, feedback } = exam;
  const { repository, sha: commit } = around.exam;
  return {
    proof: 'fivefold/proof/1',
    iss: addressOf(around.serverUrl, base.repository),
    sub: `${around.serverUrl}/${encodeURIComponent(candidate)}`,
    trust: around.practiceOnly ? 'practice' : 'full',
    grader: { name: grader.name, version: grader.version },
    exam: { id, title, sha256, repository: nameOf(repository), commit, passPercent, feedback },
    submission: {
      candidate,
      repository: nameOf(head.repository),
      commit: head.sha,
      ...(pullRequest && { pullRequest: pullRequest.number }),
      at: submittedAt,
    },
    tasks: card.tasks.map(taskClaim),
    points,
    maxPoints,
    percent,
    verdict,
  };
}

function taskClaim(result: TaskResult): TaskClaim {
  const { task, weight, metric, hidden, best, bestLate } = result;
  const counted = best ?? (result.kind === 'scored' && !bestLate ? result : undefined);
  const { band, value } = counted ?? {};
  return {
    task,
    weight,
    metric,
    ...(hidden && { hidden: hidden.sha256 }),
    score: counted?.score ?? withoutScore(result),
    ...(band !== undefined && { band }),
    ...(value !== undefined && { value }),
    ...(best && { commit: best.head, at: best.at }),
  };
}

/** What came late, or was not looked at, counts as nothing; only a failure of ours leaves a score open. */
function withoutScore({ kind }: TaskResult): 0 | null {
  return kind === 'failed' ? null : 0;
}

export function addressOf(serverUrl: string, { owner, name }: Repository): string {
  return `${serverUrl}/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

function nameOf({ owner, name }: Repository): string {
  return `${owner}/${name}`;
}

const hex = z.string().regex(/^[0-9a-f]{40,64}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const repository = z.string().regex(/^[\w.-]+\/[\w.-]+$/);
const address = z.string().regex(/^https?:\/\/[\w.:[\]/%-]+$/);
const time = z.string().regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
/** As GitHub allows them, in ASCII: nobody else's name looks the same. */
const login = z.string().regex(/^[\w[\]-]{1,100}$/);
const score = z.int().min(0).max(5);

/** What a signed token must hold to count as a proof. Anything more, or anything else, is not one of this version. */
export const scoreClaims: z.ZodType<ScoreClaims> = z.strictObject({
  proof: z.literal('fivefold/proof/1'),
  iss: address,
  sub: address,
  trust: z.enum(['full', 'practice']),
  grader: z.strictObject({ name: z.literal('fivefold'), version: z.string().max(40) }),
  exam: z.strictObject({
    id: z.string().max(40),
    title: z.string().max(120),
    sha256,
    repository,
    commit: hex,
    passPercent: z.number(),
    feedback: z.enum(['score', 'band', 'full']),
  }),
  submission: z.strictObject({
    candidate: login,
    repository,
    commit: hex,
    pullRequest: z.int().positive().exactOptional(),
    at: time,
  }),
  tasks: z.array(
    z.strictObject({
      task: z.string().max(40),
      weight: z.number(),
      metric: z.custom<MetricName>((name) => typeof name === 'string' && /^[a-z0-9-]{1,40}$/.test(name)),
      hidden: sha256.exactOptional(),
      score: score.nullable(),
      band: z.enum(['low', 'middle', 'high', 'top']).exactOptional(),
      value: z.number().exactOptional(),
      commit: hex.exactOptional(),
      at: time.exactOptional(),
    }),
  ),
  points: z.number(),
  maxPoints: z.number(),
  percent: z.number(),
  verdict: z.enum(['passed', 'not-passed', 'undecided']),
});
