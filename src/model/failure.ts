import { type ErrorCode, FivefoldError } from '../domain/errors.ts';
import type { LayerLabel } from './graph.ts';

/** `layer "dense_1" (Dense)`: how every message names a layer. */
export function labelOf({ name, className }: LayerLabel): string {
  return `layer "${name}" (${className})`;
}

/** An error about one layer, which `where` names. The message begins with the layer. */
export function layerError(
  code: Extract<ErrorCode, `model/${string}`>,
  layer: LayerLabel,
  message: string,
  hint: string,
  options?: ErrorOptions,
): FivefoldError {
  const text = `${labelOf(layer)} ${message}`;
  const problem = {
    code,
    message: `${text.charAt(0).toUpperCase()}${text.slice(1)}`,
    hint,
    where: layer.name,
  };
  return new FivefoldError(problem, options);
}

/** An option of a known layer that would change the result in a way we do not compute. */
export function optionUnsupported(layer: LayerLabel, option: string, shown: string): FivefoldError {
  return layerError(
    'model/option-unsupported',
    layer,
    `uses ${option}=${shown}, which the grader cannot compute.`,
    `Build the layer without ${option}, or replace it by layers that the grader knows (docs/layers.md).`,
  );
}

/** A layer that is Python code of the candidate's. */
export function customCode(layer: LayerLabel, what: string): FivefoldError {
  return layerError(
    'model/custom-code',
    layer,
    `is ${what}. A submission is data: no code of a candidate is ever executed.`,
    "Rebuild the model from Keras's own layers as a Sequential or Functional model and train it again.",
  );
}
