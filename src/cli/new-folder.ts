import { mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { FivefoldError } from '../domain/errors.ts';
import { writeOutput } from './files.ts';

/** @throws {FivefoldError} `file/unwritable` something is there */
export async function assertEmpty(directory: string): Promise<void> {
  const found = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw unwritable(
      `${directory} is not a folder that can be read.`,
      'Name a new or an empty folder.',
      error,
    );
  });
  if (found.length === 0) return;
  throw unwritable(`${directory} is not empty.`, 'Name a new or an empty folder: nothing is overwritten.');
}

/**
 * A secret must not lie where it would be published, and must replace no other.
 *
 * @param option that names another place
 * @throws {FivefoldError} `file/unwritable`
 */
export async function assertOutside(
  file: string,
  directory: string,
  option: 'identity-file' | 'seed-file' | 'signing-key-file' | 'output',
): Promise<void> {
  if (await stat(file).catch(() => undefined)) {
    throw unwritable(`${file} exists already.`, `Give another --${option}: nothing is overwritten.`);
  }
  const [parent, root] = await Promise.all([real(dirname(resolve(file))), real(resolve(directory))]);
  const way = relative(root, parent);
  if (way.split(sep)[0] === '..' || isAbsolute(way)) return;
  const hint = `Give a place outside of it with --${option}: whoever publishes the folder would publish the secret.`;
  throw unwritable(`${file} lies inside ${directory}.`, hint);
}

/** The path without symbolic links, as far as it exists. */
async function real(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await real(parent), basename(path));
  }
}

/** @throws {FivefoldError} `file/unwritable` */
export async function writeAll(directory: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of files) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeOutput(file, bytes, { flag: 'wx' });
  }
}

function unwritable(message: string, hint: string, cause?: unknown): FivefoldError {
  return new FivefoldError({ code: 'file/unwritable', message, hint }, { cause });
}
