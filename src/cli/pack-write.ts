import { cp, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DataFile, PackedTask } from '../dataset/index.ts';
import { FivefoldError } from '../domain/errors.ts';
import { writeNpz } from '../formats/npz.ts';
import { writeOutput } from './files.ts';
import type { PackOptions } from './pack-options.ts';

/**
 * What an earlier `pack` left must go: a row that was for training then may be hidden now.
 *
 * @throws {FivefoldError} `dataset/exists` unless it may be replaced
 */
export async function assertFresh(root: string, { task, force }: PackOptions): Promise<void> {
  const data = join(root, 'tasks', task, 'data');
  const found = await readdir(data).catch(() => []);
  if (found.length === 0 || force) return;
  throw new FivefoldError({
    code: 'dataset/exists',
    message: `${data} holds training files already.`,
    hint: 'Say --force to replace the folder: what was for training may be hidden now.',
    where: data,
  });
}

/** Write what candidates get, and the encrypted set. */
export async function writePackage(
  root: string,
  task: string,
  { parts, files }: PackedTask,
  encrypted: Uint8Array,
): Promise<void> {
  const folder = join(root, 'tasks', task);
  await rm(join(folder, 'data'), { recursive: true, force: true });
  for (const file of files) await writeFileOf(folder, file);
  for (const part of ['train', 'sample'] as const) {
    const { inputs, labels } = parts[part];
    await write(join(folder, `${part}.npz`), writeNpz({ inputs, labels }));
  }
  await write(join(root, 'hidden-tests', `${task}.npz.age`), encrypted);
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
