import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { ModelFiles } from '../../../src/domain/submission.ts';
import type { InputTensor, Tensor } from '../../../src/domain/tensor.ts';
import { readNpy, toTensor } from '../../../src/formats/npy.ts';
import { memberOf } from './fixtures.ts';

/** A golden case as TensorFlow saved it. */
export interface SavedCase {
  readonly name: string;
  readonly model: ModelFiles;
  readonly input: InputTensor;
  readonly output: Tensor;
}

/** What tests/fixtures/layers/make_saved_models.py made in a folder; nothing when there is none. */
export function readSavedCases(folder: string, generation: 2 | 3): SavedCase[] {
  const parent = join(folder, `keras${generation}`);
  if (folder === '' || !existsSync(parent)) return [];
  return readdirSync(parent).flatMap((archive) => readFamily(readFileSync(join(parent, archive))));
}

function readFamily(archive: Uint8Array): SavedCase[] {
  const members = Object.entries(unzipSync(archive));
  const byCase = Map.groupBy(members, ([path]) => path.slice(0, path.indexOf('/')));
  return [...byCase].map(([name, entries]) => {
    const files = new Map(entries.map(([path, bytes]) => [path.slice(name.length + 1), bytes]));
    return {
      name,
      model: { format: 'saved-model', path: 'saved_model.pb', files: within(files, 'model/') },
      input: inputIn(memberOf(files, 'input.npy')),
      output: toTensor(readNpy(memberOf(files, 'output.npy')), 'float32'),
    };
  });
}

function within(files: ReadonlyMap<string, Uint8Array>, folder: string): ReadonlyMap<string, Uint8Array> {
  const inside = [...files].filter(([path]) => path.startsWith(folder));
  return new Map(inside.map(([path, bytes]) => [path.slice(folder.length), bytes]));
}

function inputIn(bytes: Uint8Array): InputTensor {
  const array = readNpy(bytes);
  const dtype = { U: 'string', i: 'int32' }[array.dtype.charAt(1)] ?? 'float32';
  return toTensor(array, dtype as InputTensor['dtype']);
}
