import { MAX_TENSOR_VALUES } from '../../domain/limits.ts';
import { formatShape, sizeOf } from '../../domain/tensor.ts';
import { layerError } from '../failure.ts';
import type { LayerLabel } from '../graph.ts';

/**
 * For layers whose config, which a candidate chooses, can make a tensor much larger than its input.
 *
 * @throws {FivefoldError} model/too-large
 */
export function assertAllocatable(layer: LayerLabel, shape: readonly number[]): void {
  if (sizeOf(shape) <= MAX_TENSOR_VALUES) return;
  throw layerError(
    'model/too-large',
    layer,
    `would make a tensor of ${formatShape(shape)}; the limit is ${MAX_TENSOR_VALUES} numbers.`,
    'Use smaller sizes in this layer.',
  );
}
