import { readFile, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import type { Task } from '../domain/exam.ts';
import { MAX_HIDDEN_BYTES } from '../domain/limits.ts';
import { hiddenError, tooLarge } from './problem.ts';

/**
 * Read a task's encrypted set from a folder: at the path that `exam.yml` names, under that file name, or as
 * `<task>.npz.age`.
 *
 * @throws {FivefoldError} `hidden/missing`, `hidden/too-large`
 */
export async function readHiddenFolder(directory: string, task: Task): Promise<Uint8Array> {
  const candidates = fileNames(task).filter((name) => isInside(directory, name));
  for (const name of candidates) {
    const path = join(directory, name);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) continue;
    if (found.size > MAX_HIDDEN_BYTES) throw tooLarge(MAX_HIDDEN_BYTES, path);
    return new Uint8Array(await readFile(path));
  }
  const message = `There is no hidden set for '${task.id}': none of ${candidates.join(', ')} is in the folder.`;
  throw hiddenError('hidden/missing', message, { where: directory });
}

function fileNames({ id, hidden }: Task): readonly string[] {
  const named = 'path' in hidden ? [hidden.path, basename(hidden.path)] : [];
  const asset = 'asset' in hidden ? [basename(hidden.asset.name)] : [];
  return [...new Set([...named, ...asset, `${id}.npz.age`])];
}

/** exam.yml may come from a stranger; what it names is never looked for outside the folder. */
function isInside(directory: string, name: string): boolean {
  const path = relative(resolve(directory), resolve(directory, name));
  return path !== '' && !path.startsWith('..') && resolve(directory, path) === resolve(directory, name);
}
