import { layerError } from '../failure.ts';
import type { StoredGroup } from '../formats/stored.ts';
import type { Layer } from '../graph.ts';
import { placesOf, trainableFirst } from './places.ts';
import { setWeights } from './set-weight.ts';

/**
 * `.h5`: the n-th group belongs to the n-th layer that has weights. Names are not compared: `dense/kernel:0`, `kernel`
 * and whole paths were all written by some version. Source: keras/src/legacy/saving/legacy_h5_format.py
 */
export function assignByOrder(model: Layer, groups: readonly StoredGroup[]): void {
  const layers = model.children.map(({ layer }) => layer).filter((layer) => placesOf(layer).length > 0);
  if (layers.length !== groups.length) {
    throw layerError(
      'model/weights-missing',
      model,
      `has ${layers.length} layers with weights; the file holds weights of ${groups.length} layers.`,
      'Save the whole model again (architecture and weights together) and commit the new file.',
    );
  }
  for (const [i, layer] of layers.entries()) {
    setWeights(layer, trainableFirst(layer), groups[i]?.weights ?? []);
  }
}
