import type { FivefoldError } from '../domain/errors.ts';
import { MAX_LFS_POINTER_BYTES } from '../domain/limits.ts';
import type { ModelFormat } from '../domain/submission.ts';
import { folderOf, nameOf } from './path.ts';
import { problem, visible } from './problem.ts';
import { isGraphModel } from './shards.ts';
import { type Content, sniff } from './signature.ts';

/**
 * The format of a model file, from its name and its first bytes, which must agree.
 *
 * @throws {FivefoldError} `submission/file-empty`, `submission/lfs-pointer`, `submission/wrong-content`
 */
export function formatOf(path: string, file: Uint8Array): ModelFormat {
  refuseNonContent(path, file);
  const { content, name } = sniff(file);
  const claimed = EXPECTED.find(({ extension }) => extension.test(path));
  const format = claimed?.formats[content];
  if (!claimed || !format) throw wrongContent(path, name, content, claimed?.name ?? 'a model');
  return format === 'tfjs-layers' && isGraphModel(file) ? 'tfjs-graph' : format;
}

/**
 * An empty file or a Git LFS pointer is no part of any model: neither its main file nor a shard.
 *
 * @throws {FivefoldError} `submission/file-empty`, `submission/lfs-pointer`
 */
export function refuseNonContent(path: string, file: Uint8Array): void {
  if (file.length === 0) throw empty(path);
  if (file.length <= MAX_LFS_POINTER_BYTES && sniff(file).content === 'lfs-pointer') {
    throw lfsPointer(path, file);
  }
}

interface Expectation {
  readonly extension: RegExp;
  /** For people, with an article. */
  readonly name: string;
  readonly formats: Partial<Record<Content, ModelFormat>>;
}

/** What a name promises. Before Keras 2.12, `.keras` was HDF5 (`is_hdf5_filepath` in keras/saving/legacy). */
const EXPECTED: readonly Expectation[] = [
  { extension: /\.keras$/i, name: 'a Keras archive', formats: { zip: 'keras', hdf5: 'h5' } },
  { extension: /\.(?:h5|hdf5)$/i, name: 'an HDF5 file', formats: { hdf5: 'h5' } },
  { extension: /\.json$/i, name: 'a TensorFlow.js model', formats: { json: 'tfjs-layers' } },
  { extension: /\.pb$/i, name: 'a TensorFlow SavedModel', formats: { 'saved-model': 'saved-model' } },
];

function wrongContent(path: string, looksLike: string, content: Content, expected: string): FivefoldError {
  const hint =
    content === 'zip'
      ? 'If it is a Keras 3 model, rename it to end in `.keras`.'
      : content === 'hdf5'
        ? 'If it is a Keras model, rename it to end in `.h5`.'
        : content === 'saved-model'
          ? 'If it is a SavedModel, commit its whole folder, with the names that TensorFlow gave.'
          : 'Save the model again with `model.save("model.keras")` and commit that file.';
  return problem(
    'submission/wrong-content',
    `\`${visible(path)}\` should be ${expected} by its name, but looks like ${looksLike}.`,
    hint,
    path,
  );
}

function empty(path: string): FivefoldError {
  return problem(
    'submission/file-empty',
    `\`${visible(path)}\` is empty (0 bytes).`,
    'Save the model again, check its size, and commit it.',
    path,
  );
}

function lfsPointer(path: string, file: Uint8Array): FivefoldError {
  const size = /^size (\d{1,15})$/m.exec(new TextDecoder().decode(file))?.[1];
  const real = size === undefined ? '' : ` of ${Number(size).toLocaleString('en')} bytes`;
  // The pattern that .gitattributes tracks is usually the extension; a name with odd characters stays out of commands.
  const pattern = /\.[a-z0-9]{1,8}$/i.exec(nameOf(path))?.[0];
  const tracked = pattern ? `"*${pattern}"` : 'FILE';
  const target = /^[\w./-]+$/.test(path) ? folderOf(path) || '.' : 'models/';
  return problem(
    'submission/lfs-pointer',
    `\`${visible(path)}\` is a Git LFS pointer: the commit holds a note about the model${real}, not the model.`,
    `Take it out of LFS: \`git lfs pull && git lfs untrack ${tracked} && git add --renormalize ${target} .gitattributes && git commit -m "Models without LFS" && git push\`. Files up to 100 MiB need no LFS.`,
    path,
  );
}
