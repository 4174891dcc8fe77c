import { isObject, type JsonObject } from '../../config/json.ts';
import type { BuildContext } from '../../config/layer-config.ts';
import { layerError } from '../../failure.ts';
import type { Layer, LayerLabel } from '../../graph.ts';
import { KERAS_OPERATIONS } from './keras.ts';
import { operationLayer } from './operation.ts';
import { TENSORFLOW_FUNCTIONS } from './tensorflow.ts';

const OPERATION_MODULE = /^keras(\.src)?\.(ops|activations)\b/;

/** How Keras 2 wraps functions of TensorFlow's. */
const TENSORFLOW_CLASSES: readonly string[] = ['TFOpLambda', 'SlicingOpLambda'];

/**
 * A node that is an operation, if it is one. `.keras` files name the module; `.h5` files do not, so that `Add` the
 * operation differs from `Add` the layer only by its config: every layer's says whether it is trainable.
 *
 * @throws {FivefoldError} model/layer-unsupported, naming the operation
 */
export function buildOperation(
  label: LayerLabel,
  serialised: JsonObject,
  { kerasMajor }: BuildContext,
): Layer | undefined {
  const config = isObject(serialised.config) ? serialised.config : {};
  if (TENSORFLOW_CLASSES.includes(label.className)) return tensorflowFunction(label, config);
  const found = KERAS_OPERATIONS.get(label.className);
  const { module } = serialised;
  if (typeof module === 'string') {
    if (!OPERATION_MODULE.test(module)) return undefined;
    if (found === undefined) throw unknown(label, `the operation ${label.className}`);
  }
  if (kerasMajor === 2 || Object.hasOwn(config, 'trainable')) return undefined;
  return found && operationLayer(label, found, config);
}

function tensorflowFunction(label: LayerLabel, { function: written }: JsonObject): Layer {
  const name = typeof written === 'string' ? written.slice(0, MAX_SHOWN) : '';
  const found = TENSORFLOW_FUNCTIONS.get(name);
  if (found === undefined) throw unknown(label, `the function tf.${name}`);
  return operationLayer(label, found, {});
}

function unknown(label: LayerLabel, what: string) {
  return layerError(
    'model/layer-unsupported',
    label,
    `computes ${what}, which the grader does not know.`,
    'Compute it with Keras layers, or with operations that the grader knows (docs/layers.md).',
  );
}

/** Characters of a name that a message quotes. */
const MAX_SHOWN = 80;
