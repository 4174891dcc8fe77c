import { RequestError } from 'octokit';
import { FivefoldError } from '../domain/errors.ts';
import { MAX_EXAM_BYTES } from '../domain/limits.ts';
import type { CommitRef } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { isForbidden, isNotFound, toGitHubError } from '../github/failure.ts';
import { readBlob, readTree } from '../github/objects.ts';
import { type LoadedExam, parseExam, tooLarge } from './index.ts';

/**
 * Read the exam at one commit of its repository, never at a branch that may move.
 *
 * @throws {FivefoldError} `exam/unreadable` no such file, or no YAML; `exam/invalid`; `github/*` GitHub did not serve it
 */
export async function fetchExam(github: GitHub, commit: CommitRef, path: string): Promise<LoadedExam> {
  const { entries, truncated } = await readTree(github, commit);
  const entry = entries.find((candidate) => candidate.path === path && candidate.type === 'blob');
  if (!entry) throw truncated ? notListed(path, commit) : notFound(path, commit);
  const { size = 0 } = entry;
  if (size > MAX_EXAM_BYTES) throw tooLarge(size);
  return parseExam(await readBlob(github, commit.repository, entry, MAX_EXAM_BYTES));
}

/**
 * The commit that holds the exam, from the action's input `exam-repository`: `owner/name` or `owner/name@ref`.
 *
 * @throws {FivefoldError} `exam/unreadable` not of this form, or nothing there; `github/unreachable`
 */
export async function findExam(github: GitHub, text: string): Promise<CommitRef> {
  const [, owner, name, ref = 'HEAD'] = /^([\w.-]+)\/([\w.-]+)(?:@(.+))?$/.exec(text) ?? [];
  if (!owner || !name) throw misnamed(text);
  try {
    const { data } = await github.rest.repos.getCommit({ owner, repo: name, ref });
    return { repository: { owner, name }, sha: data.sha };
  } catch (cause) {
    throw isAbsent(cause) ? misnamed(text, cause) : toGitHubError(cause, `the exam repository ${text}`);
  }
}

/** No such repository, or a repository without such a commit, for which GitHub answers 409 (empty) or 422. */
function isAbsent(error: unknown): boolean {
  const status = error instanceof RequestError ? error.status : undefined;
  return isNotFound(error) || isForbidden(error) || status === 409 || status === 422;
}

function misnamed(text: string, cause?: unknown): FivefoldError {
  return new FivefoldError(
    {
      code: 'exam/unreadable',
      message: `There is no exam repository \`${text}\` that this token may read.`,
      hint: 'Write `exam-repository` as owner/name@ref, and give a token that can read a private one.',
    },
    { cause },
  );
}

function notFound(path: string, { repository, sha }: CommitRef): FivefoldError {
  return new FivefoldError({
    code: 'exam/unreadable',
    message: `${repository.owner}/${repository.name} has no ${path} at commit ${sha.slice(0, 7)}.`,
    hint: 'Commit the exam file to the default branch, or name another path in the input `exam`.',
    where: path,
  });
}

/** GitHub lists 100,000 entries or 7 MB of a repository, and says when that is not all. */
function notListed(path: string, { repository, sha }: CommitRef): FivefoldError {
  return new FivefoldError({
    code: 'exam/unreadable',
    message: `${repository.owner}/${repository.name} has so many files at commit ${sha.slice(0, 7)} that GitHub lists only a part of them, without ${path}.`,
    hint: 'Keep the exam in a repository of its own, or pack training data into archives: 100,000 files are listed.',
    where: path,
  });
}
