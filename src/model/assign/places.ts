import type { Layer } from '../graph.ts';
import type { Place } from './set-weight.ts';

/** Every weight of a layer and the layers inside it, in Keras's order of creation, shared layers once. */
export function placesOf(layer: Layer, seen: Set<Layer> = new Set()): Place[] {
  if (seen.has(layer)) return [];
  seen.add(layer);
  const own = layer.slots.filter(({ copy }) => copy !== true).map((slot) => ({ layer, slot }));
  return [...own, ...layer.children.flatMap((child) => placesOf(child.layer, seen))];
}

/**
 * Keras's `trainable_weights`, then `non_trainable_weights`: the order inside one group of an `.h5` file. A weight is
 * trainable when it is so itself and neither its layer nor any layer around that is frozen.
 */
export function trainableFirst(layer: Layer): Place[] {
  const trainable = new Set<Layer>();
  markTrainable(layer, trainable);
  const places = placesOf(layer);
  const isTrainable = (place: Place): boolean => place.slot.trainable && trainable.has(place.layer);
  return [...places.filter(isTrainable), ...places.filter((place) => !isTrainable(place))];
}

function markTrainable(layer: Layer, trainable: Set<Layer>): void {
  if (!layer.trainable) return;
  trainable.add(layer);
  for (const child of layer.children) markTrainable(child.layer, trainable);
}
