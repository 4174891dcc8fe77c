import { readFileSync } from 'node:fs';
import type { ModelFiles } from '../../../src/domain/submission.ts';
import type { Tensor } from '../../../src/domain/tensor.ts';
import { readNpy, toTensor } from '../../../src/formats/npy.ts';
import { unzip } from '../../../src/formats/zip.ts';

/** A model as real TensorFlow saved it, with an input and Keras's own prediction. */
export interface Fixture {
  readonly name: string;
  readonly model: ModelFiles;
  readonly inputs: Tensor;
  readonly outputs: Tensor;
}

/** What tests/fixtures/saved-model/*.py packed. */
export function readFixture(name: string): Fixture {
  const archive = readFileSync(new URL(`../../fixtures/saved-model/${name}.zip`, import.meta.url));
  const files = unzip(new Uint8Array(archive));
  const tensor = (member: string): Tensor => {
    const array = readNpy(memberOf(files, member));
    return toTensor(array, array.dtype === '<i4' ? 'int32' : 'float32');
  };
  const isGraph = files.has('model.json');
  const path = isGraph ? 'model.json' : 'saved_model.pb';
  const model: ModelFiles = { format: isGraph ? 'tfjs-graph' : 'saved-model', path, files };
  return { name, model, inputs: tensor('inputs.npy'), outputs: tensor('outputs.npy') };
}

export function memberOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes === undefined) throw new Error(`the fixture lacks ${name}`);
  return bytes;
}

/** The model with one of its files changed, or without it. */
export function withFile(
  model: ModelFiles,
  name: string,
  change: (bytes: Uint8Array) => Uint8Array | undefined,
): ModelFiles {
  const files = new Map(model.files);
  const changed = change(Uint8Array.from(memberOf(model.files, name)));
  if (changed === undefined) files.delete(name);
  else files.set(name, changed);
  return { ...model, files };
}
