import type { FivefoldError } from '../../../domain/errors.ts';
import { invalidConfig } from '../../config/json.ts';
import { labelOf, layerError } from '../../failure.ts';
import type { LayerLabel } from '../../graph.ts';

/** What `adapt` taught a layer, as a `.keras` file keeps it beside the config. */
export interface Learned {
  /** `vocabulary.txt` */
  readonly text: string;
  /** Inverse document frequencies, special tokens included. */
  readonly idf?: readonly number[];
}

/** How a layer reads its vocabulary. All terms are text here, integers as their decimals. */
export interface VocabularyOptions {
  readonly layer: LayerLabel;
  /** What may stand before the terms: the mask token (where it has an index), then one token per OOV index. */
  readonly special: readonly (string | undefined)[];
  readonly maxTokens: number | undefined;
  readonly wantsIdf: boolean;
}

interface Known {
  readonly terms: readonly string[];
  readonly indices: ReadonlyMap<string, number>;
  readonly idf: readonly number[] | undefined;
}

/** The terms of one lookup layer: from its config, or learned and filled in once while loading. */
export class Vocabulary {
  readonly #options: VocabularyOptions;
  #known: Known | undefined;

  constructor(options: VocabularyOptions) {
    this.#options = options;
  }

  get isKnown(): boolean {
    return this.#known !== undefined;
  }

  /** Without special tokens. */
  get terms(): readonly string[] {
    return this.#get().terms;
  }

  /** Index of a term, special tokens counted. */
  indexOf(term: string): number | undefined {
    return this.#get().indices.get(term);
  }

  /** One number for each index, special tokens included. */
  get idf(): readonly number[] {
    return this.#get().idf ?? [];
  }

  /** Terms and special tokens together. */
  get size(): number {
    return this.#options.special.length + this.terms.length;
  }

  /** @throws {FivefoldError} model/config-invalid */
  learn({ text, idf }: Learned): void {
    this.set(linesOf(text), idf);
  }

  /**
   * Keras `IndexLookup.set_vocabulary`: special tokens may stand in front, all or none.
   *
   * @throws {FivefoldError} model/config-invalid
   */
  set(given: readonly string[], idf?: readonly number[]): void {
    const { special, maxTokens, wantsIdf } = this.#options;
    const hasSpecial = special.every((token, i) => token !== undefined && token === given[i]);
    const terms = hasSpecial ? given.slice(special.length) : given;
    const indices = new Map(terms.map((term, i) => [term, special.length + i]));
    if (indices.size !== terms.length) throw this.#invalid('names a term twice');
    const size = special.length + terms.length;
    if (maxTokens !== undefined && size > maxTokens) {
      throw this.#invalid(`has ${size} terms, but max_tokens is ${maxTokens}`);
    }
    this.#known = { terms, indices, idf: wantsIdf ? this.#fullIdf(idf, given, hasSpecial) : undefined };
  }

  /** Where the special tokens have no frequency of their own, they get the mean. */
  #fullIdf(
    idf: readonly number[] | undefined,
    given: readonly string[],
    hasSpecial: boolean,
  ): readonly number[] {
    if (idf === undefined || idf.length < given.length) {
      throw this.#invalid(`has ${given.length} terms and ${idf?.length ?? 0} idf_weights`);
    }
    if (hasSpecial) return idf;
    const mean = idf.reduce((sum, weight) => sum + weight, 0) / idf.length;
    return [...this.#options.special.map(() => mean), ...idf];
  }

  #get(): Known {
    if (this.#known === undefined) throw vocabularyMissing(this.#options.layer);
    return this.#known;
  }

  #invalid(what: string): FivefoldError {
    const { layer } = this.#options;
    return invalidConfig(`The vocabulary of ${labelOf(layer)} ${what}.`, layer.name);
  }
}

/**
 * The terms as they were written: `"\n".join(…)`, perhaps on Windows. Keras 3.15 reads them back by `splitlines`, which tears
 * terms apart at characters such as U+0085 and loses an empty last one; we keep the model that was trained.
 * Source: keras `IndexLookup.save_assets`
 */
function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}

/** Formats other than `.keras` do not keep what `adapt` has learned. */
export function vocabularyMissing(layer: LayerLabel): FivefoldError {
  return layerError(
    'model/vocabulary-missing',
    layer,
    'has no vocabulary in this file: .h5 and TensorFlow.js files do not keep what adapt() has learned.',
    'Save the model with model.save("model.keras"), or build the layer with vocabulary=[…] and save again.',
  );
}
