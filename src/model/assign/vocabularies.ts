import type { Layer } from '../graph.ts';
import { type Learned, vocabularyMissing } from '../layers/text/vocabulary.ts';

/**
 * Gives every lookup layer the vocabulary that its config does not hold. `.keras` files keep it by the layer's path;
 * TextVectorization's is that of the lookup inside it, too.
 * Source: keras/src/saving/saving_lib.py `_load_state`
 *
 * @param learned - what the file holds for a path; absent where the format keeps none
 * @throws {FivefoldError} model/vocabulary-missing, model/config-invalid
 */
export function assignVocabularies(model: Layer, learned?: (path: string) => Learned | undefined): void {
  const seen = new Set<Layer>();
  const visit = (layer: Layer, path: string): void => {
    if (seen.has(layer)) return;
    seen.add(layer);
    teach(layer, learned?.(path) ?? learned?.(`${path}/_lookup_layer`));
    for (const child of layer.children)
      visit(child.layer, path === '' ? child.path : `${path}/${child.path}`);
  };
  visit(model, '');
}

function teach(layer: Layer, learned: Learned | undefined): void {
  const { vocabulary } = layer;
  if (vocabulary === undefined || vocabulary.isKnown) return;
  if (learned === undefined) throw vocabularyMissing(layer);
  vocabulary.learn(learned);
}
