import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The folder of a package among the inputs of a bundle: `node_modules/@scope/name` or `node_modules/name`. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

const manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  author: z.union([z.string(), z.object({ name: z.string() })]).optional(),
});

/** A package of which something is in the bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As the package states it: an SPDX expression, or where to read. */
  readonly license: string;
  readonly author: string;
  /** Where it is installed, absolute. */
  readonly folder: string;
}

/**
 * Everything in a bundle that is not ours, sorted by name and version.
 *
 * @param inputs paths of the bundled sources, relative to `root`
 * @throws {ZodError} a bundled package that states no licence
 */
export async function bundledPackages(
  root: string,
  inputs: readonly string[],
): Promise<readonly BundledPackage[]> {
  const folders = new Set(inputs.flatMap((input) => input.match(PACKAGE)?.[0] ?? []));
  const found = await Promise.all([...folders].map((folder) => readPackage(join(root, folder))));
  const byName = new Map(found.map((entry) => [`${entry.name} ${entry.version}`, entry]));
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

async function readPackage(folder: string): Promise<BundledPackage> {
  const { author = '', ...rest } = manifest.parse(
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
  );
  return { ...rest, author: typeof author === 'string' ? author : author.name, folder };
}
