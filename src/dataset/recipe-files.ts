import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_EXAMPLES } from '../domain/limits.ts';
import { unzip } from '../formats/zip.ts';
import { byCodePoint, listFiles } from './folder.ts';
import { datasetError, reading } from './problem.ts';
import type { Download } from './recipes.ts';

/** By path from the folder in which the recipe's file or folder will lie. */
export type Fetched = ReadonlyMap<string, Uint8Array>;

/**
 * The files of a download, which are the ones the recipe means: nothing is written before that is known.
 *
 * @throws {FivefoldError} `dataset/hash-mismatch`, `dataset/unreadable` no archive
 */
export function openDownload(download: Download, bytes: Uint8Array): Fetched {
  const files = download.kind === 'file' ? new Map([[download.name, bytes]]) : folderOf(download, bytes);
  assertFiles(download, files);
  return files;
}

/**
 * Hold files that are on this machine already against the recipe.
 *
 * @param folder that holds the recipe's file or folder
 * @throws {FivefoldError} `dataset/hash-mismatch`, `dataset/unreadable`
 */
export async function assertLocal(download: Download, folder: string): Promise<void> {
  const names = download.kind === 'file' ? [''] : await listFiles(join(folder, download.name));
  const files = new Map<string, Uint8Array>();
  for (const name of names) {
    const path = join(download.name, name);
    const bytes = await readFile(join(folder, path)).catch((cause: unknown) => {
      throw datasetError('dataset/unreadable', `${folder} has no ${path}.`, { cause });
    });
    files.set([download.name, name].filter(Boolean).join('/'), new Uint8Array(bytes));
  }
  assertFiles(download, files);
}

/** GitHub puts everything into one folder that is named after the commit. */
function folderOf({ url, name }: Download, bytes: Uint8Array): Fetched {
  const members = reading(url, () => unzip(bytes, MAX_EXAMPLES));
  const inside = [...members].map(([path, content]): [string, Uint8Array] => [
    path.split('/').slice(1).join('/'),
    content,
  ]);
  return new Map(inside.filter(([path]) => path.startsWith(`${name}/`) && !path.endsWith('/')));
}

function assertFiles(download: Download, files: Fetched): void {
  const found =
    download.kind === 'file' ? sha256(files.get(download.name) ?? '') : listingHash(download, files);
  if (found === download.sha256) return;
  const message = `${download.name} has the SHA-256 ${found}; the recipe was written for ${download.sha256}.`;
  throw datasetError('dataset/hash-mismatch', message);
}

function listingHash({ name }: Download, files: Fetched): string {
  const paths = [...files.keys()].toSorted(byCodePoint);
  const lines = paths.map((path) => `${sha256(files.get(path) ?? '')}  ${path.slice(name.length + 1)}\n`);
  return sha256(lines.join(''));
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
