import { cp, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { DataFile, PackedTask } from '../dataset/index.ts';
import { FivefoldError } from '../domain/errors.ts';
import { MAX_FILE_BYTES } from '../domain/limits.ts';
import { writeNpz } from '../formats/npz.ts';
import { writeOutput } from './files.ts';
import type { PackOptions } from './pack-options.ts';

/**
 * What an earlier `pack` left must go: a row that was for training then may be hidden now.
 *
 * @throws {FivefoldError} `dataset/exists` unless it may be replaced
 */
export async function assertFresh(source: string, root: string, { task, force }: PackOptions): Promise<void> {
  const data = resolve(root, 'tasks', task, 'data');
  // With --force, the source would be gone before it is copied.
  if (!relative(data, resolve(source)).startsWith('..')) throw insideItself(source);
  const found = await readdir(data).catch(() => []);
  if (found.length === 0 || force) return;
  throw new FivefoldError({
    code: 'dataset/exists',
    message: `${data} holds training files already.`,
    hint: 'Say --force to replace the folder: what was for training may be hidden now.',
  });
}

function insideItself(source: string): FivefoldError {
  return new FivefoldError({
    code: 'dataset/exists',
    message: `${source} lies where pack writes the training files.`,
    hint: 'Move the data out of the folder of the exam.',
  });
}

/**
 * Write what candidates get, and the encrypted set.
 *
 * @returns paths of files that git may hold, but GitHub refuses
 */
export async function writePackage(
  root: string,
  task: string,
  { parts, files }: PackedTask,
  encrypted: Uint8Array,
): Promise<readonly string[]> {
  const folder = join(root, 'tasks', task);
  await rm(join(folder, 'data'), { recursive: true, force: true });
  for (const file of files) await writeFileOf(folder, file);
  const archives = (['train', 'sample'] as const).map((part): [string, Uint8Array] => {
    const { inputs, labels } = parts[part];
    return [join(folder, `${part}.npz`), writeNpz({ inputs, labels })];
  });
  const arrays = [...archives, [join(root, 'hidden-tests', `${task}.npz.age`), encrypted] as const];
  for (const [path, bytes] of arrays) await write(path, bytes);
  return arrays.filter(([, { length }]) => length > MAX_FILE_BYTES).map(([path]) => path);
}

async function writeFileOf(folder: string, file: DataFile): Promise<void> {
  const path = join(folder, ...file.path.split('/'));
  if (file.onlyNew && (await stat(path).catch(() => undefined))) return;
  if ('content' in file) return write(path, file.content);
  await mkdir(dirname(path), { recursive: true });
  await cp(file.copyOf, path);
}

async function write(path: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeOutput(path, content);
}
