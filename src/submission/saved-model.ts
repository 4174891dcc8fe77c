import { folderOf } from './path.ts';
import { notAFile, problem, visible } from './problem.ts';
import type { Entry, Listing } from './source.ts';

/** The file that makes a folder a TensorFlow SavedModel. TensorFlow writes no other spelling. */
export const SAVED_MODEL = 'saved_model.pb';

/**
 * Where a SavedModel keeps its weights. The rest of the folder (`assets/`, `fingerprint.pb`, `keras_metadata.pb`) says
 * nothing about its predictions and is not read.
 */
const VARIABLES = /^variables\/variables\.(?:index|data-\d{5}-of-\d{5})$/;

/**
 * The files that hold the weights of a SavedModel.
 *
 * @throws {FivefoldError} `submission/*`
 */
export function variablesOf(listing: Listing, model: Entry): readonly Entry[] {
  const folder = folderOf(model.path);
  const detour = listing.entries.get(`${folder}variables`);
  if (detour && detour.kind !== 'folder') throw notAFile(detour);
  const found = [...listing.entries.values()].filter(
    ({ path }) => path.startsWith(folder) && VARIABLES.test(path.slice(folder.length)),
  );
  const strange = found.find(({ kind }) => kind !== 'file');
  if (strange) throw notAFile(strange);
  if (!found.some(({ path }) => path.endsWith('.index'))) throw withoutVariables(model.path, folder);
  return found;
}

function withoutVariables(path: string, folder: string) {
  return problem(
    'submission/file-missing',
    `\`${visible(path)}\` needs \`${visible(folder)}variables/variables.index\`, which is not a file of this commit.`,
    'Commit the whole folder, not only saved_model.pb: `git add -f FOLDER`.',
    path,
  );
}
