import { isObject, parseJson } from '../config/json.ts';
import { type Hdf5Group, openHdf5 } from './hdf5.ts';
import { damaged, majorOf, notAModel, type StoredGroup, type StoredModel } from './stored.ts';

/**
 * Keras's HDF5 format, of Keras 1 to 3. Source: keras/src/legacy/saving/legacy_h5_format.py
 *
 * @param what - the file's name, for messages
 * @throws {FivefoldError} model/damaged, model/unknown-format for files without an architecture
 */
export async function readKerasH5(bytes: Uint8Array, what: string): Promise<StoredModel> {
  const file = await openHdf5(bytes, what);
  try {
    return { ...read(file.root, what), close: file.close };
  } catch (error) {
    file.close();
    throw error;
  }
}

function read(root: Hdf5Group, what: string): Omit<StoredModel, 'close'> {
  const text = root.text('model_config');
  if (text === undefined) throw withoutArchitecture(root, what);
  const config = parseJson(text, `model_config of ${what}`);
  if (!isObject(config)) throw damaged(what, 'has a model_config that is no object');
  const weights = root.group('model_weights') ?? root;
  const version = root.text('keras_version') ?? weights.text('keras_version');
  return {
    format: version === undefined ? 'Keras HDF5' : `Keras ${version.slice(0, 20)} HDF5`,
    kerasMajor: majorOf(version ?? '2'),
    config,
    weights: { kind: 'by-order', groups: groupsOf(weights, what) },
  };
}

/** Groups by layer, those without weights left out, in the order of `layer_names`. */
function groupsOf(weights: Hdf5Group, what: string): StoredGroup[] {
  return weights
    .texts('layer_names')
    .map((name) => readGroup(weights, name, what))
    .filter((group) => group.weights.length > 0);
}

function readGroup(weights: Hdf5Group, name: string, what: string): StoredGroup {
  const group = weights.group(name);
  if (group === undefined) throw damaged(what, `lists the layer "${name.slice(0, 80)}" but does not hold it`);
  const stored = group.texts('weight_names').map((weightName) => {
    const weight = group.weight(weightName);
    if (weight === undefined)
      throw damaged(what, `lists the weight "${weightName.slice(0, 80)}" but does not hold it`);
    return weight;
  });
  return { name, weights: stored };
}

function withoutArchitecture(root: Hdf5Group, what: string) {
  const names = root.names();
  const isWeights = root.texts('layer_names').length > 0 || names.has('layers') || names.has('model_weights');
  return isWeights
    ? notAModel(
        what,
        'holds only weights, not the model',
        'Save with model.save(…), not model.save_weights(…).',
      )
    : notAModel(
        what,
        'is an HDF5 file but not one that Keras wrote',
        'Save the model with model.save("model.keras").',
      );
}
