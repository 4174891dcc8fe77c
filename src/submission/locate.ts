import { ancestorsOf, isSafePath, nameOf } from './path.ts';
import { notAFile, problem, unsafePath, visible } from './problem.ts';
import { SAVED_MODEL } from './saved-model.ts';
import type { Entry, Listing } from './source.ts';

/**
 * The file that is a task's model: the one its manifest names, or the only model file under `models/<task>/`.
 * `undefined` when the candidate submitted nothing for this task.
 *
 * @throws {FivefoldError} `submission/*`, the candidate's fault
 */
export function locate(listing: Listing, taskId: string, named: string | undefined): Entry | undefined {
  const entry = named === undefined ? byConvention(listing, taskId) : byName(listing, named);
  if (entry && entry.kind !== 'file') throw notAFile(entry);
  return entry;
}

/** The file at a path that a person wrote down; a SavedModel may be named by its folder. */
export function byName(listing: Listing, path: string): Entry {
  if (!isSafePath(path)) throw unsafePath(path);
  refuseDetours(listing, path);
  const entry = listing.entries.get(`${path}/${SAVED_MODEL}`) ?? listing.entries.get(path);
  if (!entry) throw absent(path);
  if (entry.kind !== 'file') throw notAFile(entry);
  if (!isModelName(entry.path) && !/\.json$/i.test(path)) throw unknownName(path);
  return entry;
}

function byConvention(listing: Listing, taskId: string): Entry | undefined {
  const folder = `models/${taskId}/`;
  refuseDetours(listing, folder);
  const inside = [...listing.entries.values()].filter((entry) => entry.path.startsWith(folder));
  const models = inside.filter((entry) => entry.kind !== 'folder' && isModelName(entry.path));
  const [model, ...more] = models;
  if (more.length > 0) throw several(folder, models);
  if (!model) {
    refuseStrangers(inside);
    return undefined;
  }
  if (!isSafePath(model.path)) throw unsafePath(model.path);
  return model;
}

/** A folder on the way that is a symlink or a submodule: what it leads to is not in the listing. */
function refuseDetours({ entries }: Listing, path: string): void {
  for (const ancestor of ancestorsOf(path)) {
    const entry = entries.get(ancestor);
    if (entry?.kind === 'symlink' || entry?.kind === 'submodule') throw notAFile(entry);
  }
}

/** Names that Keras and its converters give to whole models. `*.weights.h5` holds no model. */
export function isModelName(path: string): boolean {
  const name = nameOf(path).toLowerCase();
  return (
    nameOf(path) === SAVED_MODEL ||
    name === 'model.json' ||
    (/\.(?:keras|h5|hdf5)$/.test(name) && !/\.weights\.(?:h5|hdf5)$/.test(name))
  );
}

/** Files that people commit where a Keras model should be, and what to do instead. */
const STRANGERS: readonly (readonly [RegExp, string, string])[] = [
  [/\.weights\.h5$/i, 'weights without their model', 'Save both with `model.save("model.keras")`.'],
  [/\.(?:pt|pth|ckpt|safetensors)$/i, 'a PyTorch file or a checkpoint', 'Submit a Keras model.'],
  [/\.onnx$/i, 'an ONNX model', 'Submit a Keras model.'],
  [/\.tflite$/i, 'a TensorFlow Lite model', 'Submit the Keras model it was converted from.'],
  [/\.(?:pkl|pickle|joblib)$/i, 'a Python pickle', 'Save the model with `model.save("model.keras")`.'],
  [
    /\.(?:zip|tar|tgz|gz|7z|rar)$/i,
    'a packed archive',
    'Unpack it and commit the `.keras` or `.h5` file inside.',
  ],
];

function refuseStrangers(entries: readonly Entry[]): void {
  for (const { path } of entries) {
    const stranger = STRANGERS.find(([pattern]) => pattern.test(path));
    if (!stranger) continue;
    const [, what, hint] = stranger;
    throw problem('submission/wrong-content', `\`${visible(path)}\` is ${what}.`, hint, path);
  }
}

function absent(path: string) {
  return problem(
    'submission/file-missing',
    `submission.yml names \`${visible(path)}\`, which is not in the commit.`,
    'Correct the path (upper and lower case count), or commit the file: `git add -f FILE`.',
    path,
  );
}

function unknownName(path: string) {
  return problem(
    'submission/wrong-content',
    `\`${visible(path)}\` does not have the name of a model.`,
    'Submit a `.keras`, `.h5` or `.hdf5` file, a SavedModel folder, or the `model.json` of TensorFlow.js.',
    path,
  );
}

/** Names that a message lists. */
const MAX_LISTED = 5;

function several(folder: string, models: readonly Entry[]) {
  const names = models.slice(0, MAX_LISTED).map(({ path }) => `\`${visible(path)}\``);
  const rest = models.length > MAX_LISTED ? ' and more' : '';
  return problem(
    'submission/several-models',
    `\`${folder}\` holds ${models.length} models: ${names.join(', ')}${rest}.`,
    'Keep one, or name the right one in submission.yml.',
    folder,
  );
}
