import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { ModelFiles } from '../../../src/domain/submission.ts';
import type { InputTensor, Tensor } from '../../../src/domain/tensor.ts';
import { readNpy, toTensor } from '../../../src/formats/npy.ts';

/** One model on text or categories as real Keras saved it, with its input and Keras's own answer. */
export interface TextCase {
  readonly name: string;
  readonly models: readonly ModelFiles[];
  /** A file of the same model without the vocabulary that it had learned. */
  readonly lost?: ModelFiles;
  readonly input: InputTensor;
  readonly output: Tensor;
}

/** The cases of one generation, as tests/fixtures/layers/make_text.py packed them. */
export function readTextCases(generation: 2 | 3): TextCase[] {
  const archive = readFileSync(new URL(`../../fixtures/layers/text-keras${generation}.zip`, import.meta.url));
  const members = Object.entries(unzipSync(archive));
  const byCase = Map.groupBy(members, ([path]) => path.slice(0, path.indexOf('/')));
  return [...byCase].map(([name, entries]) => {
    const files = new Map(entries.map(([path, bytes]) => [path.slice(name.length + 1), bytes]));
    const [lost] = modelIn(files, 'h5', 'lost.h5');
    return {
      name,
      models: [...modelIn(files, 'keras', 'model.keras'), ...modelIn(files, 'h5', 'model.h5')],
      ...(lost && { lost }),
      input: inputIn(files),
      output: toTensor(readNpy(member(files, 'output.npy')), 'float32'),
    };
  });
}

/** @throws {Error} when the corpus does not hold it */
export function textCase(generation: 2 | 3, name: string): TextCase {
  const found = readTextCases(generation).find((golden) => golden.name === name);
  if (found === undefined) throw new Error(`no ${name} by Keras ${generation}`);
  return found;
}

function modelIn(files: ReadonlyMap<string, Uint8Array>, format: 'keras' | 'h5', path: string): ModelFiles[] {
  const bytes = files.get(path);
  return bytes === undefined ? [] : [{ format, path, files: new Map([[path, bytes]]) }];
}

function inputIn(files: ReadonlyMap<string, Uint8Array>): InputTensor {
  const array = readNpy(member(files, 'input.npy'));
  const dtype = { U: 'string', i: 'int32' }[array.dtype.charAt(1)] ?? 'float32';
  return toTensor(array, dtype as InputTensor['dtype']);
}

function member(files: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`the corpus lacks ${path}`);
  return bytes;
}
