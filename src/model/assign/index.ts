import type { StoredWeights } from '../formats/stored.ts';
import type { Layer } from '../graph.ts';
import { assignByName } from './by-name.ts';
import { assignByOrder } from './by-order.ts';
import { assignByPath } from './by-path.ts';
import { placesOf } from './places.ts';

/**
 * Gives every layer of the model its weights: all or none, so that those before a bad one do not stay in memory.
 *
 * @throws {FivefoldError} model/weights-*, model/damaged
 */
export function assignWeights(model: Layer, weights: StoredWeights): void {
  try {
    assign(model, weights);
  } catch (error) {
    for (const { layer } of placesOf(model)) layer.weights.dispose();
    throw error;
  }
}

function assign(model: Layer, weights: StoredWeights): void {
  switch (weights.kind) {
    case 'by-order':
      assignByOrder(model, weights.groups);
      break;
    case 'by-path':
      assignByPath(model, weights.at);
      break;
    case 'by-name':
      assignByName(model, weights.weights);
      break;
  }
}
