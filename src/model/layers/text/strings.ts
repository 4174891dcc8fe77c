import { layerError } from '../../failure.ts';
import type { LayerLabel } from '../../graph.ts';
import { tf } from '../../tf.ts';

/** Keeps a byte-order mark, as Python does; TensorFlow.js's own decoder would drop it. */
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/** The elements of a tensor of text. @throws {FivefoldError} model/input-mismatch for numbers */
export function textsOf(x: tf.Tensor, layer: LayerLabel): string[] {
  return bytesOf(x, layer).map((bytes) => DECODER.decode(bytes));
}

function bytesOf(x: tf.Tensor, layer: LayerLabel): readonly Uint8Array[] {
  if (x.dtype !== 'string') throw wantsText(layer);
  return tf.engine().readSync(x.dataId) as unknown as Uint8Array[];
}

/** Text as it is, whole numbers as the decimals that TensorFlow's `as_string` writes, fractions cut off. */
export function spelled(x: tf.Tensor, layer: LayerLabel): string[] {
  if (x.dtype === 'string') return textsOf(x, layer);
  return Array.from(x.dataSync(), (value) => BigInt(Math.trunc(value)).toString());
}

/** Numbers cut off to integers. @throws {FivefoldError} model/input-mismatch for text */
export function integersOf(x: tf.Tensor, layer: LayerLabel): Int32Array {
  if (x.dtype === 'string') throw wantsNumbers(layer);
  return x.dtype === 'int32' ? (x.dataSync() as Int32Array) : Int32Array.from(x.dataSync());
}

export function textTensor(texts: readonly string[], shape: readonly number[]): tf.Tensor {
  return tf.tensor([...texts], [...shape], 'string');
}

function wantsText(layer: LayerLabel) {
  return layerError(
    'model/input-mismatch',
    layer,
    'takes text and was given numbers.',
    'Begin the model with keras.Input(shape=(1,), dtype="string").',
  );
}

function wantsNumbers(layer: LayerLabel) {
  return layerError(
    'model/input-mismatch',
    layer,
    'takes numbers and was given text.',
    'Put StringLookup, Hashing or TextVectorization before it.',
  );
}
