import { FivefoldError } from '../domain/errors.ts';
import { MAX_EXAM_BYTES } from '../domain/limits.ts';
import type { CommitRef } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { readBlob, readTree } from '../github/objects.ts';
import { type LoadedExam, parseExam } from './index.ts';

/**
 * Read the exam at one commit of its repository, never at a branch that may move.
 *
 * @throws {FivefoldError} `exam/unreadable` no such file; `exam/invalid`; `submission/unreachable`
 */
export async function fetchExam(github: GitHub, commit: CommitRef, path: string): Promise<LoadedExam> {
  const { entries } = await readTree(github, commit);
  const entry = entries.find((candidate) => candidate.path === path && candidate.type === 'blob');
  if (!entry) throw notFound(path, commit);
  return parseExam(await readBlob(github, commit.repository, entry, MAX_EXAM_BYTES));
}

function notFound(path: string, { repository, sha }: CommitRef): FivefoldError {
  return new FivefoldError({
    code: 'exam/unreadable',
    message: `${repository.owner}/${repository.name} has no ${path} at commit ${sha.slice(0, 7)}.`,
    hint: 'Commit the exam file to the default branch, or name another path in the input `exam`.',
    where: path,
  });
}
