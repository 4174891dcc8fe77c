import { formatShape, type RowShape } from '../../domain/tensor.ts';
import { labelOf, layerError } from '../failure.ts';
import type { StoredWeight } from '../formats/stored.ts';
import type { Layer, LayerLabel, WeightSlot } from '../graph.ts';

/** One place for a weight: the layer that has it and its slot there. */
export interface Place {
  readonly layer: Layer;
  readonly slot: WeightSlot;
}

/**
 * Fills the places with the stored weights, in order.
 *
 * @param owner - whom messages are about: the layer, or the nested model that the file counts as one
 * @throws {FivefoldError} model/weights-missing, model/weights-shape, model/weights-not-finite
 */
export function setWeights(
  owner: LayerLabel,
  places: readonly Place[],
  stored: readonly StoredWeight[],
): void {
  if (places.length !== stored.length) throw wrongCount(owner, places, stored);
  places.forEach((place, i) => {
    const weight = stored[i];
    if (weight !== undefined) setWeight(place, weight);
  });
}

function setWeight({ layer, slot }: Place, stored: StoredWeight): void {
  if (slot.shape !== undefined && !matches(stored.shape, slot.shape)) {
    throw layerError(
      'model/weights-shape',
      layer,
      `needs the weight ${slot.name} of shape ${formatShape(slot.shape)}; the file holds ${formatShape(stored.shape)}.`,
      'Save the whole model again (architecture and weights together) and commit the new file.',
    );
  }
  const values = stored.read();
  if (!allFinite(values)) throw notFinite(layer, slot);
  layer.weights.set(slot.name, { data: values, shape: stored.shape });
}

/** As a loop: a call per number would take half of the time that loading takes. */
function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

function matches(shape: readonly number[], expected: RowShape): boolean {
  return shape.length === expected.length && expected.every((size, i) => size === null || size === shape[i]);
}

function wrongCount(owner: LayerLabel, places: readonly Place[], stored: readonly StoredWeight[]) {
  const names = places.map(({ slot }) => slot.name).slice(0, 8);
  return layerError(
    'model/weights-missing',
    owner,
    `needs ${places.length} weights (${names.join(', ')}${places.length > names.length ? ', …' : ''}); ` +
      `the file holds ${stored.length}.`,
    'Save the whole model again (architecture and weights together) and commit the new file.',
  );
}

function notFinite(layer: LayerLabel, slot: WeightSlot) {
  return layerError(
    'model/weights-not-finite',
    layer,
    `has NaN or infinity in the weight ${slot.name}, so that its predictions mean nothing.`,
    `Training diverged before the model was saved: lower the learning rate or scale the inputs, and train ${labelOf(layer)} again.`,
  );
}
