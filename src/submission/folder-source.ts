import { constants, type Dirent } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FivefoldError } from '../domain/errors.ts';
import { MAX_FOLDER_ENTRIES } from '../domain/limits.ts';
import { tooLarge } from './budget.ts';
import { notAFile } from './problem.ts';
import type { Entry, Listing, Source } from './source.ts';

/**
 * A folder on this machine, by the rules of a commit: symbolic links are not followed, repositories inside it are
 * submodules, and what GitHub would truncate is truncated. `.git` is not part of it.
 *
 * @param options.deep also what is in its folders; true unless said otherwise
 */
export function folderSource(directory: string, options: { readonly deep?: boolean } = {}): Source {
  const { deep = true } = options;
  return {
    name: 'the folder',
    async list(): Promise<Listing> {
      const entries = new Map<string, Entry>();
      const complete = await walk(directory, '', entries, deep);
      return { entries, truncated: !complete };
    },
    read: (entry, maxBytes) => readFile(join(directory, ...entry.path.split('/')), entry, maxBytes),
  };
}

/** Breadth does not matter, depth is the file system's: answers false once there are too many entries. */
async function walk(
  directory: string,
  prefix: string,
  entries: Map<string, Entry>,
  deep: boolean,
): Promise<boolean> {
  for (const found of await list(directory)) {
    if (found.name === '.git') continue;
    if (entries.size >= MAX_FOLDER_ENTRIES) return false;
    const path = prefix + found.name;
    const entry = await describe(join(directory, found.name), path, found);
    entries.set(path, entry);
    if (!deep || entry.kind !== 'folder') continue;
    if (!(await walk(join(directory, found.name), `${path}/`, entries, deep))) return false;
  }
  return true;
}

async function list(directory: string): Promise<readonly Dirent[]> {
  try {
    const found = await readdir(directory, { withFileTypes: true });
    // The order of a directory is the file system's; that of git is by name.
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    throw unreadable(directory, cause);
  }
}

async function describe(location: string, path: string, found: Dirent): Promise<Entry> {
  if (found.isSymbolicLink()) return { path, kind: 'symlink' };
  if (found.isDirectory()) return { path, kind: (await isRepository(location)) ? 'submodule' : 'folder' };
  if (!found.isFile()) return { path, kind: 'special' };
  return { path, kind: 'file', size: (await lstat(location)).size };
}

async function isRepository(directory: string): Promise<boolean> {
  return lstat(join(directory, '.git')).then(
    () => true,
    () => false,
  );
}

/** Read through one handle that refuses links, so that what was checked is what is read. */
async function readFile(location: string, entry: Entry, maxBytes: number): Promise<Uint8Array> {
  const handle = await open(location, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: unknown) => {
    throw unreadable(entry.path, cause);
  });
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw notAFile({ path: entry.path, kind: 'special' });
    if (status.size > maxBytes) throw tooLarge(entry.path, `${status.size}`, maxBytes);
    return new Uint8Array(await handle.readFile());
  } finally {
    await handle.close();
  }
}

function unreadable(path: string, cause: unknown): FivefoldError {
  const reason = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
  return new FivefoldError(
    {
      code: 'file/unreadable',
      message: `\`${path}\` cannot be read${reason}.`,
      hint: 'Check that it exists and that you may read it.',
      where: path,
    },
    { cause },
  );
}
