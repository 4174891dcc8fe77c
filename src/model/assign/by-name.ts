import { layerError } from '../failure.ts';
import type { StoredWeight } from '../formats/stored.ts';
import type { Layer } from '../graph.ts';
import { placesOf, trainableFirst } from './places.ts';
import { type Place, setWeights } from './set-weight.ts';

/**
 * TensorFlow.js: names begin with the layer's name (`dense/kernel`, `bidirectional/forward_lstm/kernel`), wherever the
 * layer is nested; inside one layer the order is that of `.h5`. TensorFlow.js itself writes all trainable weights of the
 * model before all others, which keeps the order inside a layer.
 */
export function assignByName(model: Layer, weights: readonly StoredWeight[]): void {
  const layers = leafLayers(model, new Set());
  const owners = new Map(layers.flatMap((layer) => namesIn(layer).map((name) => [name, layer] as const)));
  for (const layer of layers) owners.set(layer.name, layer);
  const groups = Map.groupBy(weights, ({ name }) => ownerOf(name, owners));
  const nameless = [...(groups.get(undefined) ?? [])];
  for (const layer of layers) {
    const places = trainableFirst(layer);
    setWeights(layer, places, groups.get(layer) ?? takeNameless(places, nameless));
  }
  const [orphan] = nameless;
  if (orphan !== undefined) throw withoutLayer(model, orphan);
}

/** Layers with weights that are no models themselves; wrappers count as one. */
function leafLayers(layer: Layer, seen: Set<Layer>): Layer[] {
  if (seen.has(layer)) return [];
  seen.add(layer);
  if (layer.graph === undefined) return placesOf(layer).length > 0 ? [layer] : [];
  return layer.children.flatMap((child) => leafLayers(child.layer, seen));
}

/** The layer's name and those of all layers inside it, because a model in a wrapper names its weights itself. */
function namesIn(layer: Layer): string[] {
  return [layer.name, ...layer.children.flatMap((child) => namesIn(child.layer))];
}

/** The owner of the first part of the name that is a layer's: names of nested models may come before it. */
function ownerOf(name: string, owners: ReadonlyMap<string, Layer>): Layer | undefined {
  const part = name.split('/').find((candidate) => owners.has(candidate));
  return part === undefined ? undefined : owners.get(part);
}

/** Keras 2's Normalization writes plain `mean`, `variance`, `count`: they go to layers with such weights, in order. */
function takeNameless(places: readonly Place[], nameless: StoredWeight[]): StoredWeight[] {
  const fits = places.every(({ slot }, i) => nameless[i]?.name.replace(/_\d+$/, '') === slot.name);
  return fits ? nameless.splice(0, places.length) : [];
}

function withoutLayer(model: Layer, { name }: StoredWeight) {
  return layerError(
    'model/weights-missing',
    model,
    `has no layer for the weight "${name.slice(0, 80)}" of the file.`,
    'Convert the model again from the Keras file.',
  );
}
