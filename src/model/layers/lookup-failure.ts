import type { FivefoldError } from '../../domain/errors.ts';
import { layerError } from '../failure.ts';
import type { LayerLabel } from '../graph.ts';

/** Out-of-range indices are an error, as in Keras on a CPU. */
export function outsideTable(layer: LayerLabel, index: number, size: number): FivefoldError {
  return layerError(
    'model/input-mismatch',
    layer,
    `was asked for row ${index} of its ${size} rows.`,
    `Give the layer input_dim larger than the largest token of the task, and no negative tokens.`,
  );
}
