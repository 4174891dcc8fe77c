import { quantisedDtype, warnAboutDtype } from '../config/dtype.ts';
import { invalidConfig, isObject, type Json, type JsonObject } from '../config/json.ts';
import { type BuildContext, LayerConfig } from '../config/layer-config.ts';
import { buildModel, isModelClass } from '../config/model.ts';
import { customCode, layerError } from '../failure.ts';
import type { Layer, LayerLabel } from '../graph.ts';
import { buildOperation } from './operations/index.ts';
import { REFUSED_CLASSES } from './refused.ts';
import { LAYER_CLASSES } from './table.ts';

/**
 * A layer (or model) from its serialised config. Layers with one `shared_object_id` are one layer.
 *
 * @throws {FivefoldError} model/config-invalid, model/custom-code, model/layer-unsupported,
 *   model/option-unsupported, model/quantised
 */
export function buildLayer(serialised: Json, context: BuildContext): Layer {
  if (!isObject(serialised)) throw invalidConfig('A layer in the config is not an object.');
  const label = readLabel(serialised);
  const known = sharedLayer(serialised, context);
  if (known !== undefined) return known;
  const layer = buildNew(serialised, label, context);
  const id = serialised.shared_object_id;
  if (typeof id === 'number') context.shared.set(id, layer);
  return layer;
}

function sharedLayer(serialised: JsonObject, { shared }: BuildContext): Layer | undefined {
  const id = serialised.shared_object_id;
  return typeof id === 'number' ? shared.get(id) : undefined;
}

function buildNew(serialised: JsonObject, label: LayerLabel, context: BuildContext): Layer {
  const options = readOptions(serialised, label);
  context.admit();
  refuseCustomCode(serialised, label);
  if (isModelClass(label.className, options)) return buildModel(label, options, context);
  const operation = buildOperation(label, serialised, context);
  if (operation !== undefined) return operation;
  const layerClass = LAYER_CLASSES.get(label.className);
  if (layerClass === undefined) throw unknownClass(label);
  if (quantisedDtype(options)) throw quantised(label);
  warnAboutDtype(options, label, context);
  const config = new LayerConfig(label, options, context);
  return layerClass.build(config, config.boolean('trainable', true));
}

function readLabel(serialised: JsonObject): LayerLabel {
  const className = serialised.class_name;
  if (typeof className !== 'string') throw invalidConfig('A layer in the config has no class_name.');
  const config = serialised.config;
  const name = serialised.name ?? (isObject(config) ? config.name : undefined);
  return { className, name: typeof name === 'string' ? name : className };
}

function readOptions(serialised: JsonObject, label: LayerLabel): JsonObject {
  const config = serialised.config;
  if (isObject(config)) return config;
  // Keras 1 and early Keras 2 wrote a Sequential as the bare list of its layers.
  if (Array.isArray(config)) return { name: label.name, layers: config };
  if (config === undefined || config === null) return {};
  throw invalidConfig(`The config of layer "${label.name}" is not an object.`, label.name);
}

/** Modules whose classes come with Keras. */
const KERAS_MODULE = /^(keras|tensorflow\.keras|tf_keras|builtins)(\.|$)/;

function refuseCustomCode(serialised: JsonObject, label: LayerLabel): void {
  const { className } = label;
  const refused = REFUSED_CLASSES.get(className);
  if (refused !== undefined) throw customCode(label, refused);
  const registered = serialised.registered_name;
  const isRegistered = typeof registered === 'string' && registered !== className && registered.includes('>');
  const module = serialised.module;
  const isForeign = typeof module === 'string' && !KERAS_MODULE.test(module);
  if (isRegistered || isForeign) throw customCode(label, 'a custom class');
}

function unknownClass(label: LayerLabel) {
  return layerError(
    'model/layer-unsupported',
    label,
    'is of a class that the grader does not know.',
    "If it is your own class, rebuild the model from Keras's own layers; otherwise see docs/layers.md for what is supported.",
  );
}

function quantised(label: LayerLabel) {
  return layerError(
    'model/quantised',
    label,
    'has quantised weights.',
    'Submit the model as it was before quantisation.',
  );
}
