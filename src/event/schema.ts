import { z } from 'zod';

/** Only what is read; payloads have hundreds of fields more. Names and ids are GitHub's, still checked for form. */
export const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'not a commit id');
const login = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})(?:\[bot\])?$/, 'not a GitHub login');

/** ISO 8601 in UTC and whole seconds, as GitHub writes it: one instant has one spelling, wherever it was read. */
const time = z.iso.datetime({ offset: true }).transform((text) => utc(Date.parse(text)));

/** In push payloads, and only there, a time is a number: seconds since 1970. */
const seconds = z
  .int()
  .positive()
  .transform((value) => utc(value * 1_000));

function utc(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

const repository = z.object({
  name: z.string().regex(/^(?!\.{1,2}$)[\w.-]{1,100}$/, 'not a repository name'),
  owner: z.object({ login }),
});

export const pullRequest = z.object({
  id: z.int().positive(),
  number: z.int().positive(),
  state: z.enum(['open', 'closed']),
  created_at: time,
  updated_at: time,
  user: z.object({ login }).nullable(),
  /** `ref` is a branch of the candidate's choice, and only ever compared. */
  base: z.object({ sha, ref: z.string(), repo: repository.extend({ default_branch: z.string() }) }),
  /** `repo` is null once the fork has been deleted. */
  head: z.object({ sha, repo: repository.nullable() }),
});

export const pullRequestEvent = z.object({
  action: z.string(),
  pull_request: pullRequest,
  /** The head until now, when commits are pushed. */
  before: sha.optional(),
});

export const commentEvent = z.object({
  action: z.string(),
  comment: z.object({ body: z.string(), created_at: time, user: z.object({ login }).nullable() }),
  issue: z.object({
    number: z.int().positive(),
    state: z.enum(['open', 'closed']),
    user: z.object({ login }).nullable(),
    /** Only pull requests have it; other issues may be commented on, too. */
    pull_request: z.object({}).optional(),
  }),
  repository,
});

export const pushEvent = z.object({
  ref: z.string(),
  after: sha,
  deleted: z.boolean().default(false),
  repository: repository.extend({ pushed_at: z.union([seconds, time]) }),
  sender: z.object({ login }),
});

export const dispatchEvent = z.object({
  inputs: z.record(z.string(), z.unknown()).nullish(),
  repository: repository.extend({ updated_at: time }),
  sender: z.object({ login }),
});

/** What a person types into the form of `workflow_dispatch`: `7` or `#7`. */
export const pullRequestNumber = z
  .string()
  .trim()
  .regex(/^#?[1-9]\d{0,8}$/)
  .transform((text) => Number(text.replace('#', '')));
