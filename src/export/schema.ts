import { z } from 'zod';
import type { ErrorCode } from '../domain/errors.ts';
import { METRICS, type MetricName } from '../domain/metric.ts';
import { MAX_SCORE, type Scorecard } from '../domain/scorecard.ts';

const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ id: 'sha256', description: 'A SHA-256, in lower-case hex.' });
const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/)
  .meta({ id: 'time', description: "ISO 8601, by GitHub's clock." });
const score = z.literal([1, 2, 3, 4, 5]).meta({ id: 'score' });
const band = z.enum(['low', 'middle', 'high', 'top']).meta({
  id: 'band',
  description: 'Where the value stands between the threshold it has passed and the next one.',
});
const verdict = z
  .enum(['passed', 'not-passed', 'undecided'])
  .describe('undecided: something of ours failed, so nobody can say.');

/** Codes come and go with versions of the grader; a scorecard is readable all the same. */
const code = z
  .string()
  .regex(/^[a-z-]+(?:\/[a-z-]+)?$/)
  .describe('Explained in docs/errors.md.') as unknown as z.ZodType<ErrorCode>;

const problem = z
  .object({
    code,
    message: z.string().describe('What is wrong. May quote what a candidate wrote: escape it.'),
    hint: z.string().describe('What to do.'),
    where: z.string().exactOptional().describe('A file, a layer or a field. Escape it, too.'),
  })
  .meta({ id: 'problem', description: 'Why there is no score.' });

const facts = z
  .object({
    format: z.string(),
    parameters: z.int().nonnegative(),
    layers: z.int().nonnegative(),
    read: z.enum(['texts', 'own-tokens', 'exam-tokens']).exactOptional(),
  })
  .meta({ id: 'facts', description: 'What the model is.' });

const gain = { task: z.string(), score, band: band.exactOptional(), value: z.number().exactOptional() };
const best = z
  .object({ ...gain, head: z.string(), at: time })
  .meta({ id: 'best', description: 'A score that counts, and the commit that has it.' });

const row = {
  task: z.string().describe('Id of the task.'),
  title: z.string(),
  weight: z.number().positive(),
  metric: z.enum(Object.keys(METRICS) as [MetricName, ...MetricName[]]),
  thresholds: z
    .object({ 2: z.number(), 3: z.number(), 4: z.number(), 5: z.number() })
    .meta({ id: 'thresholds', description: 'The value of the metric at which each score begins.' }),
  hidden: z.object({ sha256 }).exactOptional().describe('The encrypted hidden set.'),
  best: best.exactOptional().describe('Where there is a history: the best of all submissions in time.'),
  bestLate: best.exactOptional().describe('The best of all, where a late one is better.'),
  predictionsHmac: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .exactOptional()
    .describe(
      'Of every bit that the model predicted; `fivefold verify --rerun` recomputes it with the identity.',
    ),
};

const task = z.discriminatedUnion('kind', [
  z.object({
    ...row,
    kind: z.literal('scored'),
    score,
    facts,
    band: band.exactOptional(),
    value: z.number().exactOptional().describe('The metric itself, where the exam reveals it.'),
    before: score.exactOptional().describe('The best score before, on which this one improves.'),
  }),
  z
    .object({ ...row, kind: z.literal('unimproved'), score: z.null(), facts })
    .describe('It ran, and is no better than the best so far; its score stays secret.'),
  z.object({ ...row, kind: z.literal('missing'), score: z.literal(0) }),
  z
    .object({ ...row, kind: z.literal('postponed'), score: z.null() })
    .describe('Not looked at: the attempts of the day were used up.'),
  z.object({ ...row, kind: z.literal('rejected'), score: z.literal(0), problem }),
  z.object({
    ...row,
    kind: z.literal('stopped'),
    score: z.literal(0),
    reason: z.enum(['timeout', 'memory', 'crash']),
    detail: z.string(),
  }),
  z
    .object({ ...row, kind: z.literal('failed'), score: z.null(), problem })
    .describe('Not the fault of the candidate; the score is open.'),
]);

const totals = { points: z.number().nonnegative(), percent: z.number().min(0).max(100), verdict };

const commit = z
  .object({
    repository: z.object({ owner: z.string(), name: z.string() }),
    sha: z.string().regex(/^[0-9a-f]{40,64}$/),
  })
  .meta({ id: 'commit' });

const submission = z.object({
  event: z.enum(['pull_request_target', 'pull_request', 'issue_comment', 'push', 'workflow_dispatch']),
  base: commit.describe('The exam.'),
  head: commit.describe("The candidate's commit."),
  pullRequest: z.object({ number: z.int().positive() }).exactOptional(),
  candidate: z.string().describe('GitHub login.'),
  submittedAt: time,
});

const standing = z.object({
  time: z
    .object({
      hours: z.number().positive(),
      start: z.enum(['opened', 'comment']),
      startedAt: time.exactOptional(),
      endsAt: time.exactOptional(),
    })
    .exactOptional(),
  late: z.boolean(),
  attemptsOfDay: z.object({ perDay: z.int(), used: z.int() }).exactOptional(),
  postponedUntil: time.exactOptional(),
  attempts: z.array(
    z.object({ head: z.string(), at: time, counts: z.boolean(), gains: z.array(z.object(gain)) }),
  ),
  withLate: z.object(totals).exactOptional(),
});

const isolation = z.object({
  network: z.enum(['bwrap', 'unshare', 'node', 'none']),
  files: z.enum(['bwrap', 'node', 'none']),
  memory: z.enum(['rlimit', 'watched', 'none']),
  cpu: z.enum(['rlimit', 'clock']),
});

/**
 * The one definition of a scorecard's JSON, from which `docs/scorecard.schema.json` is generated. Its version is the end of
 * `schema`. Within a version fields may be added, which readers ignore; whatever else changes makes another version.
 */
export const scorecardSchema = z.object({
  schema: z.literal('fivefold/scorecard/1').describe('What this is, and its version.'),
  grader: z.object({
    name: z.literal('fivefold'),
    version: z.string(),
    engine: z.literal('native').exactOptional(),
  }),
  isolation: isolation.exactOptional().describe('What kept the models in.'),
  exam: z.object({
    id: z.string(),
    title: z.string(),
    passPercent: z.number().min(0).max(100),
    feedback: z.enum(['score', 'band', 'full']),
    sha256,
  }),
  submission: submission.exactOptional().describe('Absent when a folder was graded from the command line.'),
  tasks: z.array(task).min(1),
  ...totals,
  points: totals.points.describe('The sum of the scores that count.'),
  maxPoints: z.int().positive().describe(`${MAX_SCORE} for each task.`),
  percent: totals.percent.describe('Weighted share of the points; the verdict follows from it.'),
  standing: standing.exactOptional().describe('Only on a pull request.'),
});

/** The schema must produce the domain's type; the compiler checks it here. */
export type ParsedScorecard = z.output<typeof scorecardSchema> extends Scorecard ? Scorecard : never;
