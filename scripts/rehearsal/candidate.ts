import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';

/** How the sample submissions were saved; see the README beside them. */
export type Variant = 'keras3' | 'keras3-h5' | 'keras2-h5' | 'tfjs';

const SUBMISSIONS = resolve(import.meta.dirname, '../../tests/fixtures/submissions');

/** The folder of a sample submission. */
export function submissionFolder(variant: Variant): string {
  return join(SUBMISSIONS, variant);
}

/** The files of a sample submission: five models that real Keras trained, by path from the root of a repository. */
export async function readSubmission(variant: Variant): Promise<Readonly<Record<string, Uint8Array>>> {
  const root = submissionFolder(variant);
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = files
    .sort()
    .map(async (file) => [relative(root, file).replaceAll(sep, '/'), await readFile(file)] as const);
  return Object.fromEntries(await Promise.all(read));
}
