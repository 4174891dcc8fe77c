import { layerError } from '../failure.ts';
import type { StoredWeight } from '../formats/stored.ts';
import type { Layer } from '../graph.ts';
import { placesOf, trainableFirst } from './places.ts';
import { setWeights } from './set-weight.ts';

/**
 * TensorFlow.js: names begin with the layer's name (`dense/kernel`, `bidirectional/forward_lstm/kernel`), wherever the
 * layer is nested; inside one layer the order is that of `.h5`. TensorFlow.js itself writes all trainable weights of the
 * model before all others, which keeps the order inside a layer.
 */
export function assignByName(model: Layer, weights: readonly StoredWeight[]): void {
  const layers = leafLayers(model, new Set());
  const names = new Set(layers.map(({ name }) => name));
  const groups = Map.groupBy(weights, ({ name }) => ownerOf(name, names));
  const orphan = groups.get(undefined)?.[0];
  if (orphan !== undefined) {
    throw layerError(
      'model/weights-missing',
      model,
      `has no layer for the weight "${orphan.name.slice(0, 80)}" of the file.`,
      'Convert the model again from the Keras file.',
    );
  }
  for (const layer of layers) setWeights(layer, trainableFirst(layer), groups.get(layer.name) ?? []);
}

/** Layers with weights that are no models themselves; wrappers count as one. */
function leafLayers(layer: Layer, seen: Set<Layer>): Layer[] {
  if (seen.has(layer)) return [];
  seen.add(layer);
  if (layer.graph === undefined) return placesOf(layer).length > 0 ? [layer] : [];
  return layer.children.flatMap((child) => leafLayers(child.layer, seen));
}

/** The first part of the name that is a layer's: names of nested models may come before it. */
function ownerOf(name: string, layers: ReadonlySet<string>): string | undefined {
  return name.split('/').find((part) => layers.has(part));
}
