import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FivefoldError, toProblem } from './domain/errors.ts';
import type { Task } from './domain/exam.ts';
import type { HiddenSet } from './domain/hidden.ts';
import { MAX_FILE_BYTES } from './domain/limits.ts';
import type { CommitRef } from './domain/submission.ts';
import type { GitHub } from './github/client.ts';
import { readBlob, readTree } from './github/objects.ts';
import { readSample } from './hidden/index.ts';

/** Reads a file of the exam by its path from the root; `undefined` where there is none. */
export type ReadPublic = (path: string) => Promise<Uint8Array | undefined>;

/** Public files of an exam in a folder on this machine. */
export function publicFolder(directory: string): ReadPublic {
  return async (path) => {
    const location = join(directory, ...path.split('/'));
    const found = await stat(location).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    if (found.size > MAX_FILE_BYTES) throw unusable(path, `it has more than ${MAX_FILE_BYTES} bytes`);
    return new Uint8Array(await readFile(location));
  };
}

/** Public files of an exam at one commit. */
export function publicCommit(github: GitHub, commit: CommitRef): ReadPublic {
  return async (path) => {
    const { entries } = await readTree(github, commit);
    const entry = entries.find((candidate) => candidate.path === path && candidate.type === 'blob');
    return entry && readBlob(github, commit.repository, entry, MAX_FILE_BYTES);
  };
}

/**
 * Labelled rows of a task that are no secret: `tasks/<task>/<name>`, an `.npz` of `inputs` and `labels` in the model
 * contract. `undefined` where the exam publishes none.
 *
 * @param name `sample.npz` is the instructor's; `train.npz` may hold rows that the candidate trained on
 * @throws {FivefoldError} `sample/unusable`; `github/*`
 */
export async function openSample(
  read: ReadPublic,
  task: Task,
  name: 'sample.npz' | 'train.npz' = 'sample.npz',
): Promise<HiddenSet | undefined> {
  const path = `tasks/${task.id}/${name}`;
  const npz = await read(path);
  if (!npz) return undefined;
  try {
    return readSample(npz, task);
  } catch (cause) {
    throw unusable(path, toProblem(cause).message, cause);
  }
}

function unusable(path: string, reason: string, cause?: unknown): FivefoldError {
  return new FivefoldError(
    {
      code: 'sample/unusable',
      message: `${path} is not such as a hidden set of this task would be: ${reason}`,
      hint: 'Write it with np.savez(…, inputs=…, labels=…), in the shapes that exam.yml states, or remove it.',
      where: path,
    },
    { cause },
  );
}
