import { sizeOf } from '../../domain/tensor.ts';
import { isObject, type JsonObject, parseJson } from '../config/json.ts';
import { dequantise, type Quantisation, WIDTH_BYTES } from './quantisation.ts';
import { damaged, majorOf, notAModel, type StoredModel, type StoredWeight } from './stored.ts';
import { joinShards, type ManifestEntry, weightsManifest } from './tfjs-manifest.ts';

/**
 * TensorFlow.js LayersModel: `model.json` and its shards, which are looked up among the submitted files and nowhere
 * else. Source: tfjs-core/src/io/types.ts `ModelJSON`
 *
 * @param files - by path relative to the model's folder
 * @param what - the name of `model.json`
 * @throws {FivefoldError} model/damaged, model/unknown-format
 */
export function readTfjsLayers(files: ReadonlyMap<string, Uint8Array>, what: string): StoredModel {
  const bytes = files.get(what);
  if (bytes === undefined) throw damaged(what, 'is missing');
  const json = parseJson(new TextDecoder().decode(bytes), what);
  if (!isObject(json)) throw damaged(what, 'holds no object');
  const topology = topologyOf(json, what);
  const parsed = weightsManifest.safeParse(json.weightsManifest);
  if (!parsed.success) throw damaged(what, 'has no valid weightsManifest');
  const weights = parsed.data.flatMap((group) =>
    weightsOf(group.weights, joinShards(group.paths, files, what), what),
  );
  return {
    format: 'TensorFlow.js layers model',
    kerasMajor: majorOf(typeof topology.version === 'string' ? topology.version : '2'),
    config: topology.config,
    weights: { kind: 'by-name', weights },
    close: () => {},
  };
}

/** The converter puts the Keras config under `model_config`, TensorFlow.js itself directly under `modelTopology`. */
function topologyOf(json: JsonObject, what: string): { config: JsonObject; version: unknown } {
  const topology = json.modelTopology;
  if (!isObject(topology) || 'node' in topology || json.format === 'graph-model') {
    throw notAModel(
      what,
      'is not a TensorFlow.js layers model',
      'Convert the Keras model with --output_format tfjs_layers_model, or submit the .keras file itself.',
    );
  }
  const config = isObject(topology.model_config) ? topology.model_config : topology;
  return { config, version: topology.keras_version };
}

function weightsOf(entries: readonly ManifestEntry[], bytes: Uint8Array, what: string): StoredWeight[] {
  let offset = 0;
  const weights = entries.map((item): StoredWeight => {
    const stored = (item.quantization?.dtype ?? item.dtype) as Quantisation['dtype'];
    const width = Object.hasOwn(WIDTH_BYTES, stored) ? WIDTH_BYTES[stored] : undefined;
    if (width === undefined)
      throw damaged(what, `stores "${item.name.slice(0, 80)}" as ${item.dtype.slice(0, 20)}`);
    const start = offset;
    offset += sizeOf(item.shape) * width;
    const { min = 0, scale = 1 } = item.quantization ?? {};
    const { name, shape } = item;
    return {
      name,
      shape,
      read: () =>
        dequantise(bytes.slice(start, start + sizeOf(shape) * width), { dtype: stored, min, scale }),
    };
  });
  if (offset === bytes.byteLength) return weights;
  throw damaged(what, `describes ${offset} bytes of weights, but its shards hold ${bytes.byteLength}`);
}
