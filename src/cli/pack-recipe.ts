import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  assertLocal,
  type Download,
  openDownload,
  RECIPES,
  type Recipe,
  type SourceOptions,
  sourceNote,
} from '../dataset/index.ts';
import { FivefoldError, toProblem } from '../domain/errors.ts';
import { MAX_SOURCE_FILE_BYTES } from '../domain/limits.ts';
import { type DownloadOptions, download } from '../hidden/download.ts';
import type { PackOptions } from './pack-options.ts';
import { packSource } from './pack-source.ts';
import { startSpinner } from './spinner.ts';

/** Make a task of a public data set: of files on this machine, or of a download that is gone afterwards. */
export async function packRecipe(
  options: PackOptions & Required<Pick<PackOptions, 'recipe'>>,
): Promise<void> {
  const recipe: Recipe = RECIPES[options.recipe];
  const merged = { title: recipe.title, ...packOptionsOf(recipe.options), ...options };
  const files = [{ path: 'SOURCE.md', content: sourceNote(recipe) }];
  const { name } = recipe.download;
  if (options.from !== undefined) {
    await assertLocal(recipe.download, options.from);
    await packSource(join(options.from, name), merged, files);
  } else {
    const folder = await mkdtemp(join(tmpdir(), 'fivefold-recipe-'));
    try {
      await fetchInto(folder, recipe.download);
      await packSource(join(folder, name), merged, files);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  console.log(
    'The data set is public: whoever has it can tell the hidden rows from those you publish. Good for practice.',
  );
}

function packOptionsOf({ targets, kind, text, drop, window, horizon, shape }: Partial<SourceOptions>) {
  const sides = shape?.filter((side) => side !== null);
  const known = { target: targets, kind, text, drop, window, horizon, shape: sides };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

/**
 * Download what a recipe names and write it, once it is what it should be.
 *
 * @throws {FivefoldError} `dataset/download-failed`, `dataset/hash-mismatch`
 */
export async function fetchInto(
  folder: string,
  wanted: Download,
  options: DownloadOptions = {},
): Promise<void> {
  const spinner = startSpinner(`downloading ${wanted.url}`);
  const limits = { maxBytes: MAX_SOURCE_FILE_BYTES, ...options };
  const bytes = await download(wanted.url, limits)
    .catch(failed)
    .finally(() => spinner.stop());
  for (const [path, content] of openDownload(wanted, bytes)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

function failed(cause: unknown): never {
  const { message, where = '' } = toProblem(cause);
  throw new FivefoldError(
    {
      code: 'dataset/download-failed',
      message: `${where} could not be downloaded: ${message}`,
      hint: 'Try again, or download it yourself and name its folder with --from.',
    },
    { cause },
  );
}
