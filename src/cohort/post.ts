/** What a student is shown, in their own repository: a check run on the commit, and one issue that is kept up to date. */
import { RequestError } from 'octokit';
import { FivefoldError, type Problem } from '../domain/errors.ts';
import { MAX_CHECK_TEXT_BYTES, MAX_COMMENT_BYTES } from '../domain/limits.ts';
import type { Scorecard } from '../domain/scorecard.ts';
import type { Repository } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { isForbidden, isNotFound, nameOf } from '../github/failure.ts';
import { CHECK_NAME } from '../publish/check.ts';
import { clip } from '../publish/clip.ts';
import { type CheckReport, reportOf } from '../report/index.ts';
import type { Posted, StudentRecord } from './record.ts';
import { keyOf } from './replay.ts';

export interface Posting {
  /** Writes to the students' repositories. */
  readonly github: GitHub;
  /** Under which we write: an issue by anybody else is not ours, whatever it says. */
  readonly login: string;
}

interface Place {
  readonly owner: string;
  readonly repo: string;
}

/**
 * Bring a student's repository up to date with the record. Whatever was written before is looked for and changed, never written
 * a second time, also where the sweep that wrote it was killed before it could say so.
 *
 * @param mayBeThere an earlier sweep may have posted it and not lived to say so: look before anything is made
 * @returns what stands there now
 * @throws {FivefoldError} `publish/failed` GitHub did not answer, and the next sweep is to try again
 */
export async function post(
  record: StudentRecord,
  { github, login }: Posting,
  mayBeThere: boolean,
): Promise<Posted> {
  const { card, place, posted } = record;
  const head = card?.submission?.head.sha;
  if (!card || !place || head === undefined) throw new RangeError('nothing was graded');
  const at = { owner: place.repository.owner, repo: place.repository.name };
  const report = reportOf(card);
  const refused: Problem[] = [];
  const attempt = async (what: string, write: () => Promise<number>): Promise<number | undefined> => {
    try {
      return await write();
    } catch (error) {
      if (!isForbidden(error) && !isNotFound(error) && !isGone(error)) throw error;
      refused.push(refusal(what, place.repository));
      return undefined;
    }
  };
  try {
    const before = posted?.head === head ? posted.check : undefined;
    const check = await attempt('checks: write', () =>
      writeCheck({ github, at, mayBeThere, known: before }, head, report.check),
    );
    const body = `${MARK}\n${report.comment()}`;
    const issue = await attempt('issues: write', () =>
      writeIssue(
        { github, at, mayBeThere, known: posted?.issue },
        titleOf(card),
        clip(body, MAX_COMMENT_BYTES),
        login,
      ),
    );
    return {
      key: keyOf(card),
      head,
      ...(check !== undefined && { check }),
      ...(issue !== undefined && { issue }),
      ...(refused.length > 0 && { refused }),
    };
  } catch (error) {
    throw notPosted(place.repository, error);
  }
}

/** At the head of our issue, where nobody sees it. */
const MARK = '<!-- fivefold cohort -->';

/** Recognises our check runs among those of the same App. */
const EXTERNAL_ID = 'fivefold cohort';

function titleOf({ exam }: Scorecard): string {
  return `Fivefold: ${exam.title}`.slice(0, 200);
}

/** Issues may be switched off in a repository. */
function isGone(error: unknown): boolean {
  return error instanceof RequestError && error.status === 410;
}

function refusal(permission: string, repository: Repository): Problem {
  return {
    code: 'publish/forbidden',
    message: `The token may not write to ${nameOf(repository)}: it lacks \`${permission}\`, or the repository takes none.`,
    hint: `Give the App \`${permission}\` in the students' repositories. The result is on the results branch in any case.`,
  };
}

function notPosted(repository: Repository, cause: unknown): FivefoldError {
  const status = cause instanceof RequestError ? ` (HTTP ${cause.status})` : '';
  const message = `GitHub did not take the result into ${nameOf(repository)}${status}.`;
  const hint = 'The next sweep tries again; the result is on the results branch.';
  return new FivefoldError({ code: 'publish/failed', message, hint }, { cause });
}

/** Where something is written, and the number that it has as far as we know. */
interface Target {
  readonly github: GitHub;
  readonly at: Place;
  readonly mayBeThere: boolean;
  readonly known: number | undefined;
}

async function writeCheck(target: Target, head_sha: string, report: CheckReport): Promise<number> {
  const { github, at } = target;
  const { title, conclusion } = report;
  const text = report.text === undefined ? {} : { text: clip(report.text, MAX_CHECK_TEXT_BYTES) };
  const output = { title, summary: clip(report.summary, MAX_CHECK_TEXT_BYTES), ...text };
  const done = { status: 'completed', conclusion, output, external_id: EXTERNAL_ID } as const;
  const find = async () => {
    const { data } = await github.rest.checks.listForRef({
      ...at,
      ref: head_sha,
      check_name: CHECK_NAME,
      filter: 'all',
      per_page: 100,
    });
    return data.check_runs.find(({ external_id }) => external_id === EXTERNAL_ID)?.id;
  };
  const make = async () =>
    (await github.rest.checks.create({ ...at, name: CHECK_NAME, head_sha, ...done })).data.id;
  const change = async (check_run_id: number) =>
    void (await github.rest.checks.update({ ...at, check_run_id, ...done }));
  return writeOnce({ ...target, find, make, change });
}

async function writeIssue(target: Target, title: string, body: string, creator: string): Promise<number> {
  const { github, at } = target;
  const find = async () => {
    const { data } = await github.rest.issues.listForRepo({
      ...at,
      creator,
      state: 'all',
      sort: 'created',
      direction: 'asc',
      per_page: 100,
    });
    return data.find(({ body, user }) => user?.login === creator && body?.startsWith(MARK))?.number;
  };
  const make = async () => (await github.rest.issues.create({ ...at, title, body })).data.number;
  const change = async (issue_number: number) =>
    void (await github.rest.issues.update({ ...at, issue_number, title, body }));
  return writeOnce({ ...target, find, make, change });
}

interface Writing extends Pick<Target, 'known' | 'mayBeThere'> {
  readonly find: () => Promise<number | undefined>;
  readonly make: () => Promise<number>;
  readonly change: (id: number) => Promise<void>;
}

const TRIES = 4;

/**
 * Change what is there, or make it. Making it is the one request that must not happen twice: when its answer was lost, it is
 * looked for before it is tried again.
 */
async function writeOnce(writing: Writing): Promise<number> {
  let { known, mayBeThere } = writing;
  for (let left = TRIES - 1; ; left--) {
    try {
      return await writeAt(known ?? (mayBeThere ? await writing.find() : undefined), writing);
    } catch (error) {
      if (known !== undefined && isMissing(error)) known = undefined;
      else if (left === 0 || !isPassing(error)) throw error;
      mayBeThere = true;
    }
  }
}

function isMissing(error: unknown): boolean {
  return isNotFound(error) || isGone(error);
}

async function writeAt(there: number | undefined, { make, change }: Writing): Promise<number> {
  if (there === undefined) return make();
  await change(there);
  return there;
}

/** The connection broke, or the server did. */
function isPassing(error: unknown): boolean {
  return error instanceof RequestError && error.status >= 500;
}
